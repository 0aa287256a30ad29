"""The two sides of a pairing as rows and columns, with the worth of each pair and the rules."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Self

import numpy as np
from django.utils.translation import gettext as _

from exchanges.pairing.matrix import Mask, Matrix
from exchanges.pairing.people import Delegate, NoRound, met

Pair = tuple[str, str]
Side = tuple[Delegate, ...]
REPEAT = 4.0
"""The cost of a repeated pair in a merged group, more than any worth that it could add."""


@dataclass(frozen=True)
class Rules:
    """Parted and pinned pairs of keys. The order within a pair does not matter."""

    parted: frozenset[frozenset[str]]
    pinned: frozenset[frozenset[str]]

    @classmethod
    def from_pairs(cls, parted: Iterable[Pair], pinned: Iterable[Pair]) -> Self:
        return cls(frozenset(map(frozenset, parted)), frozenset(map(frozenset, pinned)))


class Table:
    """Both sides of a pairing, the worth of every pair across, and the rules."""

    def __init__(self, rows: Side, columns: Side, worth: Matrix, rules: Rules, barred: Mask | None = None) -> None:
        """``barred``: pairs across that lack what the round needs; like parted ones, they are never in one group."""
        self.rows, self.columns, self.worth, self.rules = rows, columns, worth, rules
        self.barred: Mask = np.zeros(worth.shape, dtype=bool) if barred is None else barred
        self.people = {person.key: person for person in (*rows, *columns)}
        self.row = {person.key: n for n, person in enumerate(rows)}
        self.column = {person.key: n for n, person in enumerate(columns)}

    def mask(self, holds: Callable[[Delegate, Delegate], bool]) -> Mask:
        return np.array([[holds(one, other) for other in self.columns] for one in self.rows], dtype=bool)

    def is_parted(self, one: Delegate, other: Delegate) -> bool:
        return frozenset((one.key, other.key)) in self.rules.parted

    def is_pinned(self, one: Delegate, other: Delegate) -> bool:
        return frozenset((one.key, other.key)) in self.rules.pinned

    @cached_property
    def prices(self) -> Matrix:
        """The gain of each pair across in a merged group: its worth, less REPEAT if they met; -infinity when parted."""
        repeated = self.mask(lambda one, other: met(one, other) and not self.is_pinned(one, other))
        prices: Matrix = np.where(self.mask(self.is_parted) | self.barred, -np.inf, self.worth - REPEAT * repeated)
        return prices

    def value(self, one: str, other: str) -> float:
        """Returns the worth of two people in any order; 0 for two of one side."""
        return self._cell(self.worth, one, other)

    def price(self, one: str, other: str) -> float:
        """Returns the gain of two people in one merged group: -infinity when they are parted, 0 for two of one side."""
        if (one in self.row) is (other in self.row) and self.is_parted(self.people[one], self.people[other]):
            return -np.inf
        return self._cell(self.prices, one, other)

    def _cell(self, matrix: Matrix, one: str, other: str) -> float:
        if one in self.column:
            one, other = other, one
        if one not in self.row or other not in self.column:
            return 0.0
        return float(matrix[self.row[one], self.column[other]])

    def lacks(self, key: str) -> bool:
        """True when somebody on the other side lacks what the round needs with them."""
        line = self.barred[self.row[key]] if key in self.row else self.barred[:, self.column[key]]
        return bool(line.any())

    def parted_within(self, side: Side) -> list[tuple[int, int]]:
        """Returns the parted pairs within one side, as indices of that side."""
        parted = {key for pair in self.rules.parted for key in pair}
        some = [n for n, person in enumerate(side) if person.key in parted]
        return [(a, b) for a, b in combinations(some, 2) if self.is_parted(side[a], side[b])]

    def pins(self, keys: Collection[str]) -> set[frozenset[str]]:
        """Returns the pins whose two people are both among ``keys``."""
        return {pin for pin in self.rules.pinned if pin.issubset(keys)}

    def sizes(self, group: Sequence[str]) -> tuple[int, int]:
        rows = sum(key in self.row for key in group)
        return rows, len(group) - rows

    def outside(self, groups: Iterable[Sequence[str]]) -> list[str]:
        inside = {key for group in groups for key in group}
        return sorted(key for key in self.people if key not in inside)


def sides_of(people: Sequence[Delegate]) -> tuple[Side, Side]:
    """Returns the largest bloc and everybody else, the larger side first. Raises NoRound."""
    sizes = Counter(person.bloc for person in people)
    if not sizes:
        raise NoRound(_("There are no delegates yet. Import the roster first."))
    if len(sizes) == 1:
        only = {"bloc": next(iter(sizes))}
        raise NoRound(_("All delegates who are here are from %(bloc)s; a round needs delegates of both blocs.") % only)
    largest = min(sizes, key=lambda bloc: (-sizes[bloc], bloc))
    sides = (
        tuple(person for person in people if person.bloc == largest),
        tuple(person for person in people if person.bloc != largest),
    )
    return sides if len(sides[0]) >= len(sides[1]) else sides[::-1]
