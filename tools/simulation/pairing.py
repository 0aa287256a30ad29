"""Groups of the same sizes drawn at random, beside those that the round proposed."""

import dataclasses
import random
from collections.abc import Sequence

import numpy as np

from exchanges.pairing.matrix import FULL_HOURS, measured
from exchanges.pairing.proposals import Proposal

DRAWS = 20
"""Random pairings, of which the figures are the mean."""
Cells = Sequence[tuple[int, int]]


@dataclasses.dataclass(frozen=True)
class Measured:
    """``hours``: the share of pairs of partners with two shared hours a week. ``least``, ``total``: of their worth."""

    hours: float
    least: float
    total: float


@dataclasses.dataclass(frozen=True)
class Compared:
    pairs: int
    proposed: Measured
    drawn: Measured


def compare(proposal: Proposal, chance: random.Random) -> Compared:
    row = {person.key: n for n, person in enumerate(proposal.rows)}
    column = {person.key: n for n, person in enumerate(proposal.columns)}
    groups = [
        ([row[key] for key in group.keys if key in row], [column[key] for key in group.keys if key in column])
        for group in proposal.groups
    ]
    hours = measured("hours", proposal.rows, proposal.columns, proposal.values)
    draws = [_measure(proposal, hours, _cells(_drawn(groups, chance))) for _draw in range(DRAWS)]
    mean = Measured(*(float(np.mean(each)) for each in zip(*map(dataclasses.astuple, draws), strict=True)))
    cells = _cells(groups)
    return Compared(len(cells), _measure(proposal, hours, cells), mean)


def _drawn(groups: Sequence[tuple[list[int], list[int]]], chance: random.Random) -> list[tuple[list[int], list[int]]]:
    """Returns groups of the same sizes, with the same people in any order."""
    rows = [n for ours, _theirs in groups for n in ours]
    columns = [n for _ours, theirs in groups for n in theirs]
    chance.shuffle(rows)
    chance.shuffle(columns)
    return [([rows.pop() for _n in ours], [columns.pop() for _n in theirs]) for ours, theirs in groups]


def _cells(groups: Sequence[tuple[list[int], list[int]]]) -> Cells:
    return [(one, other) for ours, theirs in groups for one in ours for other in theirs]


def _measure(proposal: Proposal, hours: np.ndarray, cells: Cells) -> Measured:
    worth = [float(proposal.worth[cell]) for cell in cells]
    full = sum(float(hours[cell]) * FULL_HOURS >= FULL_HOURS for cell in cells)
    return Measured(full / len(cells), min(worth), sum(worth))
