"""Seats at tables and the queue for a chair: what holds for any course, and how much is reached."""

import datetime
import time

from hypothesis import given, settings
from hypothesis import strategies as st

from exchanges.gatherings import seating
from exchanges.gatherings.turns import in_turn

NOON = datetime.datetime(2023, 7, 13, 12, tzinfo=datetime.UTC)


def crowd(west: int, east: int, middle: int = 0) -> dict[int, str]:
    everybody = [*["west"] * west, *["east"] * east, *["middle"] * middle]
    return dict(enumerate(everybody, 1))


def hosts_of(shores: dict[int, str], tables: int) -> dict[int, int]:
    west, east = ([who for who, own in shores.items() if own == shore] for shore in ("west", "east"))
    line = [who for pair in zip(west, east, strict=False) for who in pair]
    return dict(zip([*line, *shores], range(tables), strict=False)) if len(line) >= tables else {}


def met_in(turns: list[seating.Turn], shores: dict[int, str]) -> int:
    """Counts the meetings anew, without the module's own counting."""
    met = set()
    for turn in turns:
        for one in turn:
            for other in turn:
                if shores[one] == "west" and shores[other] == "east" and turn[one] == turn[other]:
                    met.add((one, other))
    return len(met)


@given(st.integers(0, 12), st.integers(0, 12), st.integers(0, 3), st.integers(1, 4), st.integers(1, 4))
@settings(max_examples=40, deadline=None)
def test_everybody_sits_once_in_each_turn_and_hosts_stay(west, east, middle, tables, turns) -> None:
    shores = crowd(west, east, middle)
    hosts = hosts_of(shores, tables)
    found = seating.seat(shores, hosts, tables, turns)
    assert [set(turn) for turn in found.turns] == [set(shores)] * turns
    for turn in found.turns:
        assert all(turn[host] == table for host, table in hosts.items())
        assert all(0 <= table < tables for table in turn.values())
    assert found.reached == met_in(found.turns, shores) <= found.bound
    assert seating.seat(shores, hosts, tables, turns) == found


@given(st.integers(4, 14), st.integers(4, 14), st.integers(2, 4))
@settings(max_examples=30, deadline=None)
def test_tables_are_even_and_both_shores_sit_at_each(west, east, tables) -> None:
    shores = crowd(west, east)
    for turn in seating.seat(shores, {}, tables, 2).turns:
        sizes = [sum(at == table for at in turn.values()) for table in range(tables)]
        assert max(sizes) - min(sizes) <= 2
        for table in range(tables):
            assert {shores[who] for who, at in turn.items() if at == table} == {"west", "east"}


def test_a_large_cafe_reaches_the_bound_in_two_seconds() -> None:
    shores = crowd(100, 100)
    began = time.process_time()
    found = seating.seat(shores, hosts_of(shores, 40), 40, 4)
    assert time.process_time() - began < 4  # 1 s alone; two cores are shared with other tests
    assert found.reached == found.bound == 960


def test_chance_does_worse() -> None:
    shores = crowd(6, 6)
    found = seating.seat(shores, {}, 3, 2)
    assert found.reached == found.bound == 24  # four at a table, two of each shore: four pairs, three tables, twice


def test_a_bound_is_no_more_than_all_pairs() -> None:
    shores = crowd(2, 10)
    assert seating.bound(shores, {}, [4, 4, 4], 9) == 20


@given(st.lists(st.lists(st.sampled_from(["west", "east"]), max_size=6), min_size=1, max_size=6))
def test_who_comes_late_gets_the_emptiest_table(here) -> None:
    tables = dict(enumerate(here))
    found = seating.late_table(tables, "west")
    fewest = min(len(seats) for seats in here)
    assert len(tables[found]) == fewest
    own = [seats.count("west") for seats in here if len(seats) == fewest]
    assert tables[found].count("west") == min(own)


asking = st.dictionaries(st.integers(1, 30), st.integers(0, 50), max_size=12)


@given(asking, st.dictionaries(st.integers(1, 30), st.integers(0, 3)), st.sampled_from(["", "west", "east"]))
def test_a_queue_takes_both_shores_in_turn_and_who_sat_least_first(asked, sat, last) -> None:
    shores = {who: "west" if who % 2 else "east" for who in asked}
    times = {who: NOON + datetime.timedelta(minutes=minutes) for who, minutes in asked.items()}
    order = in_turn(times, shores, sat, last)
    assert sorted(order) == sorted(asked)
    before = last
    for place, who in enumerate(order):
        left = order[place:]
        if any(shores[other] != before for other in left):
            assert shores[who] != before
        same = [other for other in left if shores[other] == shores[who]]
        assert sat.get(who, 0) == min(sat.get(other, 0) for other in same)
        before = shores[who]


def test_nobody_waits_for_ever_behind_who_sat_more() -> None:
    times = {1: NOON, 3: NOON + datetime.timedelta(minutes=5)}
    assert in_turn(times, {1: "west", 3: "west"}, {1: 2}) == [3, 1]
