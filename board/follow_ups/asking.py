"""Asks the owners of cards how it goes, when the day has come."""

import datetime
from typing import Any

from academy.courses import life
from academy.models import Edition, Membership
from board.follow_ups.due import due_among, with_answers
from board.models import OPEN, Card, CardOwner
from commons import notices
from commons.models import Notice
from commons.timetable import each_alone


def ask_owners(now: datetime.datetime) -> int:
    """Tells each owner of each card that asks by ``now``, once for each of its days. Returns how many cards asked."""
    open_ones = Edition.objects.filter(cards__state__in=OPEN).distinct()
    return each_alone(open_ones, lambda edition: _ask_in(edition, now))


def _ask_in(edition: Edition, now: datetime.datetime) -> int:
    if not life.allows(edition, life.Act.WRITE, now):
        return 0
    cards = with_answers(Card.objects.filter(edition=edition, state__in=OPEN, hidden_at=None, sample=False))
    return each_alone(due_among(cards.order_by("pk"), edition, now), lambda due: _ask_of(*due))


def _ask_of(card: Card, days: int) -> int:
    # "ask me later" is an answer
    asked: dict[str, Any] = {"days": days, "answers": card.states.exclude(answer="").count()}
    words = {f"words__{name}": number for name, number in asked.items()}
    if Notice.objects.filter(kind="follow-up", path=card.get_absolute_url(), **words).exists():
        return 0
    owners = Membership.objects.active().filter(pk__in=CardOwner.objects.filter(card=card).values("member"))
    notices.tell(owners, "follow-up", card.get_absolute_url(), about=card, title=card.excerpt, **asked)
    return 1
