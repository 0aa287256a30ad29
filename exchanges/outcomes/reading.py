"""Outcomes for a reader: who may read one, and who is named in it."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, QuerySet

from academy.models import Edition, Membership, Role, Topic
from academy.pages.texts import localized
from academy.voices import Voice, voices_of
from exchanges.models import Outcome, OutcomeReaders, Participant, Quotes
from exchanges.outcomes.confirming import answers_of
from rooms import access

FEWEST = 5
"""A role is named only if at least this many delegates of the course share it."""


def loaded() -> QuerySet[Outcome]:
    outcomes = Outcome.objects.select_related("edition", "topic__edition", "exchange__round__format", "exchange__room")
    return outcomes.prefetch_related("parts", "answers")


def may_read(reader: Membership, outcome: Outcome) -> bool:
    """Everybody in the course reads a published one for the course; else those who may enter its room."""
    if outcome.edition_id != reader.edition_id:
        return False
    if outcome.is_open and outcome.hidden_at is None:
        return True
    if outcome.is_open and reader.runs_the_course:
        return True
    room = access.find(outcome.exchange.room_id)
    return room is not None and access.may_enter(reader, room)


def readable(reader: Membership, outcomes: Sequence[Any]) -> list[Any]:
    """Returns those that the reader may read; a query for each that is not open to the course."""
    return [outcome for outcome in outcomes if may_read(reader, outcome)]


def takes_part(reader: Membership, outcome: Outcome) -> bool:
    return Participant.objects.filter(exchange=outcome.exchange_id, membership=reader).exists()


def open_ones(topic: Topic) -> QuerySet[Outcome]:
    return loaded().filter(topic=topic, readers=OutcomeReaders.EDITION, hidden_at=None)


def named_in(*outcomes: Outcome) -> dict[int, str]:
    """Maps each part of these outcomes of a course -> how a page for the whole course calls its member, in the reader's
    language. One query."""
    if not outcomes:
        return {}
    voices, shared = voices_of(outcomes[0].edition), _sharing(outcomes[0].edition)
    found: dict[int, str] = {}
    for outcome in outcomes:
        given = answers_of(outcome)
        for part in outcome.parts.all():
            answer = given.get(part.member_id)
            agreed = answer if answer is not None and answer.version == outcome.version else None
            found[part.pk] = _called(voices[part.member_id], agreed, shared)
    return found


def _sharing(edition: Edition) -> dict[tuple[int | None, str], int]:
    """Maps bloc and kind -> how many delegates share them. One query."""
    delegates = edition.memberships.active().filter(role=Role.DELEGATE)
    rows = delegates.order_by().values_list("bloc", "kind").annotate(Count("pk"))
    return {(bloc, kind): number for bloc, kind, number in rows}


def _called(voice: Voice, answer: Any, shared: dict[tuple[int | None, str], int]) -> str:
    quotes = answer.quotes if answer is not None else Quotes.NONE
    if quotes == Quotes.NAME:
        return f"{voice.name}, {voice.origin}"
    bloc = localized(voice.bloc.short) if voice.bloc else voice.get_role_display()
    if quotes == Quotes.ROLE and voice.kind and shared.get((voice.bloc_id, voice.kind), 0) >= FEWEST:
        return f"{bloc} · {voice.get_kind_display()}"
    return bloc
