"""Beginnings to propose for an exchange, from the free hours that its members share."""

import dataclasses
import datetime
from collections.abc import Sequence

from academy.models import Membership
from exchanges.models import Exchange
from exchanges.rounds.formats import length
from exchanges.scheduling import availability
from exchanges.scheduling.availability import Diary
from exchanges.scheduling.overlaps import taken

MOST = 5
LEAD = datetime.timedelta(hours=1)
"""Nobody is asked to come sooner than that."""
AFTER_THE_ROUND = datetime.timedelta(days=14)
SHORTEST_TALK = 30
"""Minutes. Beginnings for a shorter talk are proposed when the members never have time for the whole format."""


def beginnings(exchange: Exchange, members: Sequence[Membership], now: datetime.datetime) -> list[datetime.datetime]:
    """Returns up to five beginnings (UTC) within the round, or within two weeks once it has closed. One query."""
    opens = max(exchange.round.opens, now + LEAD)
    closes = exchange.round.closes if exchange.round.closes > opens else opens + AFTER_THE_ROUND
    busy = [span for _person, span in taken(exchange, members, opens, closes)]
    for minutes in (length(exchange.staged), SHORTEST_TALK):
        found = availability.slots(
            [diary_of(member) for member in members], opens, closes, minutes=minutes, count=MOST, taken=busy
        )
        if found:
            return found
    return []


def outside_hours_of(exchange: Exchange, begins_at: datetime.datetime, members: Sequence[Membership]) -> list[str]:
    """Returns the given names of members outside whose free hours the exchange would lie, were it to begin then.

    Says nothing of a member who has given no hours.
    """
    window = begins_at, begins_at + datetime.timedelta(minutes=length(exchange.staged))
    return [
        member.given_name
        for member in members
        if member.free_hours and availability.common([diary_of(member)], *window) != [window]
    ]


def diary_of(member: Membership) -> Diary:
    off = tuple(datetime.date.fromisoformat(day) for day in member.days_off)
    return member.free_hours, dataclasses.replace(member.whereabouts, off=off)
