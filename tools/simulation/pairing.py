"""Groups of the same sizes, drawn at random or by always taking the best pair, beside those that the round proposed."""

import dataclasses
import random
from collections.abc import Sequence

import numpy as np

from exchanges.pairing.matrix import FULL_HOURS, measured
from exchanges.pairing.proposals import Proposal

DRAWS = 20
"""Random pairings, of which the figures are the mean."""
Cells = Sequence[tuple[int, int]]
Group = tuple[list[int], list[int]]


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
    greedy: Measured


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
    greedy = _measure(proposal, hours, _cells(_greedy(proposal.worth, groups)))
    return Compared(len(cells), _measure(proposal, hours, cells), mean, greedy)


def _greedy(worth: np.ndarray, groups: Sequence[Group]) -> list[Group]:
    """Returns groups of the same sizes: the best pair that is left for each, then whom their partners want most."""
    ours, theirs = ({n for group in groups for n in group[side]} for side in (0, 1))
    made: list[Group] = []
    for one, other in zip(*np.unravel_index(np.argsort(-worth, axis=None, kind="stable"), worth.shape), strict=True):
        if len(made) < len(groups) and one in ours and other in theirs:
            ours.remove(one)
            theirs.remove(other)
            made.append(([int(one)], [int(other)]))
    for (rows, columns), (wide, high) in zip(made, ((len(group[0]), len(group[1])) for group in groups), strict=True):
        while len(rows) < wide:
            rows.append(max(sorted(ours), key=lambda n: worth[n, columns].sum()))
            ours.remove(rows[-1])
        while len(columns) < high:
            columns.append(max(sorted(theirs), key=lambda n: worth[rows, n].sum()))
            theirs.remove(columns[-1])
    return made


def _drawn(groups: Sequence[Group], chance: random.Random) -> list[Group]:
    """Returns groups of the same sizes, with the same people in any order."""
    rows = [n for ours, _theirs in groups for n in ours]
    columns = [n for _ours, theirs in groups for n in theirs]
    chance.shuffle(rows)
    chance.shuffle(columns)
    return [([rows.pop() for _n in ours], [columns.pop() for _n in theirs]) for ours, theirs in groups]


def _cells(groups: Sequence[Group]) -> Cells:
    return [(one, other) for ours, theirs in groups for one in ours for other in theirs]


def _measure(proposal: Proposal, hours: np.ndarray, cells: Cells) -> Measured:
    worth = [float(proposal.worth[cell]) for cell in cells]
    full = sum(float(hours[cell]) * FULL_HOURS >= FULL_HOURS for cell in cells)
    return Measured(full / len(cells), min(worth), sum(worth))


def lines_of(made: Compared) -> list[str]:
    rows = (("as proposed", made.proposed), ("best pair first", made.greedy), ("at random", made.drawn))
    return [
        f"    {name:<16}two shared hours {100 * each.hours:3.0f} %   "
        f"worth: least {each.least:.2f}, total {each.total:.1f}"
        for name, each in rows
    ]
