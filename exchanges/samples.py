"""The demo's exchanges: past ones with talk, worksheet and outcome, and a round whose first exchange is due soon."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from academy.models import Edition, Membership
from exchanges.creating import create_exchange
from exchanges.gatherings import samples as gatherings
from exchanges.models import Exchange, Round, StageAct
from exchanges.outcomes import samples as outcomes
from exchanges.relay import samples as relays
from exchanges.rounds.making import make_round
from exchanges.rounds.proposing import propose
from exchanges.rounds.publishing import publish
from exchanges.scheduling import hours
from exchanges.scheduling.proposing import offer_of
from exchanges.sheets.samples import versions, write_over
from exchanges.stages.acts import as_message, clock_from, frame_of
from rooms.models import Message, Readers
from rooms.registered.samples import delete, fill, messages_from, untouched

WINDOW = datetime.timedelta(days=7)
SOON = datetime.timedelta(hours=2)
STEP = 10 * 60
A_DAY = datetime.timedelta(days=1)
READERS = {"members-alone": Readers.MEMBERS}
"""The file's words for those who read a room, unless its members and the facilitators do."""
FIRST_TO_MEET = ("adjoa.k", "kerwin.l", "mariam.p", "shanice.g")


Members = dict[str, Membership]


@transaction.atomic
def load(entry: dict[str, Any], edition: Edition, members: Members, shift: datetime.timedelta) -> None:
    """Creates a sample exchange in its own published round, unless one of its members is not in the edition."""
    if not all(name in members for name in entry["members"]):
        return
    began = _at(entry["began"], shift)
    exchange = _exchange(edition, entry, began, [members[name].pk for name in entry["members"]])
    if "hours" in entry:
        _hours(exchange, entry["hours"], members, shift)
    else:
        _agree(exchange, began, now=began - A_DAY)
    # A peer assist goes through its stages once for each owner; the clock knows the first one's.
    first_owner = next((act.get("owner") for act in entry["stages"]), None)
    acts = [act for act in entry["stages"] if act.get("owner") == first_owner or act["act"] == "ended"]
    talk = messages_from(entry["talk"], members, shift)
    if "outcome" not in entry:
        fill(exchange.room, talk + _stages(exchange, acts, members, shift))
        return
    sheet, over = versions(entry["worksheet"], members, shift)
    if entry["relay"]:
        talk += relays.load(exchange, entry, members, shift)
    else:
        talk += _stages(exchange, acts, members, shift)
    fill(exchange.room, talk + sheet)
    write_over(sheet, over)
    outcomes.load(exchange, entry, members, shift)


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
    """Deletes sample exchanges and gatherings with their talk. Returns the number of deleted rows.

    An exchange stays when people have written in its room, because a room's order has no gaps.
    """
    sampled = Exchange.objects.filter(sample=True, room__in=untouched(edition))
    gone = delete(list(sampled.values_list("room", flat=True)))
    rounds = Round.objects.filter(edition=edition, sample=True, exchanges=None)
    gone += rounds.count()
    rounds.delete()
    return gone + gatherings.remove(edition)


def _exchange(edition: Edition, entry: dict[str, Any], began: datetime.datetime, members: list[int]) -> Exchange:
    topic = edition.topics.get(slug=entry["topic"])
    round = make_round(
        edition,
        topic=topic,
        format=edition.formats.get(slug=entry["format"]),
        opens=began - A_DAY,
        closes=began + A_DAY,
        readers=READERS.get(entry.get("readers", ""), Readers.MEMBERS_AND_FACILITATORS),
        by=None,
        sample=True,
    )
    Round.objects.filter(pk=round.pk).update(published_at=began - A_DAY)
    return create_exchange(round, topic, members, sample=True, asynchronous=entry.get("relay", False))


def _hours(exchange: Exchange, proposals: list[dict[str, Any]], members: Members, shift: datetime.timedelta) -> None:
    """Lets the members propose and answer. The next proposal of the file is what an objection asked for instead."""
    for entry in proposals:
        begins_at, at = _at(entry["begins_at"], shift), _at(entry["at"], shift)
        hour = hours.propose(exchange, begins_at, by=members[entry["by"]], now=at)
        for answer in entry["answers"]:
            by, at = members[answer["by"]], _at(answer["at"], shift)
            if answer["answer"] == "accepted":
                hours.accept(hour, by=by, now=at)
            else:
                said = {"sentence": answer["sentence"], "language": answer["language"]}
                hours.object_to(hour, by=by, now=at, **said)


def _agree(exchange: Exchange, begins_at: datetime.datetime, now: datetime.datetime | None = None) -> None:
    """Lets the first member propose the time and all others accept it, now or then."""
    seats = exchange.participants.select_related("membership").order_by("pk")
    first, *others = [seat.membership for seat in seats]
    hour = hours.propose(exchange, begins_at, by=first, now=now)
    for member in others:
        hour = hours.accept(hour, by=member, now=now)


def _stages(
    exchange: Exchange, done: list[dict[str, Any]], members: Members, shift: datetime.timedelta
) -> list[Message]:
    """Creates the acts on the stage clock. Returns their messages for the talk, unsaved.

    An act is left out when its stage had already begun by itself.
    """
    acts: list[StageAct] = []
    for entry in done:
        at = _at(entry["at"], shift)
        clock = clock_from(exchange, acts, at)
        if clock.is_over or (entry["act"] == "moved_on" and frame_of(exchange, clock)["key"] == entry.get("stage", "")):
            continue
        number, minutes = len(acts) + 1, entry.get("minutes")
        act = StageAct(exchange=exchange, number=number, kind=entry["act"], at=at, minutes=minutes)
        act.by = members[entry["by"]]
        acts.append(act)
    StageAct.objects.bulk_create(acts)
    return [as_message(act, act.by, clock_from(exchange, acts[: act.number], act.at)) for act in acts if act.by]


def _leave_a_proposal(round: Round, met: Exchange) -> None:
    """Lets somebody propose a time to a delegate whose sign-in link the demo prints, who has not answered yet."""
    waiting = Exchange.objects.filter(round=round, asynchronous=False).exclude(pk=met.pk)
    for name in FIRST_TO_MEET:
        for exchange in waiting.filter(participants__membership__person__email__startswith=f"{name}@"):
            members = [seat.membership for seat in exchange.participants.select_related("membership__person")]
            by = next(member for member in members if not member.person.email.startswith(f"{name}@"))
            if offered := offer_of(exchange, members, timezone.now()).beginnings:
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


def _at(written: str, shift: datetime.timedelta) -> datetime.datetime:
    return datetime.datetime.fromisoformat(written) + shift
