"""Mends published groups: some people leave, people without a group get one, and as few groups as possible change.

Solved as one integer program, in this order: the fewest people without a group, the fewest groups that change, the
fewest people who move, and then the most worth to those who move. The worth of two people who both move into one group
is not counted.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix

from exchanges.pairing.table import Table

Keys = tuple[str, ...]
WITHOUT, CHANGED, MOVED, WORTH = 10_000, 100, 1, 0.01
FEW = 2
"""More groups than people who come, because a pin or a parting may close some."""
NODES = 200
"""Branches that are tried, so that an answer comes soon, and the same one each time."""
OUT = -1
"""The home of somebody who has no group yet."""
MARGIN = 0.5
"""Between whole numbers, so that a solver's rounding does not matter."""


@dataclass(frozen=True)
class Mended:
    """The groups in the order of those given, () for one that nobody is left in; new ones; people without a group."""

    groups: tuple[Keys, ...]
    new: tuple[Keys, ...]
    without: Keys


def mend(
    table: Table,
    groups: Sequence[Collection[str]],
    *,
    leaving: Collection[str] = (),
    joining: Collection[str] = (),
    moving: Collection[str] = (),
    smallest: int = 2,
    most: int = 3,
) -> Mended:
    """Returns the groups without ``leaving`` and with ``joining``. ``moving`` get other partners than they have.

    Keys that the table does not have are kept where they are.
    """
    staying = [tuple(key for key in group if key not in leaving) for group in groups]
    program = _Program(table, groups, staying, list(joining), set(moving), smallest, most)
    return program.mended(program.solve())


@dataclass
class _Rows:
    """Linear constraints, row by row."""

    rows: list[dict[int, float]] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)

    def add(self, row: dict[int, float], low: float, high: float) -> None:
        self.rows.append(row)
        self.low.append(low)
        self.high.append(high)

    def constraint(self, width: int) -> LinearConstraint:
        places = [(n, column, value) for n, row in enumerate(self.rows) for column, value in row.items()]
        lines, columns, values = zip(*places, strict=True) if places else ((), (), ())
        return LinearConstraint(
            csr_matrix((values, (lines, columns)), shape=(len(self.rows), width)), self.low, self.high
        )


