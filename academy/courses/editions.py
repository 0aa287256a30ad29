"""Opens an edition from a pack, or with the items of an earlier edition as people changed them there."""

import datetime
import re
from typing import Any

from django.db import transaction

from academy.courses.pack_parts import Part, bring, copy
from academy.models import Bloc, Edition, Pack
from academy.signals import edition_opened, pack_changed


def _lines(found: dict[str, list[str]] | list[str]) -> dict[str, str]:
    """Returns the lists as texts of a line each. A list without languages is in English."""
    by_language = found if isinstance(found, dict) else {"en": found}
    return {language: "\n".join(lines) for language, lines in by_language.items() if lines}


TOPICS = Part(
    rows=lambda edition: edition.topics,
    key="slug",
    entries=lambda content: list(content["topics"]["topics"]),
    fields=lambda topic: {
        "titles": topic["titles"],
        "descriptions": topic["descriptions"],
        "focus": topic.get("focus", {}),
        "subtopics": _lines(topic.get("subtopics", {})),
    },
)
PROMPTS = Part(
    rows=lambda edition: edition.prompts,
    key="key",
    entries=lambda content: list(content["topics"]["prompts"]),
    fields=lambda prompt: {"texts": {language: text for language, text in prompt.items() if language != "key"}},
)


class EditionFault(Exception):
    """The edition cannot be opened; the message says why."""


@transaction.atomic
def open_edition(
    slug: str,
    *,
    pack: Pack | str,
    title: str | None = None,
    starts: datetime.date | None = None,
    ends: datetime.date | None = None,
    like: Edition | None = None,
) -> Edition:
    """Creates a course with the pack's topics and prompts; higher floors add formats and rooms on ``edition_opened``.

    Without dates, the pack's dates are taken; with a start alone, the course is as long as the pack's. Bloc membership
    is read on the first day. With ``like``, titles, place, blocs, topics and prompts are those of that earlier edition
    of the pack, as they were changed there; no people come along. Raises EditionFault.
    """
    pack = pack if isinstance(pack, Pack) else _pack(pack)
    if Edition.objects.filter(slug=slug).exists():
        raise EditionFault(f"A course named {slug} is already open.")
    own = pack.content["topics"]["edition"]
    starts, ends = _days(own, starts, ends)
    edition = Edition.objects.create(
        slug=slug,
        pack=pack,
        titles={"en": title} if title else like.titles if like else own["titles"],
        part_of=like.part_of if like else own.get("part_of", {}) if slug == own["slug"] else {},
        place=like.place if like else own.get("place", ""),
        time_zone=like.time_zone if like else own["time_zone"],
        own_reflection_first=like.own_reflection_first if like else False,
        starts=starts,
        ends=ends,
        membership_date=starts,
    )
    edition.blocs.set(like.blocs.all() if like else Bloc.objects.filter(code__in=own["blocs"]))
    for part in (TOPICS, PROMPTS):
        copy(part, like, edition) if like else bring(part, edition, None, pack.content)
    edition_opened.send(Edition, edition=edition, content=pack.content, like=like)
    return edition


def _days(
    own: dict[str, Any], starts: datetime.date | None, ends: datetime.date | None
) -> tuple[datetime.date, datetime.date]:
    """Returns the first and the last day, filled in from the pack's ``own``."""
    first, last = (datetime.date.fromisoformat(own[key]) for key in ("starts", "ends"))
    starts = starts or first
    ends = ends or starts + (last - first)
    if ends < starts:
        raise EditionFault("A course cannot end before it starts.")
    return starts, ends


def free_address(stem: str, year: int) -> str:
    """Returns a name for addresses that no edition has: "lma-2023" and 2027 give "lma-2027", then "lma-2027-2"."""
    wanted = f"{re.sub(r'(-[0-9]+)+$', '', stem)[:45]}-{year}"
    taken = set(Edition.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    number = 2
    name = wanted
    while name in taken:
        name, number = f"{wanted}-{number}", number + 1
    return name


def _pack(slug: str) -> Pack:
    pack = Pack.objects.filter(slug=slug).first()
    if pack is None:
        raise EditionFault(f"No course pack named {slug} is loaded; load one with load_pack.")
    return pack


@transaction.atomic
def bring_up_to_date(pack: Pack, before: dict[str, Any]) -> None:
    """Brings the editions of a pack what is new and changed in it since ``before``, where nobody changed them.

    Higher floors do the same with their parts on ``pack_changed``.
    """
    for edition in pack.editions.all():
        for part in (TOPICS, PROMPTS):
            bring(part, edition, before, pack.content)
        pack_changed.send(Edition, edition=edition, before=before, content=pack.content)
