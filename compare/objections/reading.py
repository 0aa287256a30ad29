"""Reads a provision's disputes and corrections for pages."""

import dataclasses
from collections.abc import Iterable
from typing import Any

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from markupsafe import Markup

from academy.models import Edition, Membership
from academy.pages.compiled import Compiled, later_id
from academy.pages.showing import language
from academy.pages.texts import language_of
from academy.voices import voices_of
from commons.texts.differing import marked
from commons.texts.withheld import readable
from compare.models import Confidence, Correction, Decision, Dispute, DisputeAnswer, Provision, Status
from compare.packs.bringing import PROVISION
from compare.packs.merging import differences
from compare.practices.lines import line_of


@dataclasses.dataclass(frozen=True)
class Change:
    """One part of a correction in words. ``language``: that of the texts, "" for a number or a word."""

    name: str
    language: str
    before: str
    after: str

    @property
    def marked(self) -> tuple[Markup, Markup]:
        """Both as HTML, with the words that only one of them has marked."""
        return marked(self.before, self.after)


def disputes_of(provision: Provision, reader: Membership) -> list[Dispute]:
    """Returns the provision's disputes with their answers, the newest first. Two queries."""
    answers = Prefetch("answers", DisputeAnswer.objects.order_by("dispute_id", "pk"))  # as its index has them
    found = Dispute.objects.filter(readable(reader), provision=provision).prefetch_related(answers).order_by("-pk")
    return _shown(provision, found)


def corrections_of(provision: Provision, reader: Membership) -> list[tuple[Correction, list[Change]]]:
    """Returns the provision's corrections with their changes, the newest first; the accepted ones are the text's
    history. One query."""
    found = Correction.objects.filter(readable(reader), provision=provision).order_by("-pk")
    return [(row, [_change(part, *values) for part, values in row.changes.items()]) for row in _shown(provision, found)]


def ahead(provision: Provision, found: Iterable[tuple[Correction, list[Change]]]) -> list[tuple[str, Correction]]:
    """Returns the languages, each with its correction, in which the provision's text changed after it last did in the
    language that the reader sees: somebody has to bring it into the others."""
    newest: dict[str, Correction] = {}
    for row in sorted((row for row, _changes in found if row.decision == Decision.ACCEPTED), key=_decided):
        newest |= {part.partition(".")[2]: row for part in row.changes if part.startswith("summary.")}
    here = newest.pop(language_of(provision.summary), None)
    return [(code, row) for code, row in newest.items() if here is None or _decided(row) > _decided(here)]


def _decided(correction: Correction) -> tuple[Any, int]:
    return correction.decided_at, correction.pk


def _shown(provision: Provision, found: Iterable[Any]) -> list[Any]:
    """Gives each row its provision, and with it the edition, and its author as ``voice``, without a query."""
    rows = list(found)
    for row in rows:
        row.provision = provision
    voices_of(provision.edition).lend(rows)
    return rows


MOST_WAITING = 10


def waiting(edition: Edition, most: int = MOST_WAITING) -> list[Any]:
    """Returns provisions with an open dispute or a correction that waits (``waits``), the longest waiting first.

    One query. ``since``: how long it waits.
    """
    return _OBJECTED.all(edition=edition.pk)[:most]


def _objected() -> QuerySet[Provision]:
    of_this = {"provision": OuterRef("pk"), "hidden_at": None}
    corrections = Correction.objects.filter(decision="", **of_this).order_by("at").values("at")[:1]
    disputes = Dispute.objects.filter(settled_at=None, **of_this).order_by("at").values("at")[:1]
    found = Provision.objects.filter(aspect__topic__edition=later_id("edition"))
    found = found.select_related("aspect", "bloc", "state")
    found = found.annotate(waits=Subquery(corrections), since=Coalesce(Subquery(corrections), Subquery(disputes)))
    return found.filter(since__isnull=False).order_by("since", "pk")[:MOST_WAITING]


_OBJECTED = Compiled(_objected)


def changed_here(edition: Edition) -> list[Provision]:
    """Returns the provisions that people changed. One query."""
    return _CHANGED.all(edition=edition.pk)


def _changed() -> QuerySet[Provision]:
    found = Provision.objects.filter(aspect__topic__edition=later_id("edition"), edited_at__isnull=False)
    found = found.select_related("aspect", "bloc", "state")
    return found.order_by("aspect__topic", "aspect__place", "pk")


_CHANGED = Compiled(_changed)


def pack_differences(provision: Provision) -> list[Change]:
    """Returns where the text here differs from what the pack last said; ``before`` is the pack's."""
    mine = {field: getattr(provision, field) for field in PROVISION if field in provision.from_pack}
    found = differences(mine, provision.from_pack)
    return [_change(part, packs, here) for part, (here, packs) in found.items()]


def _change(part: str, before: Any, after: Any) -> Change:
    field, _dot, code = part.partition(".")
    name = _NAMES[field]()
    return Change(f"{name} ({language(code)})" if code else name, code, _words(field, before), _words(field, after))


_NAMES = {
    "instrument": lambda: _("Instrument"),
    "articles": lambda: _("Articles"),
    "year": lambda: _("Year"),
    "status": lambda: _("Status"),
    "summary": lambda: _("Text"),
    "confidence": lambda: _("How sure are we?"),
    "is_gap": lambda: _("nothing of its own"),
    "references": lambda: _("Sources"),
    "doubt": lambda: _("What should a lawyer look at?"),
}


def _words(field: str, value: Any) -> str:
    if value in (None, ""):
        return ""
    if field == "references":
        return "\n".join(line_of(reference) for reference in value)
    if field == "is_gap":
        return _("yes") if value else _("no")
    choices = {"status": Status, "confidence": Confidence}.get(field)
    return str(choices(value).label) if choices and value in choices.values else str(value)
