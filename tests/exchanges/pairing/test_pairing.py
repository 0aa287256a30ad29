"""Groups of a round: they keep the rules, and they are the best possible."""

import dataclasses
import random
import time
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from exchanges.pairing.people import Delegate, NoRound
from exchanges.pairing.proposals import Proposal, propose
from exchanges.pairing.weights import Values, Weights
from exchanges.pairing.worth import worth
from tests.exchanges import brute, casts
from tests.exchanges.brute import shapes
from tests.exchanges.casts import TOPICS, cohorts, people, person

pytestmark = pytest.mark.pure

OPENS, CLOSES = casts.iso_week(2026, 30)


def paired(delegates, **rules) -> Proposal:
    return propose(delegates, **{"topic": None, "topics": TOPICS, "opens": OPENS, "closes": CLOSES, **rules})


def keys_of(proposal: Proposal) -> list[tuple[str, ...]]:
    return [group.keys for group in proposal.groups]


def left_of(proposal: Proposal) -> dict[str, str]:
    return {left.person.key: left.why for left in proposal.unplaced}


# Rules that always hold


@pytest.mark.parametrize(("smallest", "largest"), [(2, 2), (2, 3), (2, 4), (3, 3), (3, 4)])
@settings(max_examples=40, deadline=None)
@given(cohort=cohorts(larger=6, smaller=5, partings="all"))
def test_no_group_breaks_a_rule_and_everybody_is_placed_or_named(smallest, largest, cohort):
    everybody, rules = cohort
    try:
        proposal = paired(everybody, smallest_group=smallest, largest_group=largest, **rules)
    except NoRound:
        event("no round")
        return
    placed = [key for keys in keys_of(proposal) for key in keys]
    assert sorted(placed + list(left_of(proposal))) == sorted(one.key for one in everybody)
    for group in proposal.groups:
        assert {member.bloc for member in group.members} == {"ECOWAS", "CARICOM"}
        assert smallest <= len(group.members) <= largest
        assert not any({one, other} <= set(group.keys) for one, other in rules["parted"])
        assert group.minutes == len(brute.free_minutes([member.diary for member in group.members], OPENS, CLOSES))
        assert group.asynchronous == (group.minutes == 0)
        again = {pair for pair in map(frozenset, combinations(group.members, 2)) if have_met(*pair)}
        assert {frozenset(pair) for pair in group.repeats} == {frozenset(one.key for one in pair) for pair in again}
        assert sum(part.total for part in proposal.parts(group).values()) == group.worth
    for pair in rules["pinned"]:
        assert any(set(pair) <= set(keys) for keys in keys_of(proposal))


def have_met(one: Delegate, other: Delegate) -> bool:
    return one.bloc != other.bloc and (other.key in one.earlier or one.key in other.earlier)


@pytest.mark.parametrize("largest", [2, 3, 4])
@settings(max_examples=40, deadline=None)
@given(cohort=cohorts(pins=2))
def test_pairs_and_trios_are_the_best_possible(largest, cohort):
    everybody, rules = cohort
    east, west = ([one for one in everybody if one.key[0] == side] for side in "ew")
    rows, columns = (east, west) if len(east) > len(west) else (west, east)
    if len(east) == len(west):
        rows, columns = sorted((east, west), key=lambda side: side[0].bloc)
    case = case_of(rows, columns, rules, largest - 1)
    best = case.best()
    if not best or best == {frozenset()}:
        event("no round")
        with pytest.raises(NoRound):
            paired(everybody, largest_group=largest, **rules)
        return
    proposal = paired(everybody, largest_group=largest, **rules)
    partners = {
        (a.key, b.key)
        for group in proposal.groups
        for one, other in group.partners
        for a, b in [(one, other), (other, one)]
    }
    cells = frozenset(
        (r, c) for r, c in product(*map(range, case.worth.shape)) if (rows[r].key, columns[c].key) in partners
    )
    if case.cost(next(iter(best)))[0]:
        event("somebody had to be joined to a group or left out")
        assert any(seated <= cells for seated in best)
    else:
        event("all seated")
        assert cells in best
        assert proposal.total == case.value(cells)[1]
        assert proposal.repeats == sum(bool(case.earlier[cell]) for cell in cells)


