"""Computes a relay at any moment from the acts on it: who holds the word, in which stage, since when, until when.

Only what members did is stored, so that every process and every program computes the same. Time passes the word on by
itself. The acts "asked", "passed", "silent" and "ended" change nothing here.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from academy.hours.whereabouts import Whereabouts, read, stored
from academy.hours.zones import zone
from exchanges.models import RelayAct, RelayActKind
from rooms.messages.changes import iso

MORNING = datetime.time(8)
DAY = datetime.timedelta(days=1)
SHORTEST, LONGEST = 24, 48
"""Hours of a turn, before its extension by a day."""
SATURDAY = 5


@dataclasses.dataclass(frozen=True)
class Turn:
    """One turn; ``number`` and ``stage`` count from 1. ``opens`` is aware, and may lie ahead. ``ended_at``: when its
    holder handed the word on, or its deadline, if time passed it on."""

    number: int
    stage: int
    holder: int
    opens: datetime.datetime
    deadline: datetime.datetime
    extended: bool = False
    ended_at: datetime.datetime | None = None
    passed: bool = False


@dataclasses.dataclass(frozen=True)
class Relay:
    """The relay at ``now``. ``turns`` are the past ones and, unless all is over, the current one.

    ``plan`` has stage and holder of each turn. ``number`` and ``count`` are the stage and how many there are, as in
    ``StageClock``.
    """

    now: datetime.datetime
    count: int
    acts: int = 0
    plan: tuple[tuple[int, int], ...] = ()
    turns: tuple[Turn, ...] = ()

    @property
    def has_begun(self) -> bool:
        return bool(self.turns)

    @property
    def is_over(self) -> bool:
        return bool(self.turns) and self.turns[-1].ended_at is not None

    @property
    def turn(self) -> Turn | None:
        """The current turn; None before the beginning and when all is over."""
        return self.turns[-1] if self.turns and not self.is_over else None

    @property
    def number(self) -> int:
        return self.turns[-1].stage if self.turns else 0

    @property
    def over_at(self) -> datetime.datetime | None:
        return self.turns[-1].ended_at if self.is_over else None

    @property
    def is_open(self) -> bool:
        return self.turn is not None and self.turn.opens <= self.now

    @property
    def next_holder(self) -> int | None:
        """The holder of the turn after the current one; None in the last one."""
        after = self.plan[self.turns[-1].number :] if self.turns else ()
        return after[0][1] if after else None

    @property
    def passed(self) -> list[Turn]:
        """The turns that time passed on."""
        return [turn for turn in self.turns if turn.passed]

    def frame(self, keys: Sequence[str]) -> dict[str, Any]:
        """Returns the relay as clients receive it. ``keys`` are the keys of the format's stages."""
        turn = self.turn
        return {
            "turn": self.turns[-1].number if self.turns else 0,
            "of": len(self.plan),
            "stage": self.number,
            "key": keys[self.number - 1] if self.has_begun else None,
            "holder": turn.holder if turn else None,
            "opens": iso(turn.opens) if turn else None,
            "until": iso(turn.deadline) if turn else None,
            "extended": turn is not None and turn.extended,
            "passed": len(self.passed),
            "over_at": iso(self.over_at),
            "acts": self.acts,
            "now": iso(self.now),
        }


@dataclasses.dataclass(frozen=True)
class _Rules:
    """The rules of a relay, as its beginning stored them. ``turns``: stage and holder of each. ``hours``: of a turn.
    ``weekends``: a turn may open on one."""

    turns: Sequence[Sequence[int]]
    hours: int
    weekends: bool


def plan(turns: Iterable[tuple[int, int]], *, hours: int, weekends: bool) -> dict[str, Any]:
    """Returns what the beginning stores: stage and holder of each turn, the hours of a turn, weekends or not."""
    return {"turns": [list(turn) for turn in turns], "hours": hours, "weekends": weekends}


def places(whereabouts: Mapping[int, Whereabouts]) -> dict[str, Any]:
    """Returns what an act stores: home and stays of each member."""
    return {str(pk): {"home": where.home, "stays": stored(where.stays)} for pk, where in whereabouts.items()}


def relay_at(acts: Iterable[RelayAct], now: datetime.datetime, count: int) -> Relay:
    """Returns the relay at ``now``. The acts may come in any order; acts after ``now`` do not count."""
    known = sorted((act for act in acts if act.at <= now), key=lambda act: act.number)
    relay = Relay(now, count, len(known))
    begun = next((act for act in known if act.kind == RelayActKind.BEGUN), None)
    if begun is None or not begun.plan or not begun.plan["turns"]:
        return relay
    rules = _Rules(**begun.plan)
    stage, holder = rules.turns[0]
    first = Turn(1, stage, holder, begun.at, begun.at + datetime.timedelta(hours=rules.hours))
    turns, where = [first], begun.places
    for act in known:
        _pass_by(turns, rules, where, act.at)
        where = {**where, **act.places}
        if turns[-1].ended_at is None and act.turn == turns[-1].number:
            if act.kind == RelayActKind.HANDED_ON:
                _next(turns, rules, where, act.at, passed=False)
            elif act.kind == RelayActKind.EXTENDED and not turns[-1].extended:
                turns[-1] = dataclasses.replace(turns[-1], deadline=turns[-1].deadline + DAY, extended=True)
    _pass_by(turns, rules, where, now)
    planned = tuple((stage, holder) for stage, holder in rules.turns)
    return dataclasses.replace(relay, plan=planned, turns=tuple(turns))


def morning(at: datetime.datetime, where: Whereabouts, *, weekends: bool) -> datetime.datetime:
    """Returns the next 08:00 where the person is, ``at`` or later, in UTC. ``weekends``: it may be on one."""
    zones = {where.home, *(stay.time_zone for stay in where.stays)}
    day = at.astimezone(datetime.UTC).date() - DAY
    found: list[datetime.datetime] = []
    while len(found) == 0 or day <= found[0].date() + DAY:
        for name in zones:
            moment = datetime.datetime.combine(day, MORNING, tzinfo=zone(name)).astimezone(datetime.UTC)
            is_free = weekends or day.weekday() < SATURDAY
            if is_free and moment >= at and where.zone_at(moment) == name:
                found = sorted([*found, moment])
        day += DAY
    return found[0]


def _pass_by(turns: list[Turn], rules: _Rules, where: Mapping[str, Any], until: datetime.datetime) -> None:
    """Passes the word on at each deadline up to ``until``."""
    while turns[-1].ended_at is None and turns[-1].deadline <= until:
        _next(turns, rules, where, turns[-1].deadline, passed=True)


def _next(turns: list[Turn], rules: _Rules, where: Mapping[str, Any], at: datetime.datetime, *, passed: bool) -> None:
    """Ends the current turn and begins the next, unless it was the last one.

    A holder who also has the next turn goes on at once. Otherwise the turn opens in the morning.
    """
    last = turns[-1] = dataclasses.replace(turns[-1], ended_at=at, passed=passed)
    if last.number == len(rules.turns):
        return
    stage, holder = rules.turns[last.number]
    keeps = holder == last.holder and not passed
    opens = at if keeps else morning(at, _whereabouts(where[str(holder)]), weekends=rules.weekends)
    turns.append(Turn(last.number + 1, stage, holder, opens, opens + datetime.timedelta(hours=rules.hours)))


def _whereabouts(place: Mapping[str, Any]) -> Whereabouts:
    return Whereabouts(place["home"], read(place["stays"]))
