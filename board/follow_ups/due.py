"""When a card asks how it goes: 30, 90 and 180 days after the course's last day, and on its own day."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from academy.hours.zones import zone
from academy.models import Edition
from board.models import OPEN, Answer, Card, CardState

DAYS = (30, 90, 180)
OWN_DAY = 0
"""In place of a number of days: the card asks on the day that its owners gave it."""
LATER = datetime.timedelta(days=14)
"""After "ask me later" the card asks again when so much time has passed."""


def asked_on(card: Card, edition: Edition) -> list[tuple[datetime.date, int]]:
    """Returns the days on which the card asks, in order, each with its number of days.

    The days count from the course's last day, for a card that is younger from its first. A day of its own that lay in
    the past when the card was made asks nothing.
    """
    born = card.at.astimezone(zone(edition.time_zone)).date()
    first = max(edition.ends, born)
    found = [(first + datetime.timedelta(days), days) for days in DAYS]
    if card.due is not None and card.due > born:
        found.append((card.due, OWN_DAY))
    return sorted(found)


def due_of(
    card: Card, edition: Edition, now: datetime.datetime, last: tuple[str, datetime.datetime] | None
) -> int | None:
    """Returns the number of days after which the card asks by ``now``; None while it asks nothing.

    Of several days that have come, only the last one asks. ``last``: the last answer and its time.
    """
    if card.state not in OPEN or card.hidden_at is not None:
        return None
    here = zone(edition.time_zone)
    come = [(day, days) for day, days in asked_on(card, edition) if day <= now.astimezone(here).date()]
    if not come:
        return None
    day, days = come[-1]
    if last is None or last[1].astimezone(here).date() < day:
        return days
    return days if last[0] == Answer.LATER and last[1] + LATER <= now else None


def with_answers(cards: QuerySet[Card]) -> QuerySet[Card]:
    """Annotates each card with its last answer and the time of it."""
    answers = CardState.objects.filter(card=OuterRef("pk")).exclude(answer="").order_by("-pk")
    return cards.annotate(
        last_answer=Subquery(answers.values("answer")[:1]), answered_at=Subquery(answers.values("at")[:1])
    )


def due_among(cards: Iterable[Any], edition: Edition, now: datetime.datetime) -> list[tuple[Card, int]]:
    """Returns the cards that ask by ``now``, each with its number of days. ``cards`` are ``with_answers``."""
    asking = [(card, due_of(card, edition, now, _last(card))) for card in cards]
    return [(card, days) for card, days in asking if days is not None]


def _last(card: Any) -> tuple[str, datetime.datetime] | None:
    return (card.last_answer, card.answered_at) if card.last_answer else None


def asks(card: Card, states: Iterable[CardState], edition: Edition, now: datetime.datetime) -> int | None:
    """As ``due_of``, for a card whose newest states the caller has."""
    last = next(((row.answer, row.at) for row in states if row.answer), None)
    return due_of(card, edition, now, last)
