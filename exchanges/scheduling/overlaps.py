"""Times at which the members of an exchange are taken by their other exchanges, in any course."""

import datetime
from collections.abc import Sequence

from django.db.models import F

from academy.models import Membership
from exchanges.models import Exchange, Participant
from exchanges.rounds.formats import length
from exchanges.scheduling.availability import Span

LONGEST = datetime.timedelta(days=1)
"""No exchange of one sitting takes longer."""


def taken(
    exchange: Exchange, members: Sequence[Membership], begins: datetime.datetime, ends: datetime.datetime
) -> list[tuple[int, Span]]:
    """Returns the person's id and the time of each other exchange of a member between the two moments. One query."""
    seats = Participant.objects.filter(
        membership__person__in=[member.person_id for member in members],
        exchange__begins_at__gt=begins - LONGEST,
        exchange__begins_at__lt=ends,
    ).exclude(exchange=exchange)
    seats = seats.select_related("exchange__round__format").annotate(person=F("membership__person"))
    spans = [(seat.person, span_of(seat.exchange)) for seat in seats]
    return [(person, span) for person, span in spans if span[1] > begins]


def taken_names(exchange: Exchange, members: Sequence[Membership], begins: datetime.datetime) -> list[str]:
    """Returns the given names of members who have another exchange at that time, if this one began then. One query."""
    ends = begins + datetime.timedelta(minutes=length(exchange.staged))
    people = {person for person, _span in taken(exchange, members, begins, ends)}
    return [member.given_name for member in members if member.person_id in people]


def span_of(exchange: Exchange) -> Span:
    """Returns the time from the agreed beginning of an exchange to its end."""
    assert exchange.begins_at is not None
    return exchange.begins_at, exchange.begins_at + datetime.timedelta(minutes=length(exchange.staged))
