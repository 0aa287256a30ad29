"""Groups of three and four made better: people change places until nothing that is tried helps any more.

While one side keeps its places, the best places for the other are an assignment problem. So the sides are seated anew
in turn for as long as that raises what the groups are worth in all; then any two people of one side change places, and
it begins again from there. What comes out is never worth less than what came in, is the same every time,
and keeps the sizes of the groups, the pins and the partings. It is not proven to be best: ``merging.bound`` says how
far from it that can be.
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
"""The number of each person's group, along one side of the table; OUT for those in none."""
Seating = tuple[Places, Places]
OUT = -1
PARTED = 2.0**20
"""What parted people cost each other: more than all else, and small enough for sums to stay exact."""
TRIES = 16000
"""How often two change places, times the square of the number of groups: where there are many, it helps least."""


def better(table: Table, groups: Sequence[Sequence[str]]) -> list[list[str]]:
    """The same people in as many groups of the same sizes, worth more in all or as much."""
    hall = _Hall(table, len(groups))
    best = hall.settled(hall.seating(groups))
    elsewhere = hall.elsewhere(best)
    for _try in range(TRIES // len(groups) ** 2):
        found = next(elsewhere, None)
        if found is None:
            break
        if hall.worth(found) > hall.worth(best):
            best, elsewhere = found, hall.elsewhere(found)
    return hall.groups(best)


class _Hall:
    """The table's people at so many small tables, and what the rules say of their places."""

    def __init__(self, table: Table, count: int) -> None:
        self.table, self.count = table, count
        self.prices = np.maximum(table.prices, -PARTED)
        self.sides: tuple[Side, Side] = (table.rows, table.columns)
        self.held = tuple(self._held(side) for side in self.sides)
        self.apart = tuple(table.apart(side) for side in self.sides)

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

    def settled(self, seating: Seating, first: int = 0) -> Seating:
        """The sides seated anew in turn, as long as that helps; where the rules leave no way, as it was."""
        while True:
            anew = list(seating)
            for side in (first, 1 - first):
                anew[side] = self._anew(side, anew[side], anew[1 - side])
            if self.worth((anew[0], anew[1])) <= self.worth(seating):
                return seating
            seating = anew[0], anew[1]

    def elsewhere(self, seating: Seating) -> Iterator[Seating]:
        """Where it settles when two people of one side have changed places, for every two."""
        for side in (0, 1):
            free = np.setdiff1d(np.flatnonzero(seating[side] != OUT), self.held[side])
            for one, other in combinations(free, 2):
                if seating[side][one] != seating[side][other]:
                    moved = [seating[0].copy(), seating[1].copy()]
                    moved[side][[one, other]] = moved[side][[other, one]]
                    found = self.settled((moved[0], moved[1]), first=1 - side)
                    # What it is worth says nothing of parted people on one side of the table.
                    if self._clash(side, found[side]) is None:
                        yield found

    def _anew(self, side: int, mine: Places, theirs: Places) -> Places:
        """The best places for one side while the other keeps its own."""
        prices = self.prices.T if side else self.prices
        inside = np.flatnonzero(mine != OUT)
        gain = prices[inside] @ (theirs[:, None] == np.arange(self.count)).astype(float)
        for n in np.flatnonzero(np.isin(inside, self.held[side])):
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
        """Two people of one side who are parted and in one group."""
        return next((pair for pair in self.apart[side] if places[pair[0]] == places[pair[1]] != OUT), None)

    def _held(self, side: Side) -> list[int]:
        pinned = {key for pin in self.table.pins(self.table.people) for key in pin}
        return [n for n, person in enumerate(side) if person.key in pinned]


def _assigned(gain: Matrix) -> Places | None:
    """The seat of each person so that the sum is highest; None where parted people leave no way."""
    costs = np.where(gain > -PARTED / 2, gain.max() + 1 - gain, 0)
    try:
        _people, seats = min_weight_full_bipartite_matching(csr_matrix(costs))
    except ValueError:
        return None
    return seats
