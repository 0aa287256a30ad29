"""Differences between a course and its pack, for the facilitators."""

import dataclasses
from collections.abc import Iterator, Sequence
from typing import Any

import yaml
from django.db.models import Exists, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from academy.courses.editions import PROMPTS, TOPICS
from academy.courses.pack_parts import Content, Difference, Part, differences
from academy.models import Edition, Pack
from academy.pages.compiled import Compiled, later_id
from academy.pages.texts import localized
from compare.models import Aspect, Provision
from compare.objections import reading
from compare.objections.reading import Change
from compare.practices import differing as practices
from exchanges.rounds.formats import FORMATS

PARTS: list[tuple[Part, Promise | str]] = [(TOPICS, _("Topic")), (PROMPTS, _("Question")), (FORMATS, _("Format"))]
WORDS = {
    "titles": _("Title"),
    "descriptions": _("Description"),
    "focus": _("Focus"),
    "subtopics": _("Subtopics"),
    "texts": _("Question"),
    "purposes": _("Purpose"),
    "smallest_group": _("Smallest group"),
    "largest_group": _("Largest group"),
    "stages": _("Stages"),
    "pace": _("Pace of writing"),
    "rules": _("Turns, seats and roles"),
}
ASPECT = (("title", _("Title")), ("question", _("Question")))


@dataclasses.dataclass(frozen=True)
class Shown:
    """One item that differs, as the page shows it.

    ``fields``: what differs, as (words, here, in the pack); both texts as a pack writes them. ``address``: the page
    where a facilitator changes it, "" for none.
    """

    kind: Promise | str
    name: str
    only_here: bool
    only_in_pack: bool
    fields: Sequence[tuple[Promise | str, str, str]]
    address: str = ""


def differing(edition: Edition) -> Iterator[Shown]:
    content, are_practices_changed = _content(edition)
    for part, kind in PARTS:
        for found in differences(part, edition, content):
            fields = [(WORDS[field], *_as_written(*values)) for field, *values in found.fields]
            yield Shown(kind, _name(found), found.pack is None, found.here is None, fields)
    yield from _aspects(edition)
    for provision in reading.changed_here(edition):
        yield from _compared(_("Comparison"), _title(provision), provision, reading.pack_differences(provision))
    for practice in practices.changed_here(edition) if are_practices_changed else ():
        yield from _compared(_("Practice"), str(practice), practice, practices.pack_differences(practice))


def _compared(kind: Promise | str, name: str, row: Any, changes: Sequence[Change]) -> Iterator[Shown]:
    """Yields the row unless people changed it back."""
    if changes:
        fields = [(each.name, each.after or "–", each.before or "–") for each in changes]
        yield Shown(kind, name, False, False, fields, row.get_absolute_url())


def _aspects(edition: Edition) -> Iterator[Shown]:
    for aspect in _ASPECTS.all(edition=edition.pk):
        said = [(words, getattr(aspect, field), aspect.from_pack.get(field)) for field, words in ASPECT]
        fields = [(words, *_as_written(here, pack)) for words, here, pack in said if aspect.from_pack and here != pack]
        if fields or not aspect.from_pack:
            yield Shown(_("Comparison"), localized(aspect.title), not aspect.from_pack, False, fields)


def _content(edition: Edition) -> tuple[Content, bool]:
    """Reads only the parts of the pack that are compared, because a pack is long; and whether people changed a
    practice of it."""
    [(topics, formats, are_practices_changed)] = _PACK.all(pack=edition.pack_id, edition=edition.pk)
    return {"topics": topics, "formats": formats}, are_practices_changed


def _pack() -> QuerySet[Pack, tuple[Any, ...]]:
    packs = Pack.objects.filter(pk=later_id("pack"))
    packs = packs.annotate(practices=Exists(practices.changed_here(later_id("edition"))))
    return packs.values_list("content__topics", "content__formats", "practices")


_PACK = Compiled(_pack)
_ASPECTS = Compiled(
    lambda: Aspect.objects.filter(topic__edition=later_id("edition")).order_by("topic__place", "place", "pk")
)


def _name(found: Difference) -> str:
    fields = found.pack or vars(found.here)
    return localized(fields.get("titles") or fields.get("texts")) or found.name


def _title(provision: Provision) -> str:
    parts = [provision.aspect.title, provision.bloc.short, *([provision.state.names] if provision.state else [])]
    return " · ".join(localized(part) for part in parts)


def _as_written(here: Any, pack: Any) -> tuple[str, str]:
    """Returns both values as text, without the languages, stages or subtopics that are the same."""
    if isinstance(here, dict) and isinstance(pack, dict):
        same = {key for key in here if key in pack and here[key] == pack[key]}
        here, pack = ({key: value for key, value in side.items() if key not in same} for side in (here, pack))
    elif isinstance(here, list) and isinstance(pack, list):
        own, other = [item for item in here if item not in pack], [item for item in pack if item not in here]
        here, pack = (own, other) if own or other else (here, pack)  # only the order may differ
    return _yaml(here), _yaml(pack)


def _yaml(value: Any) -> str:
    if not value:
        return "–"
    if isinstance(value, int | float | str):
        return str(value)
    return str(yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=10_000)).strip()
