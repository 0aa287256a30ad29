"""The desk's queries: open reports with their context, raised hands, and people who need somebody."""

import dataclasses
import datetime
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db.models import (
    Count,
    DateTimeField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from academy.models import Edition, Membership
from academy.pages.compiled import Compiled, Later, later_id
from academy.voices import voices_of
from commons.models import AuditEntry, Report
from commons.targets import MOST, kind_of
from commons.targets import found as targets_of
from commons.texts.withheld import is_taken_back, unhidden
from forum.models import Reflection
from rooms.kinds import title_of
from rooms.models import Hand
from rooms.moderation.hands import raised_in

LONG_WAIT = datetime.timedelta(hours=72)


@dataclasses.dataclass(frozen=True)
class Item:
    """A reported object, the name of its kind, its neighbours, and every open report of it.

    ``is_open``: the facilitator who reads the queue may read its place; otherwise it is shown without neighbours.
    ``before``: what it said when it was reported, where that is not what it says now, each wording once.
    """

    target: Any
    kind: str
    is_open: bool
    around: list[Any]
    reports: list[Report]

    @property
    def before(self) -> list[str]:
        now = self.target.typed
        return list(dict.fromkeys(report.reported for report in self.reports if report.reported not in ("", now)))

    @property
    def is_taken_back(self) -> bool:
        return is_taken_back(self.target)


def open_items(edition: Edition, reader: Membership) -> list[Item]:
    """Returns the reported objects that wait, the longest waiting first; each once, however many people reported it.

    Two or three queries for each kind of object, however many are waiting.
    """
    voices = voices_of(edition)
    grouped: dict[tuple[int, int], list[Any]] = {}
    for report in _OPEN.all(edition=edition.pk):
        report.voice = voices[report.by_id]  # type: ignore[attr-defined]
        grouped.setdefault((report.target_type_id, report.target_id), []).append(report)
    waiting = dict(list(grouped.items())[:MOST])
    shown: dict[tuple[int, int], Item] = {}
    for type_id in {type_id for type_id, _pk in waiting}:
        of_kind = {pk: found for (other, pk), found in waiting.items() if other == type_id}
        shown |= {(type_id, item.target.pk): item for item in _items(type_id, of_kind, reader)}
    items = [shown[key] for key in waiting if key in shown]
    for item in items:
        voices.lend([item.target, *item.around])
    return items


_OPEN = Compiled(lambda: Report.objects.filter(edition=later_id("edition"), settled_at=None).order_by("pk")[:200])


def _items(type_id: int, reports: dict[int, list[Report]], reader: Membership) -> list[Item]:
    """Returns the items of one kind of object. ``reports``: the open ones, by the object's id."""
    model = ContentType.objects.get_for_id(type_id).model_class()
    if model is None:
        return []
    kind = kind_of(model)
    targets = targets_of(kind, list(reports))
    around = kind.around(reader, targets) if targets else {}
    return [
        Item(target, kind.name, target.pk in around, list(around.get(target.pk, [target])), reports[target.pk])
        for target in targets
    ]


def calls(edition: Edition, reader: Membership) -> list[tuple[Hand, str, bool]]:
    """Returns raised hands, the longest waiting first, each with its room's title and whether the reader may enter."""
    return [(hand, title_of(hand.room), hand.is_open) for hand in raised_in(edition, reader)]


class Figures(NamedTuple):
    """How many reports are open, and how many hands are raised."""

    reports: int
    calls: int


def figures(edition: Edition) -> Figures:
    """One query."""
    [found] = _FIGURES.all(edition=edition.pk)
    return Figures(*found)


def _figures() -> QuerySet[Edition, tuple[int, int]]:
    reports = Report.objects.filter(edition=OuterRef("pk"), settled_at=None).order_by().values("edition")
    hands = Hand.objects.filter(room__edition=OuterRef("pk"), lowered_at=None).order_by().values("room__edition")
    counted = [Coalesce(Subquery(rows.annotate(all=Count("pk")).values("all")), 0) for rows in (reports, hands)]
    return Edition.objects.filter(pk=later_id("edition")).values_list(*counted)


_FIGURES = Compiled(_figures)


def unanswered(edition: Edition) -> list[Any]:
    """Returns reflections without an answer from the other shore for three days, the longest waiting first, each with
    its author as ``voice``. One query."""
    found = _UNANSWERED.all(edition=edition.pk, before=timezone.now() - LONG_WAIT)
    voices_of(edition).lend(found)
    return found


def _unanswered() -> QuerySet[Reflection]:
    found = Reflection.objects.filter(
        unhidden(),
        topic__edition=later_id("edition"),
        published_at__lt=Later("before", DateTimeField()),
        answered_at=None,
    )
    shown = found.only("author", "language", "headline", "published_at")
    return shown.order_by("published_at")[:10]


_UNANSWERED = Compiled(_unanswered)


def delegates_by_bloc(edition: Edition) -> dict[int | None, tuple[int, int]]:
    """Maps the bloc's id to the number of its active delegates, and of those who have not completed the welcome."""
    return {bloc: (everybody, never_welcomed) for bloc, everybody, never_welcomed in _DELEGATES.all(edition=edition.pk)}


def _delegates() -> QuerySet[Membership, tuple[int | None, int, int]]:
    delegates = Membership.objects.active().delegates().filter(edition=later_id("edition")).order_by()
    counted = {"everybody": Count("pk"), "never_welcomed": Count("pk", filter=Q(welcomed_at=None))}
    return delegates.values("bloc").annotate(**counted).values_list("bloc", *counted)


_DELEGATES = Compiled(_delegates)


def log(edition: Edition, *, act: str = "", subject: int | None = None) -> QuerySet[AuditEntry]:
    """Selects what pages show of the log; ``named`` says who acted, and about whom."""
    entries = AuditEntry.objects.filter(edition=edition).only("at", "act", "reason", "by", "subject")
    if act:
        entries = entries.filter(act=act)
    return entries.filter(subject=subject) if subject else entries


def named(entries: Iterable[AuditEntry], edition: Edition) -> list[Any]:
    """Gives each entry of ``log`` who acted, as its attribute ``voice``, and about whom, as ``about`` (or None)."""
    voices, rows = voices_of(edition), list[Any](entries)
    for row in rows:
        row.voice, row.about = voices[row.by_id], voices[row.subject_id] if row.subject_id else None
    return rows
