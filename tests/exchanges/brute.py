"""Slow answers for pairing and free time, which try every seating and every minute.

Nothing here uses the code under test, so that answers follow from its promises alone.
"""

import datetime
import zoneinfo
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Any

import numpy as np

Cell = tuple[int, int]
Diary = tuple[Sequence[Sequence[int]], Any]
MINUTE = datetime.timedelta(minutes=1)
DAY = 24 * 60
OUT = -1


@dataclass(frozen=True)
class Case:
    """One small matching, with at least as many rows as columns and at most ``most`` rows to a column."""

    worth: np.ndarray
    parted: np.ndarray
    earlier: np.ndarray
    pinned: tuple[Cell, ...] = ()
    most: int = 1

    def cost(self, cells: Iterable[Cell]) -> tuple[int, int]:
        """The aims before any worth: seats that partings leave empty, then unpinned partners who meet again."""
        cells = list(cells)
        return self.seats - len(cells), sum(bool(self.earlier[cell]) for cell in cells if cell not in self.pinned)

    def value(self, cells: Iterable[Cell]) -> tuple[float, float]:
        """The aims after ``cost``: the least worth, then the sum."""
        worths = [float(self.worth[cell]) for cell in cells]
        return min(worths, default=0.0), sum(worths)

    @property
    def seats(self) -> int:
        rows, columns = self.worth.shape
        return min(rows, columns * self.most)

    def seatings(self) -> Iterator[frozenset[Cell]]:
        """All ways to give every row a seat, evenly spread, as cells. People in a parted cell stay out."""
        rows, columns = self.worth.shape
        fewest, more = divmod(self.seats, columns)
        for columns_of_rows in _choices(self, [0] * columns, fewest + bool(more)):
            counts = [columns_of_rows.count(column) for column in range(columns)]
            if min(counts) >= fewest and sum(counts) == self.seats:
                chosen = zip(range(rows), columns_of_rows, strict=True)
                yield frozenset(cell for cell in chosen if cell[1] != OUT and not self.parted[cell])

    def cheapest(self) -> set[frozenset[Cell]]:
        """Seatings with the fewest people out, then the fewest repeats. Empty when the pins are impossible."""
        return _lowest(set(self.seatings()), self.cost)

    def best(self) -> set[frozenset[Cell]]:
        """The cheapest seatings with the highest least worth, then the highest sum."""
        return _lowest(self.cheapest(), lambda cells: tuple(-part for part in self.value(cells)))


def _choices(case: Case, filled: list[int], limit: int, row: int = 0) -> Iterator[list[int]]:
    if row == len(case.worth):
        yield []
        return
    pins = {column for pinned, column in case.pinned if pinned == row}
    if len(pins) > 1 or any(case.parted[row, column] for column in pins):
        return
    for column in pins or range(OUT, len(filled)):
        if column != OUT and filled[column] == limit:
            continue
        taken = [count + (n == column) for n, count in enumerate(filled)]
        yield from ([column, *others] for others in _choices(case, taken, limit, row + 1))


def _lowest(seatings: set[frozenset[Cell]], cost) -> set[frozenset[Cell]]:
    costs = {cells: cost(cells) for cells in seatings}
    return {cells for cells, each in costs.items() if each == min(costs.values())}


def shapes(groups) -> list[tuple[int, int]]:
    """The sizes of groups, as numbers of people of the east and of the west."""
    return sorted((sum(key[0] == "e" for key in keys), sum(key[0] == "w" for key in keys)) for keys in groups)


def partitions(people: Sequence[str], sizes: range) -> Iterator[list[tuple[str, ...]]]:
    """Every way to put some of these people into groups of these sizes."""
    if not people:
        yield []
        return
    first, rest = people[0], people[1:]
    yield from partitions(rest, sizes)
    for company in _subsets(rest):
        if len(company) + 1 in sizes:
            left = [person for person in rest if person not in company]
            yield from ([(first, *company), *others] for others in partitions(left, sizes))


