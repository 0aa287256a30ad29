"""A reflection that begins with what its author marked or noted."""

from typing import Any

from academy.models import Membership, Topic
from academy.pages.addresses import address
from commons.marks import marking
from commons.marks.sources import Card
from forum.permissions import may_reflect

QUESTION = "adopt"
"""The prompt that asks what could serve. If a pack lacks it, the note goes under the first prompt."""


def path(reader: Membership, _kind: str, _pk: int, card: Card, name: str) -> str:
    """Returns where the reader writes a reflection from this mark or note; "" where they cannot."""
    if card.topic is None or not may_reflect(reader):
        return ""
    return f"{address('write_reflection', reader.edition.slug, card.topic.slug)}?from={name}"


def with_note(text: dict[str, Any], name: str, topic: Topic, by: Membership) -> dict[str, Any]:
    """Returns the working copy with the source and what its author said of it added to one answer; nothing is saved by
    it. A name that is none of the member's, or whose source is closed to them, adds nothing."""
    found = marking.kept(name, by)
    keys = [prompt.key for prompt in topic.edition.prompts.standing()]
    if found is None or not keys:
        return text
    sentences, card = found
    key = QUESTION if QUESTION in keys else keys[0]
    noted = "\n".join([f"{card.title} ({card.who})", *sentences])
    answers = dict(text["answers"])
    answers[key] = "\n\n".join(part for part in (answers.get(key, ""), noted) if part)
    return {**text, "answers": answers}