def case_of(rows, columns, rules, most: int) -> brute.Case:
    values = Values(None, TOPICS, OPENS, CLOSES)
    pairs = [[frozenset((one.key, other.key)) for other in columns] for one in rows]
    parted, pinned = ([frozenset(pair) for pair in rules[name]] for name in ("parted", "pinned"))
    return brute.Case(
        np.array([[worth(one, other, values).total for other in columns] for one in rows]),
        parted=np.array([[pair in parted for pair in line] for line in pairs]),
        earlier=np.array([[have_met(one, other) for other in columns] for one in rows]),
        pinned=tuple((r, c) for r, line in enumerate(pairs) for c, pair in enumerate(line) if pair in pinned),
        most=most,
    )


@settings(max_examples=30, deadline=None)
@given(cohorts(partings="all"), st.sampled_from([(2, 3), (3, 4)]), st.randoms(use_true_random=False))
def test_the_order_of_people_and_rules_does_not_change_the_groups(cohort, sizes, chance):
    everybody, rules = cohort
    rules = {**rules, "smallest_group": sizes[0], "largest_group": sizes[1]}
    try:
        first = paired(everybody, **rules)
    except NoRound:
        assume(False)
    turned = {name: [pair[::-1] for pair in shuffled(rules[name], chance)] for name in ("parted", "pinned")}
    again = paired(shuffled(everybody, chance), **{**rules, **turned})
    assert again.as_json() == first.as_json()


def shuffled(things, chance: random.Random) -> list:
    return chance.sample(things, len(things))


@pytest.mark.parametrize("largest", [2, 3, 4])
def test_the_surplus_is_spread_evenly_and_people_without_a_group_are_named(largest):
    for east, west in product(range(1, 9), range(1, 5)):
        proposal = paired(people(east, west), largest_group=largest)
        sizes = sorted(len(keys) for keys in keys_of(proposal))
        smaller, larger = sorted((east, west))
        assert len(sizes) == smaller
        assert sizes[-1] - sizes[0] <= 1
        assert sum(sizes) == min(east + west, smaller * largest)
        assert left_of(proposal).keys() == {one.key for one in people(east, west)} - {
            k for g in keys_of(proposal) for k in g
        }
        assert set(left_of(proposal).values()) <= {"full"}
        assert larger <= smaller * (largest - 1) or len(left_of(proposal)) == larger - smaller * (largest - 1)


# Groups of three and four made from pairs


@settings(max_examples=25, deadline=None)
@given(cohorts(larger=4, smaller=3, partings="none", pins=0))
def test_no_groups_of_three_or_four_are_worth_more_than_the_bound(cohort):
    everybody, _rules = cohort
    assume(len(everybody) > 2)
    proposal = paired(everybody, smallest_group=3, largest_group=4)
    assert proposal.total <= proposal.bound
    cell = {}
    for row, column in product(range(len(proposal.rows)), range(len(proposal.columns))):
        cell[frozenset((proposal.rows[row].key, proposal.columns[column].key))] = proposal.worth[row, column]
    sizes = shapes(keys_of(proposal))
    for groups in brute.partitions([one.key for one in everybody], range(2, 5)):
        if shapes(groups) == sizes:
            pairs = (frozenset(pair) for keys in groups for pair in combinations(keys, 2))
            assert sum(cell.get(pair, 0) for pair in pairs) <= proposal.bound
    assert proposal.gap == pytest.approx((proposal.bound - proposal.total) / (proposal.bound or 1))
    assert paired(everybody).bound is paired(everybody).gap is None  # pairs are proven best


@pytest.mark.parametrize(
    ("east", "west", "sizes", "out"),
    [
        (2, 2, [4], 0),
        (3, 3, [3, 3], 0),
        (4, 3, [3, 4], 0),
        (5, 5, [3, 3, 4], 0),
        (3, 2, [4], 1),
        (5, 1, [4], 2),
        (1, 2, [3], 0),
    ],
)
def test_formats_for_three_and_four_leave_nobody_alone_or_in_a_pair(east, west, sizes, out):
    proposal = paired(people(east, west), smallest_group=3, largest_group=4)
    assert sorted(len(keys) for keys in keys_of(proposal)) == sizes
    assert list(left_of(proposal).values()) == ["full"] * out


