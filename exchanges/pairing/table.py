"""Both sides at one table: who sits in rows and who in columns, what each pair is worth, what is ruled of it."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from django.utils.translation import gettext as _

from exchanges.pairing.matrix import Mask, Matrix
from exchanges.pairing.people import Delegate, NoRound, met

Pair = tuple[str, str]
Side = tuple[Delegate, ...]
REPEAT = 4.0
"""What meeting again costs a merged group: more than any worth that it could add."""


@dataclass(frozen=True)
class Rules:
    """What facilitators said of pairs, whichever way round."""

    parted: frozenset[frozenset[str]]
    pinned: frozenset[frozenset[str]]

    @classmethod
    def of(cls, parted: Iterable[Pair], pinned: Iterable[Pair]) -> Self:
        return cls(frozenset(map(frozenset, parted)), frozenset(map(frozenset, pinned)))


class Table:
    """Both sides with the worth of every pair, and what the rules say of each."""

    def __init__(self, rows: Side, columns: Side, worth: Matrix, rules: Rules) -> None:
        self.rows, self.columns, self.worth, self.rules = rows, columns, worth, rules
        self.people = {person.key: person for person in (*rows, *columns)}
        self.row = {person.key: n for n, person in enumerate(rows)}
        self.column = {person.key: n for n, person in enumerate(columns)}

    def mask(self, holds: Callable[[Delegate, Delegate], bool]) -> Mask:
        return np.array([[holds(one, other) for other in self.columns] for one in self.rows], dtype=bool)

    def is_parted(self, one: Delegate, other: Delegate) -> bool:
        return frozenset((one.key, other.key)) in self.rules.parted

    def is_pinned(self, one: Delegate, other: Delegate) -> bool:
        return frozenset((one.key, other.key)) in self.rules.pinned

    def value(self, one: str, other: str) -> float:
        """The cell of two people, whichever comes first; 0 for two of one side."""
        if one in self.column:
            one, other = other, one
        if one not in self.row or other not in self.column:
            return 0.0
        return float(self.worth[self.row[one], self.column[other]])

    def price(self, one: str, other: str) -> float:
        """What a merged group gains by having both, repeats counting against it."""
        first, second = self.people[one], self.people[other]
        if self.is_parted(first, second):
            return -np.inf
        return self.value(one, other) - REPEAT * (met(first, second) and not self.is_pinned(first, second))

    def pins(self, keys: Collection[str]) -> set[frozenset[str]]:
        """The pins of which both people are among these."""
        return {pin for pin in self.rules.pinned if pin.issubset(keys)}

    def sizes(self, group: Sequence[str]) -> tuple[int, int]:
        rows = sum(key in self.row for key in group)
        return rows, len(group) - rows

    def outside(self, groups: Iterable[Sequence[str]]) -> list[str]:
        inside = {key for group in groups for key in group}
        return sorted(key for key in self.people if key not in inside)


def sides_of(people: Sequence[Delegate]) -> tuple[Side, Side]:
    """The largest bloc and everybody else, the larger side first. With two blocs: one bloc each. Raises NoRound."""
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
