"""Exchanges of the demo: a past one with its talk, and a round whose first exchange is due soon."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from academy.models import Edition, Membership
from exchanges.creating import create_exchange
from exchanges.models import Exchange, Round, StageAct
from exchanges.rounds.making import make_round
from exchanges.rounds.proposing import propose
from exchanges.rounds.publishing import publish
from exchanges.scheduling import hours
from exchanges.scheduling.proposing import beginnings
from exchanges.stages.acts import as_message, clock_from
from rooms.models import Message
from rooms.samples import delete, fill, messages_from, untouched

WINDOW = datetime.timedelta(days=7)
SOON = datetime.timedelta(hours=2)
STEP = 10 * 60
FIRST_TO_MEET = ("adjoa.k", "kerwin.l", "mariam.p", "shanice.g")


@transaction.atomic
def load(entry: dict[str, Any], edition: Edition, members: dict[str, Membership], shift: datetime.timedelta) -> None:
    """Creates the sample exchange in its own published round, unless one of its members is not in the edition."""
    if not all(name in members for name in entry["members"]):
        return
    began = datetime.datetime.fromisoformat(entry["began"]) + shift
    exchange = _exchange(edition, entry, began, [members[name].pk for name in entry["members"]])
    talk = messages_from(entry["talk"], members, shift) + _stages(exchange, entry.get("stages", []), members, shift)
    fill(exchange.room, talk)


def publish_demo_round(edition: Edition) -> Round:
    """Publishes a real round of best common topics. One of its exchanges begins in about two hours."""
    opens = timezone.now()
    format = edition.formats.get(slug="compare-pair")
    by = edition.memberships.facilitators().order_by("pk").first()
    round = make_round(edition, topic=None, format=format, opens=opens, closes=opens + WINDOW, by=by)
    propose(round, by=by)
    publish(round, by=by)
    exchange = _first_to_meet(round)
    if exchange is not None:
        _agree(exchange, _soon(opens))
        _leave_a_proposal(round, exchange)
    return round


@transaction.atomic
def remove(edition: Edition) -> int:
    """Deletes sample exchanges with their talk. Returns the number of deleted rooms, messages and rounds.

    An exchange stays when people have written in its room, because a room's order has no gaps.
    """
    sampled = Exchange.objects.filter(sample=True, room__in=untouched(edition))
    gone = delete(list(sampled.values_list("room", flat=True)))
    rounds = Round.objects.filter(edition=edition, sample=True, exchanges=None)
    gone += rounds.count()
    rounds.delete()
    return gone


def _exchange(edition: Edition, entry: dict[str, Any], began: datetime.datetime, members: list[int]) -> Exchange:
    topic = edition.topics.get(slug=entry["topic"])
    round = make_round(
        edition,
        topic=topic,
        format=edition.formats.get(slug=entry["format"]),
        opens=began - datetime.timedelta(days=1),
        closes=began + datetime.timedelta(days=1),
        by=None,
        sample=True,
    )
    Round.objects.filter(pk=round.pk).update(published_at=began - datetime.timedelta(days=1))
    exchange = create_exchange(round, topic, members, sample=True)
    _agree(exchange, began, now=began - datetime.timedelta(days=1))
    return exchange


def _agree(exchange: Exchange, begins_at: datetime.datetime, now: datetime.datetime | None = None) -> None:
    """Lets the first member propose the time and all others accept it, now or then."""
    seats = exchange.participants.select_related("membership").order_by("pk")
    first, *others = [seat.membership for seat in seats]
    hour = hours.propose(exchange, begins_at, by=first, now=now)
    for member in others:
        hour = hours.accept(hour, by=member, now=now)


def _stages(
    exchange: Exchange, done: list[dict[str, Any]], members: dict[str, Membership], shift: datetime.timedelta
) -> list[Message]:
    """Creates the acts on the stage clock. Returns their messages for the talk, unsaved."""
    acts = StageAct.objects.bulk_create(
        StageAct(
            exchange=exchange,
            number=number,
            kind=entry["act"],
            by=members[entry["by"]],
            at=datetime.datetime.fromisoformat(entry["at"]) + shift,
        )
        for number, entry in enumerate(done, 1)
    )
    return [
        as_message(act, members[entry["by"]], clock_from(exchange, acts[: act.number], act.at))
        for act, entry in zip(acts, done, strict=True)
    ]


def _leave_a_proposal(round: Round, met: Exchange) -> None:
    """Lets somebody propose a time to a delegate whose sign-in link the demo prints, who has not answered yet."""
    waiting = Exchange.objects.filter(round=round, asynchronous=False).exclude(pk=met.pk)
    for name in FIRST_TO_MEET:
        for exchange in waiting.filter(participants__membership__person__email__startswith=f"{name}@"):
            members = [seat.membership for seat in exchange.participants.select_related("membership__person")]
            by = next(member for member in members if not member.person.email.startswith(f"{name}@"))
            if offered := beginnings(exchange, members, timezone.now()):
                hours.propose(exchange, offered[0], by=by)
                return


def _first_to_meet(round: Round) -> Exchange | None:
    """Picks an exchange that is not asynchronous, if possible of a delegate whose sign-in link the demo prints."""
    exchanges = Exchange.objects.filter(round=round, asynchronous=False).order_by("pk")
    for name in FIRST_TO_MEET:
        if named := exchanges.filter(participants__membership__person__email__startswith=f"{name}@").first():
            return named
    return exchanges.first() or Exchange.objects.filter(round=round).order_by("pk").first()


def _soon(now: datetime.datetime) -> datetime.datetime:
    """Returns the next full ten minutes about two hours from now."""
    later = (now + SOON).timestamp()
    return datetime.datetime.fromtimestamp(-(-later // STEP) * STEP, datetime.UTC)
