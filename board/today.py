"""The board's part of a member's Today page: cards that ask for a word."""

import datetime
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, QuerySet

from academy.models import Membership
from academy.pages.compiled import Compiled, later_id
from board.delegations import delegations_of
from board.follow_ups.answering import links
from board.follow_ups.due import due_among, with_answers
from board.models import OPEN, Card, CardOwner, Help, Helper

MOST = 4


class Words(NamedTuple):
    """The cards that ask a member for a word. ``asking``: cards of the member that ask how it goes, with the link of
    each answer. ``to_help``: cards whose owners asked the member for help and have no answer, the newest first, each
    with the name of its delegation."""

    asking: list[dict[str, Any]]
    to_help: list[tuple[Card, str]]


def asked_of(membership: Membership, now: datetime.datetime) -> Words:
    """Returns the cards that ask the member for a word. One query."""
    cards: list[Any] = sorted(_CARDS.all(member=membership.pk), key=lambda card: card.pk)
    due = due_among((card for card in cards if card.is_owned), membership.edition, now)
    asking = [{"card": card, "days": days, "answers": links(card, membership, days)} for card, days in due[:MOST]]
    to_help = [card for card in reversed(cards) if not card.is_owned][:MOST]
    delegations = delegations_of(membership.edition) if to_help else {}
    names = {key: each.name for key, each in delegations.items()}
    return Words(asking, [(card, names.get(card.delegation, "")) for card in to_help])


def _cards() -> QuerySet[Card]:
    owned = CardOwner.objects.filter(member=later_id("member"))
    helped = Helper.objects.filter(member=later_id("member"), state=Help.ASKED)
    mine = owned.filter(card__state__in=OPEN).order_by().values("card").union(helped.order_by().values("card"))
    cards = Card.objects.filter(pk__in=mine, hidden_at=None)
    return with_answers(cards.annotate(is_owned=Exists(owned.filter(card=OuterRef("pk"))))).order_by()


_CARDS = Compiled(_cards)
