"""Acts of a relay: begin it, hand the word on, take a day more. Each leaves a message in the room."""

import datetime
import uuid
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language

from academy.models import Membership
from commons import notices
from exchanges.models import Exchange, RelayAct, RelayActKind
from exchanges.permissions import may_hold_word, may_keep_relay
from exchanges.relay.clock import LONGEST, SHORTEST, Relay, places, plan, relay_at
from exchanges.relay.turns import turns
from exchanges.relay.words import FAULTS, describe
from exchanges.stages.acts import StageFault, check, clock_of, frame_of
from rooms.messages.noting import note
from rooms.models import Message, MessageKind, Room


class RelayFault(StageFault):
    """An act that is refused, as ``StageFault``."""

    REASONS = {**StageFault.REASONS, **FAULTS}


def relay_of(exchange: Exchange) -> tuple[Relay, list[RelayAct]]:
    """Returns the relay now, and the acts on it. One query when ``exchange.round.format`` is loaded."""
    acts = list(exchange.relay_acts.order_by("number"))
    return relay_now(exchange, acts), acts


def relay_now(exchange: Exchange, acts: Sequence[RelayAct]) -> Relay:
    now = timezone.now()
    return relay_at(acts, max(now, acts[-1].at) if acts else now, len(exchange.staged.stages))


def frame(exchange: Exchange, relay: Relay) -> dict[str, Any]:
    return relay.frame([stage["key"] for stage in exchange.staged.stages])


class Held:
    """An exchange with its room under lock, so that acts come one after another, and its acts so far.

    ``now`` is never before the last act: clocks of two machines may differ.
    """

    def __init__(self, exchange: Exchange, now: datetime.datetime) -> None:
        self.exchange = exchange
        self.room = Room.objects.select_for_update().get(pk=exchange.room_id)
        self.acts = list(exchange.relay_acts.order_by("number"))
        self.now = max(now, self.acts[-1].at) if self.acts else now

    @property
    def relay(self) -> Relay:
        return self.at(self.now)

    def at(self, moment: datetime.datetime) -> Relay:
        return relay_at(self.acts, moment, len(self.exchange.staged.stages))

    def members(self) -> list[Membership]:
        members = Membership.objects.active().filter(participations__exchange=self.exchange)
        return list(members.select_related("person", "bloc").order_by("participations__pk"))

    def add(
        self, kind: RelayActKind, by: Membership, *, turn: int = 0, at: datetime.datetime | None = None, **more: Any
    ) -> RelayAct:
        """Stores the act, and leaves its message in the room, in the order of the acts."""
        act = RelayAct(
            exchange=self.exchange, number=len(self.acts) + 1, kind=kind, by=by, at=at or self.now, turn=turn, **more
        )
        act.save()
        self.acts.append(act)
        if kind not in (RelayActKind.ASKED, RelayActKind.EXTENDED):
            notices.withdraw_at(self.exchange.room.get_absolute_url(), "relay-asked", "relay-word")
        relay = self.at(act.at)
        said = as_message(self.exchange, act, relay, sent_at=self.now)
        note(self.room, said, {"type": "relay", "relay": frame(self.exchange, relay)})
        return act

    def places(self) -> dict[str, Any]:
        """Returns where everybody with a turn is, as acts store it."""
        plans = [act.plan for act in self.acts if act.plan]
        holders = {holder for made in plans for _stage, holder in made["turns"]}
        rows = Membership.objects.filter(pk__in=holders).select_related("person") if plans else self.members()
        return places({member.pk: member.whereabouts for member in rows})


def as_message(exchange: Exchange, act: RelayAct, relay: Relay, *, sent_at: datetime.datetime) -> Message:
    """Returns the message about the act, in the active language, unsaved and without a place in the room."""
    clock = frame_of(exchange, clock_of(exchange))
    stage = {**clock, "act": act.kind, "added": None, "by": act.by_id, "relay": frame(exchange, relay)}
    words = describe(stage, exchange.staged, exchange.edition)
    return Message(
        author=act.by,
        client_id=uuid.uuid4(),
        kind=MessageKind.STAGE,
        stage=stage,
        body=words,
        html=format_html("<p>{}</p>", words),
        language=(get_language() or settings.LANGUAGE_CODE).split("-")[0],
        sent_at=sent_at,
    )


