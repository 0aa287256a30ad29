"""Opening an edition: a new course from a loaded pack."""

import datetime
from typing import Any

from django.db import transaction

from academy.models import Bloc, Edition, Pack
from academy.pack_parts import Part, bring
from academy.signals import edition_opened, pack_changed

TOPICS = Part(
    rows=lambda edition: edition.topics,
    key="slug",
    entries=lambda content: list(content["topics"]["topics"]),
    fields=lambda topic: {
        "titles": topic["titles"],
        "descriptions": topic["descriptions"],
        "focus": topic.get("focus", {}),
        "subtopics": topic.get("subtopics", []),
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
) -> Edition:
    """Creates a course with the pack's topics and prompts; higher floors add formats and rooms on ``edition_opened``.

    Without dates, the pack's dates are taken; with a start alone, the course is as long as the pack's. Bloc membership
    is read on the first day. Raises EditionFault.
    """
    pack = pack if isinstance(pack, Pack) else _pack(pack)
    if Edition.objects.filter(slug=slug).exists():
        raise EditionFault(f"A course named {slug} is already open.")
    own = pack.content["topics"]["edition"]
    first, last = (datetime.date.fromisoformat(own[key]) for key in ("starts", "ends"))
    starts = starts or first
    ends = ends or starts + (last - first)
    if ends < starts:
        raise EditionFault("A course cannot end before it starts.")
    edition = Edition.objects.create(
        slug=slug,
        pack=pack,
        titles={"en": title} if title else own["titles"],
        part_of=own.get("part_of", {}) if slug == own["slug"] else {},
        place=own.get("place", ""),
        time_zone=own["time_zone"],
        starts=starts,
        ends=ends,
        membership_date=starts,
    )
    edition.blocs.set(Bloc.objects.filter(code__in=own["blocs"]))
    for part in (TOPICS, PROMPTS):
        bring(part, edition, None, pack.content)
    edition_opened.send(Edition, edition=edition, content=pack.content)
    return edition


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
