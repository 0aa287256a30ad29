"""The plan of a repair: which groups of a published round change, and how. Nothing is stored.

An exchange that has begun, or whose room is closed, gets nobody new.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Collection
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from academy.models import Membership
from academy.typed.sentences import fill
from exchanges.models import Exchange, Participant, PartnerWish, Round
from exchanges.pairing.people import NoRound
from exchanges.rounds import told
from exchanges.rounds.making import RoundFault, check_published
from exchanges.rounds.proposing import asked_of


@dataclasses.dataclass(frozen=True)
class Asked:
    """Ids of memberships: who drops out, who comes, and who gets another partner."""

    leaving: frozenset[int] = frozenset()
    joining: frozenset[int] = frozenset()
    moving: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.leaving or self.joining or self.moving)


@dataclasses.dataclass(frozen=True)
class GroupChange:
    """One group before and after. ``exchange`` None: a new one. ``facts``: the pairing's, None when nobody is left."""

    exchange: Exchange | None
    before: list[Membership]
    after: list[Membership]
    facts: Any

    @property
    def comes(self) -> list[Membership]:
        return [member for member in self.after if member not in self.before]

    @property
    def goes(self) -> list[Membership]:
        return [member for member in self.before if member not in self.after]


@dataclasses.dataclass(frozen=True)
class Plan:
    changes: list[GroupChange]
    without: list[Membership]

    @property
    def mark(self) -> str:
        """A digest of the plan, so that only the plan that was shown is carried out."""
        seats = [
            (c.exchange.pk if c.exchange else 0, [m.pk for m in c.before], [m.pk for m in c.after])
            for c in self.changes
        ]
        return hashlib.sha256(repr((seats, [member.pk for member in self.without])).encode()).hexdigest()[:16]


@dataclasses.dataclass(frozen=True)
class State:
    """A published round: its exchanges with their members, those who could join, and who asked for a partner."""

    seats: dict[Exchange, list[Membership]]
    could_join: list[Membership]
    wishes: list[PartnerWish]

    @property
    def placed(self) -> set[int]:
        return {member.pk for members in self.seats.values() for member in members}

    @property
    def members(self) -> dict[int, Membership]:
        return {member.pk: member for members in (*self.seats.values(), self.could_join) for member in members}


def state_of(round: Round) -> State:
    """Reads the round. Four queries."""
    exchanges = Exchange.objects.filter(round=round).select_related("topic", "room", "round__edition")
    seats: dict[Exchange, list[Membership]] = {exchange: [] for exchange in exchanges.order_by("pk")}
    by_pk = {exchange.pk: exchange for exchange in seats}
    people = Participant.objects.filter(exchange__round=round)
    related = ("membership__person", "membership__bloc", "membership__state", "membership__edition")
    for seat in people.select_related(*related).order_by("exchange", "membership__person__sort_key", "membership"):
        seats[by_pk[seat.exchange_id]].append(seat.membership)
    placed = {member.pk for members in seats.values() for member in members}
    delegates = round.edition.memberships.active().delegates().select_related("person", "bloc", "state", "edition")
    could_join = list(delegates.exclude(pk__in=placed).exclude(welcomed_at=None).order_by("person__sort_key", "pk"))
    waiting = round.partner_wishes.filter(settled_at=None, membership__in=placed)
    return State(seats, could_join, list(waiting.select_related("membership__person").order_by("pk")))


def plan(round: Round, asked: Asked) -> Plan:
    """Returns what would change. Raises RoundFault."""
    check_published(round)
    return planned(round, state_of(round), asked)


def in_words(plan: Plan) -> str:
    """Returns a text like "2 groups change. Shanice joins Adjoa and Kwabena."."""
    said = [fill(_("Groups that change: %(count)s."), {"count": len(plan.changes)})]
    for change in plan.changes:
        stay = [member for member in change.after if member in change.before]
        if change.comes and stay:
            names = {"names": told.names(change.comes), "others": told.names(stay)}
            said.append(fill(_("New with %(others)s: %(names)s."), names))
        elif change.comes:
            said.append(fill(_("A new group: %(names)s."), {"names": told.names(change.comes)}))
        gone = {member for each in plan.changes for member in each.comes}
        if left := [member for member in change.goes if member not in gone]:
            said.append(fill(_("Without a group from now on: %(names)s."), {"names": told.names(left)}))
    if plan.without:
        said.append(fill(_("No group has room for %(names)s."), {"names": told.names(plan.without)}))
    return " ".join(said)


