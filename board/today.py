"""The board's part of a member's Today page: cards that ask for a word."""

import datetime
from typing import Any

from django.db.models import QuerySet

from academy.compiled import Compiled, later_id
from academy.models import Membership
from board.follow_ups.answering import links
from board.follow_ups.due import due_for
from board.models import Card, Help, Helper

MOST = 4


def asking(membership: Membership, now: datetime.datetime) -> list[dict[str, Any]]:
    """Returns cards of the member that ask how it goes, with the link of each answer. One query."""
    due = due_for(membership, now)[:MOST]
    return [{"card": card, "days": days, "answers": links(card, membership, days)} for card, days in due]


def to_help(membership: Membership) -> list[Card]:
    """Returns cards whose owners asked the member for help and have no answer. One query."""
    return [helper.card for helper in _TO_HELP.all(member=membership.pk)]


def _to_help() -> QuerySet[Helper]:
    asked = Helper.objects.filter(member=later_id("member"), state=Help.ASKED, card__hidden_at=None)
    return asked.select_related("card").order_by("-pk")[:MOST]


_TO_HELP = Compiled(_to_help)
