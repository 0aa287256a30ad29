"""An outcome for one reader: its parts on their shores, what was written together, who has confirmed."""

from typing import Any

from academy.models import Membership
from academy.voices import voices_of
from exchanges.models import Outcome, OutcomeReaders
from exchanges.outcomes import confirming, reading
from exchanges.outcomes.forms import WORDS
from exchanges.sheets.fields import fields_of

SHOWN = ("noticed", "could_adopt", "why", "law", "institution", "money", "partners", "data", "first_step")
SIDES = ("west", "middle", "east")


def page_of(outcome: Outcome, reader: Membership) -> dict[str, Any]:
    """Returns what the page and the document show. Members see each other's names; others see them as each wished."""
    voices, given = voices_of(outcome.edition), confirming.answers_of(outcome)
    takes_part = reading.takes_part(reader, outcome)
    nameless = outcome.is_open and not takes_part
    called = reading.named_in(outcome) if nameless else {}
    labels = {field.key: field.label for field in fields_of(outcome.exchange.staged, outcome.edition)}
    parts = [
        {
            "part": part,
            "voice": voices[part.member_id],
            "called": called.get(part.pk) or f"{voices[part.member_id].name}, {voices[part.member_id].origin}",
            "facts": [(WORDS[field], text) for field in SHOWN if (text := getattr(part, field))],
        }
        for part in outcome.parts.all()
        if not (nameless and part.is_empty)
    ]
    return {
        "outcome": outcome,
        "takes_part": takes_part,
        "parts": sorted(parts, key=lambda each: (SIDES.index(each["voice"].shore), each["part"].pk)),
        "together": [(labels.get(entry["field"], entry["field"]), entry) for entry in outcome.said_together],
        "answers": [] if nameless else _answers(outcome, given),
        "is_kept": outcome.published_at is not None and outcome.readers == OutcomeReaders.MEMBERS,
    }


def _answers(outcome: Outcome, given: dict[int, Any]) -> list[dict[str, Any]]:
    """Returns each member who has to confirm, with their newest answer and whether it is to the present text."""
    voices = voices_of(outcome.edition)
    return [
        {
            "voice": voices[member.pk],
            "answer": given.get(member.pk),
            "is_current": member.pk in given and given[member.pk].version == outcome.version,
        }
        for member in confirming.needed(outcome.exchange)
    ]
