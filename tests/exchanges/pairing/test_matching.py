"""The worth of a pair, and the matching compared with every possible matching of small matrices."""

from collections import Counter
from itertools import combinations, permutations, product

import numpy as np
import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from exchanges.pairing.matching import Impossible, Matching, match
from exchanges.pairing.merging import bound
from exchanges.pairing.people import Across
from exchanges.pairing.weights import PARTS, Values, Weights
from exchanges.pairing.worth import worth
from tests.exchanges import brute, casts
from tests.exchanges.brute import Case
from tests.exchanges.casts import TOPICS, delegates, person, some

pytestmark = pytest.mark.pure

OPENS, CLOSES = casts.iso_week(2026, 30)
TRIES = settings(max_examples=80, deadline=None)


def answer(case: Case) -> Matching:
    return match(case.worth, parted=case.parted, earlier=case.earlier, pinned=case.pinned, most=case.most)


def plain(worth, *, most: int = 1, **masks) -> Case:
    """A case from lists, with only the named rules."""
    worth = np.array(worth, dtype=float)
    nothing = {name: np.zeros(worth.shape, dtype=bool) for name in ("parted", "earlier")}
    for name, cells in masks.items():
        if name in nothing:
            for cell in cells:
                nothing[name][cell] = True
    return Case(worth, **nothing, pinned=tuple(masks.get("pinned", ())), most=most)


values = st.builds(
    Values,
    st.sampled_from([None, "climate"]),
    st.just(TOPICS),
    st.just(OPENS),
    st.sampled_from([OPENS + (CLOSES - OPENS) / 7, CLOSES]),
    st.builds(Weights, *[st.integers(0, 4)] * 5, st.integers(1, 4), st.booleans()),
)


@settings(max_examples=40, deadline=None)
@given(delegates("e0"), delegates("w0"), values)
def test_worth_is_the_mean_of_its_parts_in_either_order(one, other, values):
    here, there = worth(one, other, values), worth(other, one, values)
    assert here == there
    assert 0 <= here.total <= 1
    assert set(here.parts) == set(PARTS)
    assert all(0 <= part <= 1 for part in here.parts.values())
    assert here.total == pytest.approx(brute.worth(one, other, values), abs=2**-24)


def test_a_perfect_pair_is_worth_1_and_a_pair_with_nothing_in_common_0():
    here, there = Values(None, TOPICS, OPENS, CLOSES), {"languages": ["fr"], "topics": TOPICS}
    reads = Across(read=[("climate", "w0")])
    assert worth(person("e0", across=reads, **there), person("w0", **there), here).total == 1
    alone = person("e0", kind="government", languages=["fr"], topics=["climate"], hours=[], earlier={"x": "W0"})
    other = person("w0", languages=["en"], topics=["cooperation"], earlier={"x": "E0"})
    assert worth(alone, other, here).total == 0


@pytest.mark.parametrize(
    "wrong", [{"topic": -1}, {"hours": float("nan")}, {"kind": True}, dict.fromkeys(PARTS, 0), {"luck": 1}]
)
def test_invalid_weights_are_refused(wrong):
    with pytest.raises(ValueError, match="weight"):
        Weights.from_stored(wrong)


@st.composite
def cases(draw, *, parted: bool = False, earlier: bool = False, pins: int = 0) -> Case:
    """Cases of up to five by four. They have few different worths, so that ties show the order of the aims."""
    columns = draw(st.integers(1, 4))
    rows = draw(st.integers(columns, 5))
    cells = [(row, column) for row in range(rows) for column in range(columns)]
    worths = st.integers(0, draw(st.sampled_from([3, 16]))).map(lambda n: n / 16)
    worth = [[draw(worths) for _column in range(columns)] for _row in range(rows)]
    pinned = draw(st.sets(st.sampled_from(cells), max_size=pins))
    apart = draw(some(cells)) if parted else set()
    met = draw(some(cells)) if earlier else set()
    return plain(worth, parted=apart - pinned, earlier=met, pinned=sorted(pinned), most=draw(st.integers(1, 3)))


def check_best(case: Case) -> None:
    best = case.best()
    if not best:
        event("no way")
        with pytest.raises(Impossible):
            answer(case)
        return
    out, repeats = case.cost(next(iter(best)))
    event("somebody out" if out else "repeats" if repeats else "clean")
    found = answer(case)
    assert frozenset(found.cells) in best
    assert len(found.cells) == len(set(found.cells))


@TRIES
@given(cases())
def test_the_matching_has_the_highest_least_worth_and_then_the_highest_sum(case):
    check_best(case)


