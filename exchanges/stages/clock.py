"""Computes the stage clock of an exchange at any moment from the acts on it.

Only the acts are stored, so that every process computes the same. A stage whose time is up ends by itself.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from exchanges.models import StageAct, StageActKind
from rooms.messages.changes import iso

NONE = datetime.timedelta()


@dataclasses.dataclass(frozen=True)
class StageClock:
    """The stage clock at ``now``. ``plan`` holds the whole minutes of each stage, before any extension.

    ``number`` is the current stage from 1, 0 before the beginning, and the last one when all are over. ``left`` is its
    time left, ``began_at`` its beginning, ``paused_at`` the beginning of a pause. All times are aware.
    """

    plan: tuple[int, ...]
    now: datetime.datetime
    number: int = 0
    left: datetime.timedelta = NONE
    began_at: datetime.datetime | None = None
    paused_at: datetime.datetime | None = None
    over_at: datetime.datetime | None = None
    acts: int = 0

    @property
    def count(self) -> int:
        return len(self.plan)

    @property
    def has_begun(self) -> bool:
        return self.number > 0

    @property
    def is_over(self) -> bool:
        return self.over_at is not None

    @property
    def is_running(self) -> bool:
        return self.has_begun and not self.is_over and self.paused_at is None

    @property
    def ends_at(self) -> datetime.datetime | None:
        """The end of the current stage if nobody acts until then; None unless the clock runs."""
        return self.now + self.left if self.is_running else None

    def frame(self, keys: Sequence[str]) -> dict[str, Any]:
        """Returns the clock as clients receive it. ``keys`` are the keys of the format's stages."""
        return {
            "number": self.number,
            "of": self.count,
            "key": keys[self.number - 1] if self.has_begun else None,
            "minutes": list(self.plan),
            "began_at": iso(self.began_at),
            "ends_at": iso(self.ends_at),
            "paused_at": iso(self.paused_at),
            "left": self.left.total_seconds(),
            "over_at": iso(self.over_at),
            "acts": self.acts,
            "now": iso(self.now),
        }


def clock_at(plan: Sequence[int], acts: Iterable[StageAct], now: datetime.datetime) -> StageClock:
    """Returns the clock at ``now``. The acts may come in any order; acts after ``now`` do not count."""
    known = sorted((act for act in acts if act.at <= now), key=lambda act: (act.at, act.number))
    clock = StageClock(tuple(plan), known[0].at if known else now)
    for act in known:
        clock = _done(later(clock, act.at), act)
    return later(clock, now)


def later(clock: StageClock, now: datetime.datetime) -> StageClock:
    """Returns the clock at a later moment if nobody acts until then."""
    if not clock.is_running:
        return dataclasses.replace(clock, now=now)
    while clock.is_running and clock.now + clock.left <= now:
        clock = _next(dataclasses.replace(clock, now=clock.now + clock.left))
    return dataclasses.replace(clock, left=max(NONE, clock.left - (now - clock.now)), now=now)


def _next(clock: StageClock) -> StageClock:
    """Starts the next stage, or ends the last one. A pause continues in the new stage."""
    if clock.number == clock.count:
        return dataclasses.replace(clock, left=NONE, paused_at=None, over_at=clock.now)
    left = datetime.timedelta(minutes=clock.plan[clock.number])
    return dataclasses.replace(clock, number=clock.number + 1, left=left, began_at=clock.now)


def _done(clock: StageClock, act: StageAct) -> StageClock:
    """Returns the clock after an act at ``clock.now``. An act that is not possible then changes nothing."""
    clock = dataclasses.replace(clock, acts=clock.acts + 1)
    if act.kind == StageActKind.BEGUN:
        return clock if clock.has_begun else _next(clock)
    if not clock.has_begun or clock.is_over:
        return clock
    match act.kind:
        case StageActKind.PAUSED:
            return dataclasses.replace(clock, paused_at=clock.paused_at or clock.now)
        case StageActKind.RESUMED:
            return dataclasses.replace(clock, paused_at=None)
        case StageActKind.EXTENDED:
            return dataclasses.replace(clock, left=clock.left + datetime.timedelta(minutes=act.minutes or 0))
        case StageActKind.MOVED_ON:
            return _next(clock)
        case _:
            return dataclasses.replace(clock, left=NONE, paused_at=None, over_at=clock.now)
