"""The stage clock of a gathering: at tables, each turn is a stage."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from exchanges.models import Gathering, GatheringAct
from exchanges.stages.clock import StageClock, clock_at


def clock_of(gathering: Gathering, acts: Sequence[GatheringAct] | None = None) -> StageClock:
    """Returns the clock now. One query unless the acts are given."""
    acts = list(gathering.acts.order_by("number")) if acts is None else acts
    now = timezone.now()
    return _at(gathering, acts, max(now, acts[-1].at) if acts else now)


def clock_at_act(gathering: Gathering, acts: Sequence[GatheringAct]) -> StageClock:
    """Returns the clock as the last of these acts left it."""
    return _at(gathering, acts, acts[-1].at)


def _at(gathering: Gathering, acts: Sequence[GatheringAct], moment: datetime.datetime) -> StageClock:
    plan = [stage["minutes"] for stage in gathering.stages]
    return clock_at(plan, acts, moment)  # type: ignore[arg-type]


def frame_of(gathering: Gathering, clock: StageClock) -> dict[str, Any]:
    return clock.frame([stage["key"] for stage in gathering.stages])


def turn_of(gathering: Gathering, clock: StageClock) -> int:
    """Returns the turn at the tables that goes on, from 1; 0 before and after."""
    return clock.number if clock.number <= gathering.turns and not clock.is_over else 0