class _Program:
    """Variables: who sits in which slot, who is without one, which slots are used, which groups change.

    A slot is one of the groups, or a new group that ``seeds`` begin. A slot is ``needy`` when somebody leaves it or
    when it is new: it may stay empty, and people of all groups may come into it.
    """

    def __init__(
        self,
        table: Table,
        groups: Sequence[Collection[str]],
        staying: Sequence[Keys],
        joining: list[str],
        moving: set[str],
        smallest: int,
        most: int,
    ) -> None:
        self.table, self.staying, self.most, self.smallest = table, staying, most, smallest
        self.home = {key: n for n, group in enumerate(staying) for key in group if key in table.people}
        self.moving = {key for key in moving if key in self.home}
        self.forced = [key for key in dict.fromkeys([*joining, *sorted(self.moving)]) if key in table.people]
        self.seeds = self._seeds()
        self.slots: list[Keys] = [*staying, *((key,) for key in self.seeds)]
        self.broken = {n for n, group in enumerate(groups) if len(group) != len(staying[n])}
        self.broken |= {self.home[key] for key in self.moving}
        self.needy = self.broken | set(range(len(staying), len(self.slots)))
        self.apart = {frozenset((a, b)) for a in self.moving for b in staying[self.home[a]] if self._across(a, b)}
        self.apart |= {pair for pair in table.rules.parted if pair <= table.people.keys()}
        self.open = self.needy | self._candidates()
        self.width = 0
        self.first_costs: dict[int, float] = {}
        self.gains: dict[int, float] = {}
        self.rules = _Rows()
        self._seat()
        self._keep_the_rules()

    def _seeds(self) -> list[str]:
        """Returns the people with whom a new group may begin: those of the side that has fewer.

        When all are of one side, a new group only helps where no group has room.
        """
        sides = [[key for key in self.forced if key in side] for side in (self.table.row, self.table.column)]
        if all(sides):
            return min(sides, key=len)
        return [] if any(0 < len(group) < self.most for group in self.staying) else self.forced

    def _candidates(self) -> set[int]:
        """Returns the groups that may change: the best of each shape for everybody who may come, enough for them all.

        Groups of one shape cost the same, and no more of them are ever needed than people who come.
        """
        free = [*self.forced, *(key for key in self.home if self.home[key] in self.broken)]
        shapes: dict[tuple[int, int], list[int]] = {}
        for n, group in enumerate(self.staying):
            if n not in self.broken and all(key in self.table.people for key in group):
                shapes.setdefault(self.table.sizes(group), []).append(n)
        chosen: set[int] = set()
        for key in free:
            for slots in shapes.values():
                ranked = sorted(slots, key=lambda slot: (-self._gain(key, slot), slot))
                chosen |= set(ranked[: len(free) + FEW])
        return chosen

    def _across(self, one: str, other: str) -> bool:
        return other in self.table.people and (one in self.table.row) != (other in self.table.row)

    def _variable(self, cost: float = 0) -> int:
        self.width += 1
        if cost:
            self.first_costs[self.width - 1] = cost
        return self.width - 1

    def _seat(self) -> None:
        self.at: dict[int, dict[str, int]] = {slot: {} for slot in range(len(self.slots))}
        self.without: dict[str, int] = {}
        for key in [*self.home, *(key for key in self.forced if key not in self.home)]:
            own = self.home.get(key, OUT)
            free = key in self.forced or own in self.broken
            if not free and own not in self.open:
                continue
            for slot in sorted(self.open) if free else sorted({own, *self.needy}):
                if (key in self.moving and slot == own) or (slot != own and not self._welcome(key, slot)):
                    continue
                moves = own != OUT and slot != own
                self.at[slot][key] = self._variable(MOVED if moves else 0)
                self.gains[self.at[slot][key]] = self._gain(key, slot) if slot != own else 0
            if free:
                self.without[key] = self._variable(WITHOUT)
            places = [seats[key] for seats in self.at.values() if key in seats]
            places += [self.without[key]] if free else []
            self.rules.add(dict.fromkeys(places, 1), 1, 1)

    def _welcome(self, key: str, slot: int) -> bool:
        """False when they are parted from somebody who stays in the slot for certain, or the seed is another's."""
        stay = [other for other in self.slots[slot] if other != key and other not in self.moving]
        return all(other in self.table.people and self.table.price(key, other) > -np.inf for other in stay)

    def _gain(self, key: str, slot: int) -> float:
        prices = [self.table.price(key, other) for other in self.slots[slot] if self._across(key, other)]
        return sum(max(price, -WITHOUT) for price in prices) / len(prices) if prices else 0.0

    def _keep_the_rules(self) -> None:
        for slot, seats in self.at.items():
            if slot not in self.open:
                continue
            self._fill(slot, seats)
            for pair in self.apart:
                if all(key in seats for key in pair):
                    self.rules.add({seats[key]: 1 for key in pair}, 0, 1)
            for pin in self.table.pins(self.table.people):
                inside = [seats[key] for key in sorted(pin) if key in seats]
                if inside:
                    self.rules.add(dict(zip(inside, (1, -1), strict=False)), 0, 0)

    def _fill(self, slot: int, seats: dict[str, int]) -> None:
        """A slot has both sides and enough people, or nobody; one that is not needy changes when anybody moves."""
        size = len(self.slots[slot]) if slot < len(self.staying) else 0
        here = sum(key in self.table.people for key in self.slots[slot])
        if size and here < size:
            return  # somebody who is no longer active sits here
        least, largest = min(self.smallest, max(2, size)), max(self.most, size)
        if slot in self.needy:
            used = self._variable()
            self.rules.add({**dict.fromkeys(seats.values(), 1), used: -least}, 0, np.inf)
            self.rules.add({**dict.fromkeys(seats.values(), 1), used: -largest}, -np.inf, 0)
            if slot >= len(self.staying):  # a new group begins with its seed
                self.rules.add({seats[self.slots[slot][0]]: 1, used: -1}, 0, 0)
            low: dict[int, float] = {used: -1}
            for side in (self.table.row, self.table.column):
                inside = dict.fromkeys((seats[key] for key in seats if key in side), 1)
                self.rules.add({**inside, **low}, 0, np.inf)
            return
        changed = self._variable(CHANGED)
        for side in (self.table.row, self.table.column):
            self.rules.add(dict.fromkeys((seats[key] for key in seats if key in side), 1), 1, np.inf)
        self.rules.add(dict.fromkeys(seats.values(), 1), least, largest)
        for key, seat in seats.items():
            if self.home.get(key) == slot:
                self.rules.add({seat: 1, changed: 1}, 1, np.inf)
            else:
                self.rules.add({seat: 1, changed: -1}, -np.inf, 0)

    def solve(self) -> Any:
        if not self.width:
            return np.zeros(0)
        costs = np.zeros(self.width)
        for column, cost in self.first_costs.items():
            costs[column] = cost
        for column, gain in self.gains.items():
            costs[column] -= WORTH * gain
        return self._solved(costs)

    def _solved(self, costs: Any) -> Any:
        found = milp(
            costs,
            constraints=self.rules.constraint(self.width),
            bounds=Bounds(0, 1),
            integrality=np.ones(self.width),
            options={"mip_rel_gap": 0, "node_limit": NODES},
        )
        return None if found.x is None else np.round(found.x)

    def mended(self, solution: Any) -> Mended:
        if solution is None:  # pins or partings leave no other way: nobody moves
            return Mended(tuple(self.staying), (), tuple(sorted(set(self.forced) - set(self.home))))
        there: list[list[str]] = [[key for key in slot if key not in self.table.people] for slot in self.slots]
        for slot, seats in self.at.items():
            if slot not in self.open:
                there[slot] = list(self.slots[slot])
                continue
            there[slot] += [key for key, seat in seats.items() if solution[seat] > MARGIN]
        return Mended(
            tuple(tuple(sorted(group)) for group in there[: len(self.staying)]),
            tuple(tuple(sorted(group)) for group in there[len(self.staying) :] if group),
            tuple(sorted(key for key, left in self.without.items() if solution[left] > MARGIN)),
        )
