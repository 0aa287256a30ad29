"""The stage clock of a gathering: at tables, each turn is a stage."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from exchanges.models import Gathering, GatheringAct
from exchanges.stages.clock import StageClock, clock_at


def clock_of(gathering: Gathering, acts: Sequence[GatheringAct] | None = None) -> StageClock:
    """Returns the clock now. One query unless the acts are given."""
    acts = list(gathering.acts.order_by("number")) if acts is None else acts
    now = timezone.now()
    plan = [stage["minutes"] for stage in gathering.stages]
    return clock_at(plan, acts, max(now, acts[-1].at) if acts else now)  # type: ignore[arg-type]


def frame_of(gathering: Gathering, clock: StageClock) -> dict[str, Any]:
    return clock.frame([stage["key"] for stage in gathering.stages])


def turn_of(gathering: Gathering, clock: StageClock) -> int:
    """Returns the turn at the tables that goes on, from 1; 0 before and after."""
    return clock.number if clock.number <= gathering.turns and not clock.is_over else 0
