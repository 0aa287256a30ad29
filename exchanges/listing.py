"""Lists of exchanges with their members, in a fixed number of queries."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, TypeVar

from django.db.models import DateTimeField, Exists, F, FilteredRelation, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from academy.models import Edition, Membership
from academy.pages.compiled import Compiled, Later, held, later_id
from academy.voices import Voice, voices_of
from exchanges.models import Acceptance, Exchange, Participant
from exchanges.rounds import formats
from rooms.reading.unread import count_for, newest_author_for

Member = TypeVar("Member", Membership, Voice)
SHOWN = (
    *("topic__titles", "room__kind", "begins_at", "asynchronous", "own_stages", "sample"),
    *("round__number", "round__closes"),
    *("round__format__titles", "round__format__stages", "round__format__pace"),
)
SOON = datetime.timedelta(hours=48)


def with_members(exchanges: QuerySet[Exchange]) -> QuerySet[Exchange]:
    """Loads round, format, topic and room of each exchange, and its participants with person, bloc and state."""
    return _whole(exchanges).prefetch_related(Prefetch("participants", _participants()))


def one_with_members(pk: int) -> Exchange | None:
    """Returns one exchange as ``with_members`` loads it. Two queries."""
    exchange = _ONE.first(pk=pk)
    if exchange is not None:
        held(exchange, "participants", _ITS_MEMBERS.all(exchange=pk))
    return exchange


def _whole(exchanges: QuerySet[Exchange]) -> QuerySet[Exchange]:
    return exchanges.select_related("round__format", "round__edition", "topic", "room").defer("round__proposal")


def _participants() -> QuerySet[Participant]:
    members = Participant.objects.select_related("membership__person", "membership__bloc", "membership__state")
    return members.order_by("pk")


_ONE = Compiled(lambda: _whole(Exchange.objects.filter(pk=later_id("pk"))))
_ITS_MEMBERS = Compiled(lambda: _participants().filter(exchange=later_id("exchange")))


def exchanges_of(membership: Membership) -> list[Exchange]:
    """Returns the member's exchanges in published rounds as lists show them, newest round first. Two queries."""
    values = {"member": membership.pk}
    return _seated(_OWN.all(**values), _OWN_SEATS.all(**values), membership.edition)


def due(edition: Edition) -> list[Exchange]:
    """Returns the exchanges that began in the last two hours or begin within two days, without samples. Two queries."""
    now = timezone.now()
    values = {"edition": edition.pk, "since": now - datetime.timedelta(hours=2), "until": now + SOON}
    return _seated(_DUE.all(**values), _DUE_SEATS.all(**values), edition)


def _seated(exchanges: list[Exchange], seats: list[tuple[int, int]], edition: Edition) -> list[Exchange]:
    """Gives each exchange its members as voices, west before east."""
    voices, here = voices_of(edition), defaultdict(list)
    for exchange, member in seats:
        here[exchange].append(voices[member])
    for one in exchanges:
        one.voices = west_first(here[one.pk])
    return exchanges


def _own() -> QuerySet[Exchange]:
    return Exchange.objects.filter(participants__membership=later_id("member"), round__published_at__isnull=False)


def _with_what_waits(exchanges: QuerySet[Exchange]) -> QuerySet[Exchange]:
    """Adds the open proposal of an hour (None when there is none), whether the member has accepted it, how many
    messages are new to them, and who wrote the newest of these."""
    open = FilteredRelation("hours", condition=Q(hours__agreed_at=None, hours__ended_at=None))
    accepted = Acceptance.objects.filter(hour=OuterRef("open__pk"), by=later_id("member"))
    return exchanges.annotate(open=open).annotate(
        open_by=F("open__by"),
        open_at=F("open__begins_at"),
        open_accepted=Exists(accepted),
        news=count_for(later_id("member"), OuterRef("room")),
        news_by=newest_author_for(later_id("member"), OuterRef("room")),
    )


def _due() -> QuerySet[Exchange]:
    since, until = Later("since", DateTimeField()), Later("until", DateTimeField())
    return Exchange.objects.filter(
        round__edition=later_id("edition"), begins_at__gt=since, begins_at__lt=until, sample=False
    )


def _shown(exchanges: QuerySet[Exchange]) -> QuerySet[Exchange]:
    return exchanges.select_related("round__format", "topic", "room").only(*SHOWN)


def _seats(exchanges: QuerySet[Exchange]) -> Any:
    return Participant.objects.filter(exchange__in=exchanges.values("pk")).values_list("exchange", "membership")


_OWN = Compiled(lambda: _with_what_waits(_shown(_own())).order_by("-round__number", "-pk"))
_OWN_SEATS = Compiled(lambda: _seats(_own()))
_DUE = Compiled(lambda: _shown(_due()).order_by("begins_at", "pk"))
_DUE_SEATS = Compiled(lambda: _seats(_due()))


def members_of(exchange: Exchange) -> list[Membership]:
    """Returns the members, west before east, because pages show the west shore left."""
    return west_first(participant.membership for participant in exchange.participants.all())


def west_first(members: Iterable[Member]) -> list[Member]:
    return sorted(members, key=lambda member: (member.shore == "east", member.pk))


def length(exchange: Exchange) -> int:
    """Returns the exchange's length in minutes of writing."""
    return formats.length(exchange.staged)


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
