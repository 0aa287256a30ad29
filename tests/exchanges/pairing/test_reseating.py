"""Reseating finds the best groups of four in small cases, and never loses worth."""

import random
from itertools import combinations

import numpy as np
import pytest
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from exchanges.pairing.matrix import worth_matrix
from exchanges.pairing.proposals import propose
from exchanges.pairing.reseating import better
from exchanges.pairing.table import Rules, Table, sides_of
from exchanges.pairing.weights import Values
from tests.exchanges import brute, casts
from tests.exchanges.brute import shapes
from tests.exchanges.casts import TOPICS, cohorts

pytestmark = pytest.mark.pure

OPENS, CLOSES = casts.iso_week(2026, 30)


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(1, 5))])
def test_groups_of_four_from_eight_a_side_are_the_best_possible(seed):
    everybody, sizes = casts.crowd(random.Random(seed), 8, 8), {"smallest_group": 3, "largest_group": 4}
    proposal = propose(everybody, topic=None, topics=TOPICS, opens=OPENS, closes=CLOSES, **sizes)
    assert shapes([group.keys for group in proposal.groups]) == [(2, 2)] * 4
    assert proposal.total == brute.best_in_fours(proposal.worth)


@settings(max_examples=50, deadline=None)
@given(cohorts(larger=9, smaller=9, partings="all", pins=2), st.randoms(use_true_random=False))
def test_reseating_keeps_rules_and_sizes_and_never_loses_worth(cohort, chance):
    everybody, said = cohort
    rules, values = Rules.from_pairs(said["parted"], said["pinned"]), Values(None, TOPICS, OPENS, CLOSES)
    rows, columns = sides_of(everybody)
    table = Table(rows, columns, worth_matrix(rows, columns, values), rules)
    before = [keys for keys in at_random(table, chance) if allowed(keys, rules)]
    assume(before)
    after = better(table, before)
    event(f"{len(before)} groups, {'better' if worth_of(table, after) > worth_of(table, before) else 'as they were'}")
    assert worth_of(table, after) >= worth_of(table, before)
    assert all(allowed(keys, rules) for keys in after)
    assert shapes(after) == shapes(before)
    assert sorted(key for keys in after for key in keys) == sorted(key for keys in before for key in keys)


def test_reseating_never_joins_two_parted_people_of_one_side():
    rows, columns = sides_of(casts.crowd(random.Random(1), 4, 4))
    worth = np.full((4, 4), 0.1)
    worth[:2, :2] = worth[2:, 2:] = 0.9
    one, other, third, fourth = (person.key for person in rows)
    table = Table(rows, columns, worth, Rules.from_pairs([(one, other)], []))
    keys = [person.key for person in columns]
    for group in better(table, [[one, third, *keys[:2]], [other, fourth, *keys[2:]]]):
        assert not {one, other} <= set(group)


def at_random(table: Table, chance: random.Random) -> list[tuple[str, ...]]:
    """Random groups of one or two people of either side, without regard to the rules."""
    rows, columns = (chance.sample([person.key for person in side], len(side)) for side in (table.rows, table.columns))
    groups = []
    while rows and columns:
        few, many = chance.choice([(1, 2), (2, 1), (2, 2)])
        groups.append((*rows[:few], *columns[:many]))
        rows, columns = rows[few:], columns[many:]
    return groups


def allowed(keys, rules: Rules) -> bool:
    together = set(map(frozenset, combinations(keys, 2)))
    return not together & rules.parted and all(pin in together or not pin & set(keys) for pin in rules.pinned)


def worth_of(table: Table, groups) -> float:
    return sum(table.price(one, other) for keys in groups for one, other in combinations(keys, 2))
