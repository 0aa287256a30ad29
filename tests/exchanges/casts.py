"""Small casts for pairing: chosen people, made-up ones, and weeks in which they meet."""

import dataclasses
import datetime
import random
from collections.abc import Sequence
from itertools import combinations

from hypothesis import strategies as st

from academy.hours.whereabouts import Stay
from exchanges.pairing.people import Across, Delegate

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
