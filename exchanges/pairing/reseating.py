"""Improves groups of three and four by local search.

While one side keeps its places, the best places for the other side are an assignment problem. The sides are assigned
in turn until the total worth no longer rises. Then two people of one side are swapped, and the sides are assigned again
from there. The result is never worth less than the input, is the same in every run, and keeps the sizes of the groups,
the pins and the partings. It is not proven best; ``merging.bound`` gives an upper bound.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

from exchanges.pairing.matrix import Matrix
from exchanges.pairing.table import Side, Table

Places = npt.NDArray[np.intp]
"""The number of each person's group, in the order of one side; OUT for people in none."""
Seating = tuple[Places, Places]
OUT = -1
PARTED = 2.0**20
"""The cost of a parted pair: more than all else, and small enough for exact sums."""
TRIES = 16000
"""The number of swaps tried, times the square of the number of groups, because swaps help least with many groups."""


def better(table: Table, groups: Sequence[Sequence[str]]) -> list[list[str]]:
    """Returns the same people in groups of the same sizes, with the same or a higher total worth."""
    search = _Search(table, len(groups))
    best = search.local_best(search.seating(groups))
    neighbours = search.neighbours(best)
    for _try in range(TRIES // len(groups) ** 2):
        found = next(neighbours, None)
        if found is None:
            break
        if search.worth(found) > search.worth(best):
            best, neighbours = found, search.neighbours(found)
    return search.groups(best)


class _Search:
    """The search space: the people of a table in ``count`` groups, under the rules."""

    def __init__(self, table: Table, count: int) -> None:
        self.table, self.count = table, count
        self.prices = np.maximum(table.prices, -PARTED)
        self.sides: tuple[Side, Side] = (table.rows, table.columns)
        self.pinned = tuple(self._pinned(side) for side in self.sides)
        self.parted = tuple(table.parted_within(side) for side in self.sides)

    def seating(self, groups: Sequence[Sequence[str]]) -> Seating:
        number = {key: n for n, group in enumerate(groups) for key in group}
        rows, columns = (np.array([number.get(person.key, OUT) for person in side]) for side in self.sides)
        return rows, columns

    def groups(self, seating: Seating) -> list[list[str]]:
        groups: list[list[str]] = [[] for _n in range(self.count)]
        for side, places in zip(self.sides, seating, strict=True):
            for person, place in zip(side, places, strict=True):
                if place != OUT:
                    groups[place].append(person.key)
        return sorted(sorted(group) for group in groups)

    def worth(self, seating: Seating) -> float:
        rows, columns = seating
        return float(self.prices[(rows[:, None] == columns) & (rows != OUT)[:, None]].sum())

    def local_best(self, seating: Seating, first: int = 0) -> Seating:
        """Assigns the sides in turn while the worth rises. Returns ``seating`` itself when the rules leave no other."""
        while True:
            anew = list(seating)
            for side in (first, 1 - first):
                anew[side] = self._best_places(side, anew[side], anew[1 - side])
            if self.worth((anew[0], anew[1])) <= self.worth(seating):
                return seating
            seating = anew[0], anew[1]

    def neighbours(self, seating: Seating) -> Iterator[Seating]:
        """Yields the local best after a swap, for every two people of one side who may change places."""
        for side in (0, 1):
            free = np.setdiff1d(np.flatnonzero(seating[side] != OUT), self.pinned[side])
            for one, other in combinations(free, 2):
                if seating[side][one] != seating[side][other]:
                    moved = [seating[0].copy(), seating[1].copy()]
                    moved[side][[one, other]] = moved[side][[other, one]]
                    found = self.local_best((moved[0], moved[1]), first=1 - side)
                    # The worth does not count parted people of one side.
                    if self._clash(side, found[side]) is None:
                        yield found

    def _best_places(self, side: int, mine: Places, theirs: Places) -> Places:
        """Returns the best places for one side while the other keeps its own; ``mine`` when no other are allowed."""
        prices = self.prices.T if side else self.prices
        inside = np.flatnonzero(mine != OUT)
        gain = prices[inside] @ (theirs[:, None] == np.arange(self.count)).astype(float)
        for n in np.flatnonzero(np.isin(inside, self.pinned[side])):
            gain[n, np.arange(self.count) != mine[inside[n]]] = -PARTED
        owners = np.sort(mine[inside])
        while True:
            found = _assigned(gain[:, owners])
            if found is None:
                return mine
            places = mine.copy()
            places[inside] = owners[found]
            clash = self._clash(side, places)
            if clash is None:
                return places
            gain[inside == clash[0], places[clash[0]]] = -PARTED

    def _clash(self, side: int, places: Places) -> tuple[int, int] | None:
        """Returns two parted people of one side in one group, as indices, or None."""
        return next((pair for pair in self.parted[side] if places[pair[0]] == places[pair[1]] != OUT), None)

    def _pinned(self, side: Side) -> list[int]:
        pinned = {key for pin in self.table.pins(self.table.people) for key in pin}
        return [n for n, person in enumerate(side) if person.key in pinned]


def _assigned(gain: Matrix) -> Places | None:
    """Returns the seat of each person for the highest sum; None when partings leave no assignment."""
    costs = np.where(gain > -PARTED / 2, gain.max() + 1 - gain, 0)
    try:
        _people, seats = min_weight_full_bipartite_matching(csr_matrix(costs))
    except ValueError:
        return None
    return seats
