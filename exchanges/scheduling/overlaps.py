"""Times at which the members of an exchange are taken by their other exchanges, in any course."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.db.models import DateTimeField, QuerySet

from academy.models import Membership
from academy.pages.compiled import Compiled, Later, later_id
from exchanges.models import Exchange, Participant
from exchanges.models.exchanges import Staged
from exchanges.rounds.formats import length
from exchanges.scheduling.availability import Span

LONGEST = datetime.timedelta(days=1)
"""No exchange of one sitting takes longer."""


def taken(
    exchange: Exchange, members: Sequence[Membership], begins: datetime.datetime, ends: datetime.datetime
) -> list[tuple[int, Span]]:
    """Returns the person's id and the time of each other exchange of a member between the two moments. One query."""
    people, found = {member.person_id for member in members}, []
    rows = _SEATS.all(exchange=exchange.pk, after=begins - LONGEST, before=ends)
    for person, at, own_stages, stages, pace in rows:
        span = at, at + datetime.timedelta(minutes=length(Staged(own_stages or stages, pace)))
        if person in people and span[1] > begins:
            found.append((person, span))
    return found


def _seats() -> QuerySet[Participant, tuple[Any, ...]]:
    here = Participant.objects.filter(exchange=later_id("exchange"))
    seats = Participant.objects.filter(
        membership__person__in=here.values("membership__person"),
        exchange__begins_at__gt=Later("after", DateTimeField()),
        exchange__begins_at__lt=Later("before", DateTimeField()),
    ).exclude(exchange=later_id("exchange"))
    return seats.values_list(
        "membership__person",
        "exchange__begins_at",
        "exchange__own_stages",
        "exchange__round__format__stages",
        "exchange__round__format__pace",
    )


_SEATS = Compiled(_seats)


def taken_names(exchange: Exchange, members: Sequence[Membership], begins: datetime.datetime) -> list[str]:
    """Returns the given names of members who have another exchange at that time, if this one began then. One query."""
    ends = begins + datetime.timedelta(minutes=length(exchange.staged))
    people = {person for person, _span in taken(exchange, members, begins, ends)}
    return [member.given_name for member in members if member.person_id in people]