def best_in_fours(worth: np.ndarray) -> float:
    """The highest total worth of groups of two and two, found by trying all of them. Sides are equal and even."""
    ways = [list(way) for way in partitions(range(len(worth)), range(2, 3)) if len(way) == len(worth) // 2]
    return max(float(_in_fours(worth, rows, ways).max()) for rows in ways)


def _in_fours(worth: np.ndarray, rows: list[tuple[int, ...]], ways: list[list[tuple[int, ...]]]) -> np.ndarray:
    """For each way to pair the columns: the highest worth with these pairs of rows."""
    together = np.array([[[worth[np.ix_(two, pair)].sum() for pair in way] for two in rows] for way in ways])
    seats = range(len(rows))
    return np.max([together[:, seats, order].sum(axis=1) for order in permutations(seats)], axis=0)


def _subsets(people: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for bits in range(2 ** len(people)):
        yield tuple(person for n, person in enumerate(people) if bits >> n & 1)


def is_free(moment: datetime.datetime, diary: Diary) -> bool:
    """True when the person's wall clock lies within their weekly hours, or within hours that began the day before.

    The clock is that of the place of the day, and a day off has no hours.
    """
    hours, place = diary
    wall = wall_clock(moment, place)
    if wall.date() in getattr(place, "off", ()):
        return False
    minute = wall.hour * 60 + wall.minute
    return any(
        (day == wall.weekday() and start <= minute < end) or ((day + 1) % 7 == wall.weekday() and minute + DAY < end)
        for day, start, end in hours
    )


def wall_clock(moment: datetime.datetime, place: Any) -> datetime.datetime:
    """``place`` is the name of a zone, or has a home and stays."""
    if isinstance(place, str):
        return moment.astimezone(zoneinfo.ZoneInfo(place))
    for stay in place.stays:
        there = moment.astimezone(zoneinfo.ZoneInfo(stay.time_zone))
        if stay.starts <= there.date() <= stay.ends:
            return there
    return moment.astimezone(zoneinfo.ZoneInfo(place.home))


def free_minutes(diaries: Collection[Diary], opens: datetime.datetime, closes: datetime.datetime) -> set:
    """Minutes of a window in which all are free. The window has whole minutes."""
    count = int((closes - opens) / MINUTE)
    return {
        moment
        for moment in (opens + n * MINUTE for n in range(count))
        if all(is_free(moment, diary) for diary in diaries)
    }


def worth(one, other, values) -> float:
    """The worth of two people as the docstring of ``exchanges.pairing.matrix`` defines it."""
    span = max((values.closes - values.opens) / datetime.timedelta(days=7), 1)
    shared = len(free_minutes([(each.hours, each.whereabouts) for each in (one, other)], values.opens, values.closes))
    usual = one.languages and other.languages and one.languages[0] == other.languages[0]
    known = (other.country in one.earlier.values()) + (one.country in other.earlier.values())
    parts = {
        "topic": max((_interest(one, t) * _interest(other, t) for t in _topics(values)), default=0),
        "hours": min(shared / span / 120, 1),
        "language": 1 if usual else 0.6 if set(one.languages) & set(other.languages) else 0,
        "interest": interest(one, other, values.topic),
        "kind": float((one.kind == other.kind) != values.weights.mixed),
        "countries": 1 - known / 2,
    }
    weights = {part: getattr(values.weights, part) for part in parts}
    return sum(parts[part] * weights[part] for part in parts) / sum(weights.values())


def interest(one, other, topic) -> float:
    """What docs/pairing.md says of marks, offers and needs."""
    halves = 0.0
    for here, there in ((one, other), (other, one)):
        pointers = [*here.across.read, *here.across.shown, *here.across.sought]
        if any(key == there.key and topic in (None, under) for under, key in pointers):
            return 1.0
        mine = [mark for mark in here.across.marked if mark[1] == there.bloc and topic in (None, mark[0])]
        if any(aspect and (under, here.bloc, aspect) in there.across.marked for under, _bloc, aspect in mine):
            return 1.0
        halves += 0.5 * any(mark[0] == next(iter(there.topics), None) for mark in mine)
    return halves


def _topics(values) -> Sequence[str]:
    return [values.topic] if values.topic else values.topics


def _interest(person, topic: str) -> float:
    places = {slug: max(1 - place * 0.25, 0.25) for place, slug in enumerate(person.topics)}
    return places.get(topic, 0)
