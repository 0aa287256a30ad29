"""The stage clock as a fact: from what people did with it, any process computes where an exchange stands at any moment.

Nothing ticks and nothing is stored but the acts. A stage whose time is up gives way to the next one by itself.
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
    """Where an exchange stands at ``now``. ``plan``: whole minutes of each stage, before any extension.

    ``number``: the stage that is on, from 1; 0 before the beginning; the last one once it is over. ``left``: time left
    in it. ``began_at``: when it came up. ``paused_at``: since when it stands still. All times are aware.
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
    def of(self) -> int:
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
        """When the stage will be over, as things stand; None while nothing runs."""
        return self.now + self.left if self.is_running else None

    def frame(self, keys: Sequence[str]) -> dict[str, Any]:
        """As clients get it; ``keys`` are those of the format's stages."""
        return {
            "number": self.number,
            "of": self.of,
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


def clock(plan: Sequence[int], acts: Iterable[StageAct], now: datetime.datetime) -> StageClock:
    """Where it stands at ``now``, in whatever order the acts were read; those after ``now`` have not happened yet."""
    known = sorted((act for act in acts if act.at <= now), key=lambda act: (act.at, act.number))
    stands = StageClock(tuple(plan), known[0].at if known else now)
    for act in known:
        stands = _done(later(stands, act.at), act)
    return later(stands, now)


def later(stands: StageClock, now: datetime.datetime) -> StageClock:
    """The same clock at a later moment, if nobody does anything until then."""
    if not stands.is_running:
        return dataclasses.replace(stands, now=now)
    while stands.is_running and stands.now + stands.left <= now:
        stands = _next(dataclasses.replace(stands, now=stands.now + stands.left))
    return dataclasses.replace(stands, left=max(NONE, stands.left - (now - stands.now)), now=now)


def _next(stands: StageClock) -> StageClock:
    """The next stage comes up now; after the last one it is over. A pause goes on in the new stage."""
    if stands.number == stands.of:
        return dataclasses.replace(stands, left=NONE, paused_at=None, over_at=stands.now)
    left = datetime.timedelta(minutes=stands.plan[stands.number])
    return dataclasses.replace(stands, number=stands.number + 1, left=left, began_at=stands.now)


def _done(stands: StageClock, act: StageAct) -> StageClock:
    """After an act at ``stands.now``. What makes no sense then changes nothing."""
    stands = dataclasses.replace(stands, acts=stands.acts + 1)
    if act.kind == StageActKind.BEGUN:
        return stands if stands.has_begun else _next(stands)
    if not stands.has_begun or stands.is_over:
        return stands
    match act.kind:
        case StageActKind.PAUSED:
            return dataclasses.replace(stands, paused_at=stands.paused_at or stands.now)
        case StageActKind.RESUMED:
            return dataclasses.replace(stands, paused_at=None)
        case StageActKind.EXTENDED:
            return dataclasses.replace(stands, left=stands.left + datetime.timedelta(minutes=act.minutes or 0))
        case StageActKind.MOVED_ON:
            return _next(stands)
        case _:
            return dataclasses.replace(stands, left=NONE, paused_at=None, over_at=stands.now)