def planned(round: Round, state: State, asked: Asked) -> Plan:
    # numpy and scipy take a second to load
    from exchanges.pairing.proposals import LARGEST_EVER, group_of
    from exchanges.pairing.repairing import mend

    members = state.members
    _check_known(members, asked)
    joining = asked.joining - state.placed
    table, values = _table(round, [members[pk] for pk in members if pk in (state.placed | joining) - asked.leaving])
    keys, by_key = {m.pk: m.person.email for m in members.values()}, {m.person.email: m for m in members.values()}
    exchanges, fixed = list(state.seats), _fixed(round, state, asked)
    free = [exchange for exchange in exchanges if exchange.pk not in fixed]
    mended = mend(
        table,
        [[keys[member.pk] for member in state.seats[exchange]] for exchange in free],
        leaving={keys[pk] for pk in asked.leaving},
        joining=sorted(keys[pk] for pk in joining),
        moving={keys[pk] for pk in asked.moving - asked.leaving},
        smallest=round.format.smallest_group,
        most=min(round.format.largest_group, LARGEST_EVER),
    )
    after = dict(zip(free, mended.groups, strict=True)) | {
        exchange: tuple(keys[member.pk] for member in state.seats[exchange] if member.pk not in asked.leaving)
        for exchange in exchanges
        if exchange.pk in fixed
    }

    def change(exchange: Exchange | None, group: Collection[str]) -> GroupChange:
        before = list(state.seats[exchange]) if exchange else []
        there = sorted((by_key[key] for key in group), key=lambda member: member.pk)
        counted = all(key in table.people for key in group) and len({table.people[key].bloc for key in group}) > 1
        return GroupChange(exchange, before, there, group_of(table, sorted(group), values) if counted else None)

    changes = [
        change(exchange, after[exchange])
        for exchange in exchanges
        if set(after[exchange]) != {keys[member.pk] for member in state.seats[exchange]}
    ]
    new = [change(None, group) for group in mended.new]
    return Plan(changes + new, [by_key[key] for key in mended.without])


def _check_known(members: dict[int, Membership], asked: Asked) -> None:
    if unknown := (asked.leaving | asked.joining | asked.moving) - members.keys():
        raise RoundFault(_("Some of these people are no longer in the round (%(count)s).") % {"count": len(unknown)})


def _table(round: Round, members: list[Membership]) -> tuple[Any, Any]:
    """Returns the worth of all pairs of those members who may be paired, and the round's values. Raises RoundFault."""
    # numpy and scipy take a second to load
    from exchanges.pairing.proposals import table_of
    from exchanges.pairing.weights import Values

    said = asked_of(round, [member for member in members if _is_active(member) and member.bloc_id])
    values = Values(said["topic"], tuple(said["topics"]), said["opens"], said["closes"], said["weights"])
    try:
        return table_of(said["delegates"], values, said["parted"], said["pinned"]), values
    except NoRound as fault:
        raise RoundFault(str(fault)) from fault


def _is_active(member: Membership) -> bool:
    return member.suspended_at is None and member.left_at is None and member.person.is_active


def _fixed(round: Round, state: State, asked: Asked) -> set[int]:
    """Returns the exchanges that get nobody new and lose only who drops out."""
    now = timezone.now()
    begun = Exchange.objects.filter(round=round).filter(
        Q(stage_acts__isnull=False)
        | Q(relay_acts__isnull=False)
        | Q(room__closed_at__isnull=False)
        | Q(begins_at__lte=now)
    )
    fixed, seen = set(begun.values_list("pk", flat=True)), set()
    for exchange, members in state.seats.items():
        away = [member for member in members if not _is_active(member) and member.pk not in asked.leaving]
        if not members or away or any(member.pk in seen for member in members):
            fixed.add(exchange.pk)
        seen |= {member.pk for member in members}
        if any(member.pk in asked.moving for member in members):
            fixed.discard(exchange.pk)
    return fixed
