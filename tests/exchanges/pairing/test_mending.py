"""Mended groups: as few published groups as possible change, by trying all ways in small cases."""

import random
import time
from itertools import product

import pytest

from exchanges.pairing.proposals import propose, table_of
from exchanges.pairing.repairing import mend
from exchanges.pairing.weights import Values
from tests.exchanges import casts

pytestmark = pytest.mark.pure
OPENS, CLOSES = casts.iso_week(2026, 30)
VALUES = Values(None, casts.TOPICS, OPENS, CLOSES)


def paired(size: int, late: int = 0, seed: int = 1):
    """A table of a crowd, the groups of all but ``late`` of each side, and the late ones, east and west."""
    crowd = casts.crowd(random.Random(seed), size, size)
    east, west = ([one for one in crowd if one.key[0] == side] for side in "ew")
    here = [*east[: size - late], *west[: size - late]]
    made = propose(here, topic=None, topics=casts.TOPICS, opens=OPENS, closes=CLOSES)
    return (
        table_of(crowd, VALUES, (), ()),
        [group.keys for group in made.groups],
        east[size - late :],
        west[size - late :],
    )


def changed(groups, mended) -> int:
    return sum(set(before) != set(after) for before, after in zip(groups, mended.groups, strict=True))


def test_who_lost_their_partner_joins_one_other_group() -> None:
    table, groups, *_late = paired(4)
    gone = groups[0][0]
    mended = mend(table, groups, leaving=[gone])
    assert changed(groups, mended) == 2
    assert sorted(map(len, mended.groups)) == [0, 2, 2, 3]
    assert not mended.without
    assert not mended.new


def test_a_late_person_of_the_right_side_takes_the_place_of_one_who_left() -> None:
    table, groups, [late], _west = paired(4, late=1)
    gone = next(key for key in groups[0] if key[0] == "e")
    mended = mend(table, groups, leaving=[gone], joining=[late.key])
    assert changed(groups, mended) == 1
    assert late.key in mended.groups[0]


def test_two_late_people_of_both_sides_make_a_new_group() -> None:
    table, groups, [east], [west] = paired(4, late=1)
    mended = mend(table, groups, joining=[east.key, west.key])
    assert changed(groups, mended) == 0
    assert mended.new == ((east.key, west.key),)


def test_who_asks_for_another_partner_gets_one_and_two_groups_change() -> None:
    table, groups, *_late = paired(4)
    asks, former = groups[0]
    mended = mend(table, groups, moving=[asks])
    assert changed(groups, mended) == 2
    mine = next(group for group in mended.groups if asks in group)
    assert former not in mine
    assert len(mine) >= 2


def test_everybody_is_placed_once_and_every_group_has_both_sides() -> None:
    for seed in range(4):
        table, groups, east, west = paired(7, late=1, seed=seed)
        chance = random.Random(seed)
        leaving, moving = [groups[0][0], groups[1][1]], [groups[2][chance.randint(0, 1)]]
        joining = [one.key for one in (east if seed % 2 else [*east, *west])]
        mended = mend(table, groups, leaving=leaving, joining=joining, moving=moving)
        seated = sorted(key for group in (*mended.groups, *mended.new) for key in group)
        assert seated == sorted({key for group in groups for key in group} - set(leaving) | set(joining))
        for group in (*mended.groups, *mended.new):
            assert not group or {key[0] for key in group} == {"e", "w"}
            assert len(group) <= 3


@pytest.mark.parametrize("seed", range(3))
def test_no_other_way_changes_fewer_groups(seed) -> None:
    table, groups, [east], _west = paired(4, late=1, seed=seed)
    leaving = [groups[0][0]]
    mended = mend(table, groups, leaving=leaving, joining=[east.key])
    people = sorted({key for group in groups for key in group} - set(leaving) | {east.key})
    fewest = min(found for found in _all_ways(people, groups))
    assert changed(groups, mended) == fewest


def _all_ways(people, groups):
    for places in product(range(len(groups)), repeat=len(people)):
        there = [frozenset(key for key, place in zip(people, places, strict=True) if place == n) for n in range(3)]
        if all(not group or ({key[0] for key in group} == {"e", "w"} and len(group) <= 3) for group in there):
            yield sum(set(before) != after for before, after in zip(groups, there, strict=True))


def test_parted_people_stay_apart_and_pins_stand() -> None:
    table, groups, *_late = paired(3)
    left = groups[0][1]
    others = [key for group in groups[1:] for key in group]
    parted = [(left, key) for key in others if key in groups[1]]
    crowd = list(table.people.values())
    mended = mend(table_of(crowd, VALUES, parted, [tuple(groups[2])]), groups, leaving=[groups[0][0]])
    assert set(mended.groups[2]) == {*groups[2], left}
    apart = mend(table_of(crowd, VALUES, [(left, key) for key in others], ()), groups, leaving=[groups[0][0]])
    assert apart.without == (left,)


def test_500_a_side_are_mended_in_less_than_five_seconds() -> None:
    table, groups, east, _west = paired(500, late=2)
    begun = time.process_time()
    mended = mend(
        table,
        groups,
        leaving=[group[0] for group in groups[:3]],
        joining=[one.key for one in east],
        moving=[groups[9][0]],
    )
    assert time.process_time() - begun < 5
    assert not mended.without
