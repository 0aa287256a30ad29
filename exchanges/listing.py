"""Lists of exchanges with their members, in a fixed number of queries."""

import datetime
from collections.abc import Iterable

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from academy.models import Edition, Membership
from exchanges.models import Exchange, Participant
from exchanges.rounds import formats

SOON = datetime.timedelta(hours=48)


def with_members(exchanges: QuerySet[Exchange]) -> QuerySet[Exchange]:
    """Loads round, format, topic and room of each exchange, and its participants with person, bloc and state."""
    members = Participant.objects.select_related("membership__person", "membership__bloc", "membership__state")
    return exchanges.select_related("round__format", "round__edition", "topic", "room").prefetch_related(
        Prefetch("participants", members.order_by("pk"))
    )


def exchanges_of(membership: Membership) -> QuerySet[Exchange]:
    """The member's exchanges in published rounds, newest round first."""
    mine = Exchange.objects.filter(participants__membership=membership, round__published_at__isnull=False)
    return with_members(mine).order_by("-round__number", "-pk")


def due(edition: Edition) -> QuerySet[Exchange]:
    """Exchanges that began in the last two hours or begin within two days. Samples are left out."""
    now = timezone.now()
    soon = Exchange.objects.filter(
        round__edition=edition, begins_at__gt=now - datetime.timedelta(hours=2), begins_at__lt=now + SOON
    )
    return with_members(soon.filter(sample=False)).order_by("begins_at", "pk")


def members_of(exchange: Exchange) -> list[Membership]:
    """West before east, because pages show the west shore left."""
    return west_first(participant.membership for participant in exchange.participants.all())


def west_first(members: Iterable[Membership]) -> list[Membership]:
    return sorted(members, key=lambda member: (member.bloc is not None and member.bloc.shore == "east", member.pk))


def partners_in(exchange: Exchange, membership: Membership) -> list[Membership]:
    return [member for member in members_of(exchange) if member.pk != membership.pk]


def length(exchange: Exchange) -> int:
    """Minutes in writing."""
    return formats.length(exchange.round.format)


def is_over(exchange: Exchange, now: datetime.datetime) -> bool:
    """True when the agreed time has passed, or when the round has closed without one. The room stays open."""
    if exchange.begins_at is not None:
        return now > exchange.begins_at + datetime.timedelta(minutes=length(exchange))
    return now > exchange.round.closes


def next_first(exchanges: list[Exchange]) -> tuple[list[Exchange], list[Exchange]]:
    """Exchanges to come (agreed ones by hour, then the rest), and exchanges that are over."""
    now = timezone.now()
    coming = [exchange for exchange in exchanges if not is_over(exchange, now)]
    coming.sort(
        key=lambda exchange: (exchange.begins_at is None, exchange.begins_at or exchange.round.closes, exchange.pk)
    )
    return coming, [exchange for exchange in exchanges if is_over(exchange, now)]
