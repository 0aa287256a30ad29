"""The turns of a relay: who holds the word in which stage, for any format and a group of any size."""

from collections.abc import Sequence
from typing import Any

from academy.models import Membership
from exchanges.stages.roles import writers_of

FIRST, SECOND = "first_side", "second_side"
"""The yields of a stage in which one side tells."""


def turns(stages: Sequence[dict[str, Any]], members: Sequence[Membership]) -> list[tuple[int, int]]:
    """Returns the stage, from 1, and the holder (a membership's id) of each turn. The first of ``members`` begins.

    In a stage each member has a turn, in their order. In a stage that yields FIRST, only members of the side that holds
    the word have a turn; in one that yields SECOND, only the others. If roles go round, only members whose role writes
    in the stage have a turn.
    """
    found: list[tuple[int, int]] = []
    first_side, last = members[0].shore, members[0]
    for number, stage in enumerate(stages, 1):
        here = list(members)
        if FIRST in stage["yields"]:
            first_side = last.shore
            here = sorted((one for one in members if one.shore == first_side), key=lambda one: one.pk != last.pk)
        elif SECOND in stage["yields"]:
            here = [one for one in members if one.shore != first_side] or here
        own = writers_of(stage)
        here = [one for one in here if own is None or one.pk in own] or here
        found += [(number, one.pk) for one in here]
        last = here[-1]
    return found
