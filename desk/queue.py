"""The desk's queries: open reports with their context, raised hands, and people who need somebody."""

import dataclasses
import datetime
from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet
from django.utils import timezone

from academy.models import Edition, Membership
from commons.models import AuditEntry, Report
from commons.targets import kind_of
from commons.texts.withheld import is_taken_back, unhidden
from forum.models import Reflection
from rooms.access import open_to
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


def open_items(edition: Edition, reader: Membership, most: int = 20) -> list[Item]:
    """Returns the reported objects that wait, the longest waiting first; each once, however many people reported it.

    Two or three queries for each kind of object, however many are waiting.
    """
    reports = edition.reports.filter(settled_at=None).select_related("by__person", "target_type").order_by("pk")[:200]
    grouped: dict[tuple[int, int], list[Report]] = {}
    for report in reports:
        grouped.setdefault((report.target_type_id, report.target_id), []).append(report)
    waiting = dict(list(grouped.items())[:most])
    shown: dict[tuple[int, int], Item] = {}
    for type_id in {type_id for type_id, _pk in waiting}:
        of_kind = {pk: found for (other, pk), found in waiting.items() if other == type_id}
        shown |= {(type_id, item.target.pk): item for item in _items(of_kind, reader)}
    return [shown[key] for key in waiting if key in shown]


def _items(reports: dict[int, list[Report]], reader: Membership) -> list[Item]:
    """Returns the items of one kind of object. ``reports``: the open ones, by the object's id."""
    model = next(iter(reports.values()))[0].target_type.model_class()
    if model is None:
        return []
    kind = kind_of(model)
    targets = list(kind.queryset().filter(pk__in=reports))
    around = kind.around(reader, targets) if targets else {}
    return [
        Item(target, kind.name, target.pk in around, list(around.get(target.pk, [target])), reports[target.pk])
        for target in targets
    ]


def calls(edition: Edition, reader: Membership, most: int = 20) -> list[tuple[Hand, str, bool]]:
    """Returns raised hands, the longest waiting first, each with its room's title and whether the reader may enter."""
    is_open = ExpressionWrapper(open_to(reader), BooleanField())
    return [(hand, title_of(hand.room), hand.is_open) for hand in raised_in(edition).annotate(is_open=is_open)[:most]]


def open_reports(edition: Edition) -> int:
    return edition.reports.filter(settled_at=None).count()


def unanswered(edition: Edition) -> QuerySet[Reflection]:
    """Returns reflections without an answer from the other shore for three days, the longest waiting first."""
    return (
        Reflection.objects.filter(
            unhidden(),
            topic__edition=edition,
            published_at__lt=timezone.now() - LONG_WAIT,
            answered_at=None,
        )
        .select_related("author__person", "author__bloc", "author__state")
        .order_by("published_at")[:10]
    )


def delegates_by_bloc(edition: Edition) -> dict[int | None, tuple[int, int]]:
    """Maps the bloc's id to the number of its active delegates, and of those who have not completed the welcome."""
    delegates = edition.memberships.active().delegates().order_by().values_list("bloc")
    found = delegates.annotate(everybody=Count("pk"), never_welcomed=Count("pk", filter=Q(welcomed_at=None)))
    return {bloc: (everybody, never_welcomed) for bloc, everybody, never_welcomed in found}


def log(edition: Edition, *, act: str = "", subject: int | None = None) -> QuerySet[AuditEntry]:
    entries = AuditEntry.objects.filter(edition=edition).select_related("by__person", "subject__person", "target_type")
    if act:
        entries = entries.filter(act=act)
    return entries.filter(subject=subject) if subject else entries
