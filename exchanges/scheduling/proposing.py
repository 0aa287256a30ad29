"""Beginnings to propose for an exchange, from the free hours that its members share."""

import dataclasses
import datetime
from collections.abc import Sequence
from typing import NamedTuple

from academy.hours.whereabouts import Whereabouts
from academy.models import Membership
from exchanges.models import Exchange
from exchanges.rounds.formats import length
from exchanges.scheduling import availability
from exchanges.scheduling.availability import Diary
from exchanges.scheduling.overlaps import taken

MOST = 5
LEAD = datetime.timedelta(hours=1)
"""Proposed beginnings are at least this far ahead."""
AFTER_THE_ROUND = datetime.timedelta(days=14)
SHORTEST_TALK = 30
"""Minutes. Beginnings for a shorter talk are proposed when the members never have time for the whole format."""


class Offer(NamedTuple):
    """``beginnings`` (UTC, up to five) from which all are free for ``minutes``: the whole format, or a shorter talk."""

    beginnings: list[datetime.datetime]
    minutes: int


def offer_of(exchange: Exchange, members: Sequence[Membership], now: datetime.datetime) -> Offer:
    """Returns beginnings within the round, or within two weeks once it has closed. One query."""
    opens = max(exchange.round.opens, now + LEAD)
    closes = exchange.round.closes if exchange.round.closes > opens else opens + AFTER_THE_ROUND
    busy = [span for _person, span in taken(exchange, members, opens, closes)]
    whole = length(exchange.staged)
    for minutes in (whole, min(SHORTEST_TALK, whole)):
        found = availability.slots(
            [diary_of(member) for member in members], opens, closes, minutes=minutes, count=MOST, taken=busy
        )
        if found:
            return Offer(found, minutes)
    return Offer([], whole)


def outside_hours_of(exchange: Exchange, begins_at: datetime.datetime, members: Sequence[Membership]) -> list[str]:
    """Returns the given names of members who are not free from then on for the shortest talk that is proposed.

    Says nothing of a member who has given no hours.
    """
    shortest = min(SHORTEST_TALK, length(exchange.staged))
    return [
        member.given_name
        for member in members
        if member.free_hours and _free_from(begins_at, [diary_of(member)], shortest) < shortest
    ]


def room_for(exchange: Exchange, begins_at: datetime.datetime, members: Sequence[Membership]) -> int:
    """Returns the minutes from that moment on in which all members who have given hours are free, at most the whole
    format's."""
    diaries = [diary_of(member) for member in members if member.free_hours]
    return _free_from(begins_at, diaries, length(exchange.staged))


def _free_from(begins_at: datetime.datetime, diaries: Sequence[Diary], most: int) -> int:
    spans = availability.common(diaries, begins_at, begins_at + datetime.timedelta(minutes=most))
    begin, end = spans[0] if spans else (None, begins_at)
    return int((end - begins_at).total_seconds() // 60) if begin == begins_at else 0


def diary_of(member: Membership) -> Diary:
    return member.free_hours, whereabouts_of(member)


def whereabouts_of(member: Membership) -> Whereabouts:
    """Returns where the member is on which days, with their days off in this course."""
    off = tuple(datetime.date.fromisoformat(day) for day in member.days_off)
    return dataclasses.replace(member.whereabouts, off=off)
