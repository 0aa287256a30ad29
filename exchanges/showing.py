"""Contexts of pages about an exchange, for one reader."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from academy.models import Membership
from academy.voices import Voice
from exchanges.listing import length, members_of
from exchanges.models import Exchange
from exchanges.reasons import reasons_for
from exchanges.scheduling.clocks import clocks, until
from exchanges.stages.showing import strip
from rooms.access import may_enter


def listed_card(exchange: Exchange, reader: Membership) -> dict[str, Any]:
    """Returns an exchange for a list, or for Today's next thing: partners, clocks, minutes."""
    return card(exchange, reader, exchange.voices)


def card(exchange: Exchange, reader: Membership, here: Sequence[Voice | Membership]) -> dict[str, Any]:
    return {
        "exchange": exchange,
        "partners": [member for member in here if member.pk != reader.pk],
        "length": length(exchange),
        "clocks": clocks(exchange.begins_at, here, reader) if exchange.begins_at else [],
        "until": until(exchange.begins_at) if exchange.begins_at else "",
    }


def page(exchange: Exchange, reader: Membership) -> dict[str, Any]:
    """Returns the context of its page: card, members, the reader's reasons, slots still to come, stage strip, room."""
    now = timezone.now()
    members = members_of(exchange)
    return {
        **card(exchange, reader, members),
        "members": members,
        "takes_part": reader.pk in {member.pk for member in members},
        "reasons": reasons_for(exchange, reader),
        "slots": [clocks(slot, members, reader) for slot in slots_of(exchange) if slot > now],
        "strip": strip(exchange, reader),
        "room": exchange.room,
        "may_enter": may_enter(reader, exchange.room),
    }


def slots_of(exchange: Exchange) -> list[datetime.datetime]:
    """Returns the proposed beginnings, aware, in UTC."""
    return [datetime.datetime.fromisoformat(slot) for slot in exchange.slots]