@transaction.atomic
def begin(
    exchange: Exchange,
    *,
    by: Membership,
    hours: int = LONGEST,
    weekends: bool = False,
    now: datetime.datetime | None = None,
) -> Relay:
    """Begins the relay; whoever does so has the first word, at once. Changes nothing when it has begun.

    Members who share a free hour have to want it all: until the last one does, the act is a question to the others.
    All three acts raise PermissionDenied, and RelayFault for other refusals. ``now`` is another present, for samples.
    """
    held = _held(exchange, by, now)
    members = held.members()
    if not any(member.pk == by.pk for member in members):
        raise PermissionDenied
    relay = held.relay
    if relay.has_begun:
        return relay
    _check_begins(exchange, members, hours)
    asked = {act.by_id for act in held.acts} | {by.pk}
    if not exchange.asynchronous and any(member.pk not in asked for member in members):
        return _ask(held, by, members)
    members.sort(key=lambda member: member.pk != by.pk)  # the others in the order of their seats
    held.add(
        RelayActKind.BEGUN,
        by,
        turn=1,
        places=held.places(),
        plan=plan(turns(exchange.staged.stages, members), hours=hours, weekends=weekends),
    )
    if not exchange.asynchronous:
        exchange.asynchronous = True
        exchange.save(update_fields=["asynchronous"])
    return held.relay


def _check_begins(exchange: Exchange, members: list[Membership], hours: int) -> None:
    if not SHORTEST <= hours <= LONGEST:
        raise RelayFault("invalid")
    if len(members) < 2:
        raise RelayFault("alone")
    if clock_of(exchange).has_begun:
        raise RelayFault("live")


def _ask(held: Held, by: Membership, members: list[Membership]) -> Relay:
    if all(act.by_id != by.pk for act in held.acts):
        held.add(RelayActKind.ASKED, by)
        notices.tell(members, "relay-asked", held.exchange.room.get_absolute_url(), by=by)
    return held.relay


@transaction.atomic
def hand_on(
    exchange: Exchange, *, by: Membership, turn: int | None = None, now: datetime.datetime | None = None
) -> Relay:
    """Hands the word on to the next turn, or ends the relay.

    ``turn``: the number of the turn that was meant; a press that comes too late changes nothing.
    """
    held = _held(exchange, by, now)
    current = _current(held, by, turn)
    if current is not None:
        held.add(RelayActKind.HANDED_ON, by, turn=current, places=held.places())
        end_if_over(held, by)
    return held.relay


@transaction.atomic
def extend(
    exchange: Exchange, *, by: Membership, turn: int | None = None, now: datetime.datetime | None = None
) -> Relay:
    """Gives the current turn a day more, once. ``turn`` is as in ``hand_on``."""
    held = _held(exchange, by, now)
    current = _current(held, by, turn)
    if current is not None:
        if held.relay.turns[-1].extended:
            raise RelayFault("extended")
        held.add(RelayActKind.EXTENDED, by, turn=current, places=held.places())
    return held.relay


def _held(exchange: Exchange, by: Membership, now: datetime.datetime | None) -> Held:
    held = Held(exchange, now or timezone.now())
    if not exchange.sample:
        check(held.room, by)
    if not may_keep_relay(by, held.members(), exchange):
        raise PermissionDenied
    settle(held)
    return held


def _current(held: Held, by: Membership, meant: int | None) -> int | None:
    """Returns the number of the current turn, None when another one was meant."""
    relay = held.relay
    if not relay.has_begun:
        raise RelayFault("not_begun")
    if meant is not None and meant != relay.turns[-1].number:
        return None
    if relay.turn is None:
        raise RelayFault("over")
    if not may_hold_word(by, relay.turn.holder):
        raise RelayFault("not_yours")
    return relay.turn.number


def settle(held: Held) -> list[RelayAct]:
    """Says in the room which turns time has passed on since. Returns these acts."""
    said = {act.turn for act in held.acts if act.kind in {RelayActKind.PASSED, RelayActKind.SILENT}}
    made: list[RelayAct] = []
    for turn in held.relay.passed:
        holder = None if turn.number in said else Membership.objects.filter(pk=turn.holder).first()
        if holder is not None:
            wrote = Message.objects.filter(
                room=held.room, author=holder, sent_at__gte=turn.opens, sent_at__lt=turn.deadline
            ).exclude(kind=MessageKind.STAGE)
            kind = RelayActKind.PASSED if wrote.exists() else RelayActKind.SILENT
            made.append(held.add(kind, holder, turn=turn.number, at=turn.deadline))
    if made and made[-1].by is not None:
        end_if_over(held, made[-1].by)
    return made


def end_if_over(held: Held, by: Membership) -> None:
    if held.relay.is_over and all(act.kind != RelayActKind.ENDED for act in held.acts):
        held.add(RelayActKind.ENDED, by, turn=held.relay.turns[-1].number, at=held.relay.over_at)


def take_over(kept: int, other: int, edition: int) -> None:
    """Gives the turns and places of ``other`` to ``kept``, who is the same person."""
    for act in RelayAct.objects.filter(exchange__round__edition=edition):
        turns = act.plan["turns"] if act.plan else []
        if str(other) not in act.places and all(holder != other for _stage, holder in turns):
            continue
        act.places = {str(kept) if pk == str(other) else pk: place for pk, place in act.places.items()}
        for turn in turns:
            turn[1] = kept if turn[1] == other else turn[1]
        act.save(update_fields=["places", "plan"])
