"""Opening an edition: a new course from a loaded pack."""

import datetime
from typing import Any

from django.db import transaction

from academy.models import Bloc, Edition, Pack, Prompt, Topic
from academy.signals import edition_opened


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
    _add_topics(edition, pack.content["topics"])
    edition_opened.send(Edition, edition=edition, content=pack.content)
    return edition


def _pack(slug: str) -> Pack:
    pack = Pack.objects.filter(slug=slug).first()
    if pack is None:
        raise EditionFault(f"No course pack named {slug} is loaded; load one with load_pack.")
    return pack


def _add_topics(edition: Edition, content: dict[str, Any]) -> None:
    Topic.objects.bulk_create(
        Topic(
            edition=edition,
            slug=topic["slug"],
            place=place,
            titles=topic["titles"],
            descriptions=topic["descriptions"],
            focus=topic.get("focus", {}),
            subtopics=topic.get("subtopics", []),
        )
        for place, topic in enumerate(content["topics"], 1)
    )
    Prompt.objects.bulk_create(
        Prompt(
            edition=edition,
            key=prompt["key"],
            place=place,
            texts={language: text for language, text in prompt.items() if language != "key"},
        )
        for place, prompt in enumerate(content["prompts"], 1)
    )
