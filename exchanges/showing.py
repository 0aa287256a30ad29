"""The contexts of pages about an exchange, for one reader."""

from collections.abc import Sequence
from typing import Any

from academy.models import Membership
from academy.voices import Voice
from exchanges.listing import length, members_of
from exchanges.models import Exchange
from exchanges.news import listed_news, news_of
from exchanges.reasons import reasons_for
from exchanges.relay.showing import strip
from exchanges.scheduling.clocks import clocks, until
from exchanges.scheduling.showing import hour_of, listed_proposal
from rooms.access import may_enter


def listed_card(exchange: Exchange, reader: Membership) -> dict[str, Any]:
    """Returns an exchange for a list, or for Today's next thing: partners, clocks, minutes."""
    return {
        **card(exchange, reader, exchange.voices),
        "proposed": listed_proposal(exchange, reader),
        "news": listed_news(exchange, reader),
    }


def card(exchange: Exchange, reader: Membership, here: Sequence[Voice | Membership]) -> dict[str, Any]:
    return {
        "exchange": exchange,
        "partners": [member for member in here if member.pk != reader.pk],
        "length": length(exchange),
        "clocks": clocks(exchange.begins_at, here, reader) if exchange.begins_at else [],
        "until": until(exchange.begins_at) if exchange.begins_at else "",
    }


def page(exchange: Exchange, reader: Membership) -> dict[str, Any]:
    """Returns the context of its page: card, members, the reader's reasons, the hour, stage strip, room."""
    members = members_of(exchange)
    return {
        **card(exchange, reader, members),
        "members": members,
        "takes_part": reader.pk in {member.pk for member in members},
        "reasons": reasons_for(exchange, reader),
        "news": news_of(exchange, members, reader),
        "hour": hour_of(exchange, members, reader),
        "strip": strip(exchange, reader),
        "room": exchange.room,
        "may_enter": may_enter(reader, exchange.room),
    }
