"""The exchanges of a member, with everybody in them, in a fixed number of queries."""

import datetime
from collections.abc import Iterable

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from academy.models import Edition, Membership
from exchanges.models import Exchange, Participant
from exchanges.rounds import formats

SOON = datetime.timedelta(hours=48)


def with_members(exchanges: QuerySet[Exchange]) -> QuerySet[Exchange]:
    """Round, format, topic and room beside each exchange; its participants with person, bloc and state."""
    members = Participant.objects.select_related("membership__person", "membership__bloc", "membership__state")
    return exchanges.select_related("round__format", "round__edition", "topic", "room").prefetch_related(
        Prefetch("participants", members.order_by("pk"))
    )


def exchanges_of(membership: Membership) -> QuerySet[Exchange]:
    """Those of published rounds that the member takes part in, newest round first."""
    mine = Exchange.objects.filter(participants__membership=membership, round__published_at__isnull=False)
    return with_members(mine).order_by("-round__number", "-pk")


def due(edition: Edition) -> QuerySet[Exchange]:
    """What runs now or begins within two days, for those who run the course."""
    now = timezone.now()
    soon = Exchange.objects.filter(
        round__edition=edition, begins_at__gt=now - datetime.timedelta(hours=2), begins_at__lt=now + SOON
    )
    return with_members(soon.filter(sample=False)).order_by("begins_at", "pk")


def members_of(exchange: Exchange) -> list[Membership]:
    """West before east, as pages lay them."""
    return west_first(participant.membership for participant in exchange.participants.all())


def west_first(members: Iterable[Membership]) -> list[Membership]:
    return sorted(members, key=lambda member: (member.bloc is not None and member.bloc.shore == "east", member.pk))


def partners_in(exchange: Exchange, membership: Membership) -> list[Membership]:
    return [member for member in members_of(exchange) if member.pk != membership.pk]


def length(exchange: Exchange) -> int:
    """Minutes in writing."""
    return formats.length(exchange.round.format)


def is_over(exchange: Exchange, now: datetime.datetime) -> bool:
    """Its agreed time has passed, or its round has closed without one; its room stays open all the same."""
    if exchange.begins_at is not None:
        return now > exchange.begins_at + datetime.timedelta(minutes=length(exchange))
    return now > exchange.round.closes


def next_first(exchanges: list[Exchange]) -> tuple[list[Exchange], list[Exchange]]:
    """Those to come (agreed ones by hour, then the rest), and those that are over."""
    now = timezone.now()
    coming = [exchange for exchange in exchanges if not is_over(exchange, now)]
    coming.sort(
        key=lambda exchange: (exchange.begins_at is None, exchange.begins_at or exchange.round.closes, exchange.pk)
    )
    return coming, [exchange for exchange in exchanges if is_over(exchange, now)]
