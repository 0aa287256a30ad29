"""Lists of exchanges with their members, in a fixed number of queries."""

import datetime
from collections.abc import Iterable
from typing import TypeVar

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from academy.models import Edition, Membership
from academy.voices import Voice, voices_of
from exchanges.models import Exchange, Participant
from exchanges.rounds import formats

Member = TypeVar("Member", Membership, Voice)
SHOWN = (
    *("topic__titles", "room__kind", "begins_at", "asynchronous", "sample", "round__number", "round__closes"),
    *("round__format__titles", "round__format__stages", "round__format__pace"),
    *("round__edition__slug", "round__edition__people_version"),
)
SOON = datetime.timedelta(hours=48)


def with_members(exchanges: QuerySet[Exchange]) -> QuerySet[Exchange]:
    """Loads round, format, topic and room of each exchange, and its participants with person, bloc and state."""
    members = Participant.objects.select_related("membership__person", "membership__bloc", "membership__state")
    return exchanges.select_related("round__format", "round__edition", "topic", "room").prefetch_related(
        Prefetch("participants", members.order_by("pk"))
    )


def as_listed(exchanges: QuerySet[Exchange]) -> QuerySet[Exchange]:
    """Loads the data of each exchange that a list shows; people come from memory (``voices_in``). Two queries."""
    shown = exchanges.select_related("round__format", "round__edition", "topic", "room").only(*SHOWN)
    return shown.prefetch_related(Prefetch("participants", Participant.objects.only("exchange", "membership")))


def exchanges_of(membership: Membership) -> QuerySet[Exchange]:
    """Returns the member's exchanges in published rounds as lists show them, newest round first."""
    mine = Exchange.objects.filter(participants__membership=membership, round__published_at__isnull=False)
    return as_listed(mine).order_by("-round__number", "-pk")


def due(edition: Edition) -> QuerySet[Exchange]:
    """Returns exchanges that began in the last two hours or begin within two days. Samples are left out."""
    now = timezone.now()
    soon = Exchange.objects.filter(
        round__edition=edition, begins_at__gt=now - datetime.timedelta(hours=2), begins_at__lt=now + SOON
    )
    return as_listed(soon.filter(sample=False)).order_by("begins_at", "pk")


def members_of(exchange: Exchange) -> list[Membership]:
    """Returns the members, west before east, because pages show the west shore left."""
    return west_first(participant.membership for participant in exchange.participants.all())


def voices_in(exchange: Exchange) -> list[Voice]:
    """Returns the voices, west before east. No query when participants and the round's edition are loaded."""
    voices = voices_of(exchange.round.edition)
    return west_first(voices[seat.membership_id] for seat in exchange.participants.all())


def west_first(members: Iterable[Member]) -> list[Member]:
    return sorted(members, key=lambda member: (member.shore == "east", member.pk))


def length(exchange: Exchange) -> int:
    """Returns the exchange's length in minutes of writing."""
    return formats.length(exchange.round.format)


def is_over(exchange: Exchange, now: datetime.datetime) -> bool:
    """True when the agreed time has passed, or when the round has closed without one. The room stays open."""
    if exchange.begins_at is not None:
        return now > exchange.begins_at + datetime.timedelta(minutes=length(exchange))
    return now > exchange.round.closes


def next_first(exchanges: list[Exchange]) -> tuple[list[Exchange], list[Exchange]]:
    """Returns exchanges to come (agreed ones by hour, then the rest), and exchanges that are over."""
    now = timezone.now()
    coming = [exchange for exchange in exchanges if not is_over(exchange, now)]
    coming.sort(
        key=lambda exchange: (exchange.begins_at is None, exchange.begins_at or exchange.round.closes, exchange.pk)
    )
    return coming, [exchange for exchange in exchanges if is_over(exchange, now)]