# Impossible rounds and rules


def test_one_bloc_or_nobody_or_a_plenary_format_makes_no_round():
    for nobody in ([], people(3, 0), [person("n0")]):
        with pytest.raises(NoRound):
            paired(nobody)
    with pytest.raises(NoRound, match="format"):
        paired(people(3, 3), smallest_group=4, largest_group=6)
    with pytest.raises(NoRound, match="parted"):
        paired(people(1, 2), parted=[("e0", "w0"), ("w1", "e0")])
    with pytest.raises(ValueError, match="same key"):
        paired([*people(2, 2), person("e0")])


def test_a_person_without_a_bloc_is_named_and_the_others_meet():
    proposal = paired([*people(1, 1), person("n0")])
    assert keys_of(proposal) == [("w0", "e0")]
    assert left_of(proposal) == {"n0": "no bloc"}


def test_a_person_parted_from_everybody_gets_another_reason_than_a_person_for_whom_groups_are_full():
    parted = [("e0", "w0"), ("e0", "w1")]
    left = left_of(paired(people(2, 2), largest_group=2, parted=parted))
    assert left.pop("e0") == "parted"
    assert list(left.values()) == ["full"]  # of the west, because a trio would have a seat
    assert left_of(paired(people(2, 2), largest_group=3, parted=parted)) == {"e0": "parted"}


def test_two_parted_people_of_one_bloc_are_not_in_one_group():
    for pair in combinations(("e0", "e1", "e2"), 2):
        proposal = paired(people(3, 2), parted=[pair])
        assert not any(set(pair) <= set(keys) for keys in keys_of(proposal))
        assert left_of(proposal) == {}


def test_an_impossible_pin_is_refused_and_a_pin_of_an_absent_person_is_ignored():
    for pins in ([("e0", "e1")], [("e0", "w0"), ("e0", "w1")]):
        with pytest.raises(NoRound, match=r"[Pp]inned"):
            paired(people(2, 2), largest_group=2, pinned=pins)
    with pytest.raises(NoRound, match="pinned"):
        paired(people(2, 2), pinned=[("e0", "w0")], parted=[("w0", "e0")])
    assert left_of(paired(people(1, 1), pinned=[("e0", "w9")], parted=[("e9", "w0")])) == {}


@pytest.mark.long
def test_pairing_five_hundred_a_side_takes_seconds():
    """Counts the processor's time. Guards against steps of too high order.

    One person has met all, because repeats take the slower path.
    """
    everybody = casts.crowd(random.Random(500), 500, 500)
    everybody[0] = dataclasses.replace(everybody[0], earlier={f"w{n}": "JM" for n in range(500)})
    began = time.process_time()
    proposal = paired(everybody)
    assert time.process_time() - began < 20
    assert (len(proposal.groups), proposal.unplaced, proposal.repeats) == (500, (), 1)
    began = time.process_time()
    proposal = paired(everybody, smallest_group=3, largest_group=4)
    assert time.process_time() - began < 20
    assert (len(proposal.groups), proposal.unplaced) == (250, ())
    assert proposal.gap < 0.01


def test_a_round_that_needs_a_language_or_an_hour_in_common_pairs_nobody_without() -> None:
    everybody = casts.crowd(random.Random(2), 8, 8)
    needs = Weights(needs_hours=True, needs_language=True)
    proposal = paired(everybody, weights=needs)
    for group in proposal.groups:
        for one, other in group.partners:
            assert set(one.languages) & set(other.languages)
            assert len(brute.free_minutes([one.diary, other.diary], OPENS, CLOSES)) >= 60
    free = paired(everybody)
    assert len(proposal.groups) <= len(free.groups)
    assert set(left_of(proposal).values()) <= {"lacking", "full"}
