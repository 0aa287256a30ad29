"""Small casts for pairing, and slow answers that try every seating and every minute.

Nothing here uses the code under test, so that answers follow from its promises alone.
"""

import dataclasses
import datetime
import random
import zoneinfo
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations
from typing import Any

import numpy as np
from hypothesis import strategies as st

from academy.hours.whereabouts import Stay
from exchanges.pairing.people import Across, Delegate

Cell = tuple[int, int]
Diary = tuple[Sequence[Sequence[int]], Any]
MINUTE = datetime.timedelta(minutes=1)
DAY = 24 * 60
OUT = -1
TOPICS = ("social-security", "cooperation", "climate")
OFFICE = [[day, 9 * 60, 17 * 60] for day in range(5)]
TUESDAY, THURSDAY = (datetime.date.fromisocalendar(2026, 30, day) for day in (2, 4))
IN_TURIN = Stay(THURSDAY, datetime.date.fromisocalendar(2026, 31, 2), "Europe/Rome", "Turin")


def iso_week(year: int, week: int) -> tuple[datetime.datetime, datetime.datetime]:
    """The window from Monday to Monday, 00:00 UTC."""
    monday = datetime.datetime.combine(datetime.date.fromisocalendar(year, week, 1), datetime.time(), datetime.UTC)
    return monday, monday + datetime.timedelta(days=7)


def person(key: str, **said) -> Delegate:
    """A delegate of the east when the key begins with e, of the west with w, without a bloc with n."""
    bloc = {"e": "ECOWAS", "w": "CARICOM", "n": ""}[key[0]]
    return Delegate(key, bloc, **{"country": key.upper(), "kind": "workers", "hours": OFFICE, **said})


def people(east: int, west: int) -> list[Delegate]:
    return [person(f"e{n}") for n in range(east)] + [person(f"w{n}") for n in range(west)]


some_hours = st.sampled_from([(), OFFICE, OFFICE[:2], [[1, 600, 660]], [[6, 1320, 1560]]])


def across(key: str) -> st.SearchStrategy[Across]:
    """Marks of a few aspects and texts of the other shore, and offers and needs met there."""
    bloc = "CARICOM" if key[0] == "e" else "ECOWAS"
    aspects = st.sampled_from(["", "pensions", "appeals"])
    marks = st.tuples(st.sampled_from(TOPICS), st.just(bloc), aspects).map(lambda mark: (mark, {"en": mark[2]}))
    others = st.sampled_from([f"{'we'['we'.index(key[0]) - 1]}{n}" for n in range(3)])
    pointers = st.lists(st.tuples(st.sampled_from(TOPICS), others), max_size=1)
    nothing = st.just(())
    return st.builds(
        Across,
        st.lists(marks, max_size=3).map(dict),
        *[st.one_of(nothing, nothing, pointers) for _kind in ("read", "shown", "sought")],
    )


@st.composite
def delegates(draw, key: str) -> Delegate:
    return person(
        key,
        country=draw(st.sampled_from(["JM", "NG", "HT"])),
        kind=draw(st.sampled_from(["workers", "government"])),
        languages=draw(st.lists(st.sampled_from(["fr", "en", "pt"]), unique=True, max_size=2)),
        zone=draw(st.sampled_from(["UTC", "Africa/Lagos", "America/Nassau", "America/Port-au-Prince"])),
        hours=draw(some_hours),
        stays=draw(st.sampled_from([(), (), (IN_TURIN,)])),
        off=draw(st.sets(st.sampled_from([TUESDAY, THURSDAY]), max_size=1).map(tuple)),
        topics=draw(st.lists(st.sampled_from(TOPICS), unique=True)),
        earlier=draw(st.dictionaries(st.sampled_from(["x1", "x2"]), st.sampled_from(["JM", "NG", "HT"]), max_size=1)),
        across=draw(across(key)),
    )


@st.composite
def cohorts(draw, *, larger: int = 5, smaller: int = 4, partings: str = "across", pins: int = 1) -> tuple[list, dict]:
    """Delegates of both blocs, some of them earlier partners, and rules of facilitators.

    ``partings``: "across" the blocs only, "all" for partings within a bloc too, or "none".
    """
    east, west = draw(st.permutations([draw(st.integers(1, larger)), draw(st.integers(1, smaller))]))
    everybody = {one.key: draw(delegates(one.key)) for one in people(east, west)}
    pairs = [pair for pair in combinations(everybody, 2) if pair[0][0] != pair[1][0]]
    for pair in draw(some(pairs)):
        says, of = draw(st.permutations(pair))  # because one side's record is enough
        earlier = {**everybody[says].earlier, of: everybody[of].country}
        everybody[says] = dataclasses.replace(everybody[says], earlier=earlier)
    pinned = draw(st.sets(st.sampled_from(pairs), max_size=pins))
    apart = {"none": [], "across": pairs, "all": list(combinations(everybody, 2))}[partings]
    parted = draw(some(apart)) - pinned
    return list(everybody.values()), {"parted": sorted(parted), "pinned": sorted(pinned)}


def crowd(chance: random.Random, east: int, west: int) -> list[Delegate]:
    """Random delegates with different countries, zones, hours, languages and topics."""
    zones = ["Africa/Lagos", "Africa/Dakar", "America/Nassau", "America/Jamaica", "America/Port-au-Prince"]
    return [
        dataclasses.replace(
            one,
            country=chance.choice(["NG", "SN", "JM", "HT"]),
            zone=chance.choice(zones),
            hours=[[day, 60 * (start := chance.randint(7, 14)), 60 * (start + 3)] for day in range(5)],
            languages=chance.sample(["fr", "en", "pt"], 2),
            topics=chance.sample(TOPICS, 2),
            across=_marks_of(chance, "CARICOM" if one.key[0] == "e" else "ECOWAS"),
        )
        for one in people(east, west)
    ]


def _marks_of(chance: random.Random, bloc: str) -> Across:
    """Twenty marks of forty aspects."""
    aspects = [(chance.choice(TOPICS), bloc, f"aspect-{chance.randint(1, 40)}") for _mark in range(20)]
    return Across(marked={aspect: {"en": "An aspect"} for aspect in aspects})


def some(things: Sequence) -> st.SearchStrategy[set]:
    """Subsets, with large ones as often as small ones."""
    return st.tuples(*[st.integers(0, 9) for _thing in things], st.integers(0, 10)).map(
        lambda drawn: {thing for thing, n in zip(things, drawn, strict=False) if n < drawn[-1]}
    )


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