@TRIES
@given(cases(earlier=True))
def test_few_repeats_count_more_than_any_worth(case):
    check_best(case)


@TRIES
@given(cases(parted=True))
def test_partings_leave_as_few_people_out_as_possible(case):
    check_best(case)


@TRIES
@given(cases(pins=2))
def test_the_matching_keeps_pins_and_is_best_around_them(case):
    check_best(case)


@settings(max_examples=200, deadline=None)
@given(cases(parted=True, earlier=True, pins=2))
def test_the_matching_is_best_under_all_rules_at_once(case):
    check_best(case)


@TRIES
@given(cases(parted=True, earlier=True, pins=1))
def test_a_forbidden_cell_is_neither_chosen_nor_in_any_cheapest_matching(case):
    cheapest = case.cheapest()
    if not cheapest:
        return
    found = answer(case)
    assert not any(found.forbidden[cell] for cell in found.cells)
    assert not any(found.forbidden[cell] for cells in cheapest for cell in cells)
    assert (found.forbidden | ~case.parted).all()


@TRIES
@given(cases())
def test_the_surplus_is_spread_evenly(case):
    rows, columns = case.worth.shape
    cells = answer(case).cells
    counts = Counter(column for _row, column in cells)
    assert len({row for row, _column in cells}) == len(cells) == min(rows, columns * case.most)
    assert len(counts) == columns
    assert max(counts.values()) - min(counts.values()) <= 1
    assert max(counts.values()) <= case.most


@TRIES
@given(cases(parted=True, earlier=True, pins=2))
def test_the_same_matrix_gives_the_same_matching(case):
    try:
        first = answer(case)
    except Impossible:
        return
    again = answer(Case(case.worth.copy(), case.parted.copy(), case.earlier.copy(), case.pinned[::-1], case.most))
    assert again.cells == first.cells
    assert (again.forbidden == first.forbidden).all()


def test_a_higher_sum_does_not_justify_a_poorer_pair():
    case = plain([[1, 0.5], [0.5, 0.25]])  # sums: 1.25 with a least worth of 0.25, or 1.0 with 0.5
    assert answer(case).cells == [(0, 1), (1, 0)]


def test_earlier_partners_meet_again_only_when_nothing_else_is_possible():
    worth = [[1, 0], [0, 1]]
    assert answer(plain(worth, earlier=[(0, 0)])).cells == [(0, 1), (1, 0)]
    assert answer(plain(worth, earlier=[(0, 0), (0, 1)])).cells == [(0, 0), (1, 1)]


def test_a_second_seat_that_avoids_a_repeat_is_filled_despite_less_worth():
    worth = [[1, 0, 1], [0, 0, 1], [0, 1, 0], [1, 0, 1], [1, 1, 1]]
    new = {(0, 1), (1, 1), (2, 2), (4, 1)}
    case = plain(worth, earlier={(r, c) for r in range(5) for c in range(3)} - new, most=2)
    assert frozenset(answer(case).cells) in case.best()


def test_a_pinned_pair_does_not_count_as_a_repeat():
    case = plain([[1, 0], [0, 1]], earlier=[(0, 0)], pinned=[(0, 0)])
    assert answer(case).cells == [(0, 0), (1, 1)]


def test_a_pin_between_parted_people_is_impossible():
    with pytest.raises(Impossible):
        answer(plain([[1, 1], [1, 1]], parted=[(0, 0)], pinned=[(0, 0)]))


def test_two_pins_of_one_person_are_impossible_in_pairs():
    with pytest.raises(Impossible):
        answer(plain([[1, 1], [1, 1]], pinned=[(0, 0), (1, 0)]))
    assert (0, 0) in answer(plain(np.ones((3, 2)), pinned=[(0, 0), (1, 0)], most=2)).cells


def test_only_a_person_who_is_parted_from_everybody_stays_out():
    case = plain(np.ones((3, 3)), parted=[(0, 0), (0, 1), (0, 2)])
    assert {row for row, _column in answer(case).cells} == {1, 2}


@TRIES
@given(cases(), st.data())
def test_the_bound_of_pairs_is_their_best_worth(case, data):
    count = data.draw(st.integers(1, min(case.worth.shape)))
    ways = product(permutations(range(case.worth.shape[0]), count), combinations(range(case.worth.shape[1]), count))
    assert bound(case.worth, [(1, 1)] * count) == max(
        case.worth[list(rows), list(columns)].sum() for rows, columns in ways
    )
