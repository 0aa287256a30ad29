"""Asks the owners of cards how it goes, when the day has come."""

import datetime
from typing import Any

from academy.courses import life
from academy.models import Edition, Membership
from board.follow_ups.due import due_among, with_answers
from board.models import OPEN, Card, CardOwner
from commons import notices
from commons.models import Notice


def ask_owners(now: datetime.datetime) -> int:
    """Tells each owner of each card that asks by ``now``, once for each of its days. Returns how many cards asked."""
    found = 0
    open_ones = Edition.objects.filter(cards__state__in=OPEN).distinct()
    for edition in (each for each in open_ones if life.allows(each, life.Act.WRITE, now)):
        cards = with_answers(Card.objects.filter(edition=edition, state__in=OPEN, hidden_at=None, sample=False))
        for card, days in due_among(cards.order_by("pk"), edition, now):
            asked: dict[str, Any] = {
                "days": days,
                "answers": card.states.exclude(answer="").count(),
            }  # "ask me later" is an answer
            words = {f"words__{name}": number for name, number in asked.items()}
            if Notice.objects.filter(kind="follow-up", path=card.get_absolute_url(), **words).exists():
                continue
            owners = Membership.objects.active().filter(pk__in=CardOwner.objects.filter(card=card).values("member"))
            notices.tell(owners, "follow-up", card.get_absolute_url(), about=card, title=card.excerpt, **asked)
            found += 1
    return found
