"""Differences between a course and its pack, for the facilitators."""

import dataclasses
from collections.abc import Iterator, Sequence
from typing import Any

import yaml
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from academy.courses.editions import PROMPTS, TOPICS
from academy.courses.pack_parts import Content, Difference, Part, differences
from academy.models import Edition, Pack
from academy.pages.texts import localized
from compare.models import Provision
from compare.objections.reading import changed_here, pack_differences
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


@dataclasses.dataclass(frozen=True)
class Shown:
    """One item that differs, as the page shows it. ``fields``: what differs, as (words, here, in the pack); both texts
    as a pack writes them."""

    kind: Promise | str
    name: str
    only_here: bool
    only_in_pack: bool
    fields: Sequence[tuple[Promise | str, str, str]]


def differing(edition: Edition) -> Iterator[Shown]:
    content = _content(edition)
    for part, kind in PARTS:
        for found in differences(part, edition, content):
            fields = [(WORDS[field], *_as_written(*values)) for field, *values in found.fields]
            yield Shown(kind, _name(found), found.pack is None, found.here is None, fields)
    for provision in changed_here(edition):
        changes = [(each.name, each.after or "–", each.before or "–") for each in pack_differences(provision)]
        if changes:
            yield Shown(_("Comparison"), _title(provision), False, False, changes)


def _content(edition: Edition) -> Content:
    """Reads only the parts of the pack that are compared, because a pack is long."""
    found = Pack.objects.values("content__topics", "content__formats").get(pk=edition.pack_id)
    return {"topics": found["content__topics"], "formats": found["content__formats"]}


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
