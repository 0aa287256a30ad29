"""Laws of the stage clock: it follows from the acts alone, at any moment and in any zone."""

import dataclasses
import datetime
import zoneinfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from exchanges.models import StageAct, StageActKind
from exchanges.stages.clock import StageClock, clock_at, later

pytestmark = pytest.mark.pure

T0 = datetime.datetime(2023, 7, 13, 14, 0, tzinfo=datetime.UTC)
PLAN = [8, 15, 15, 15, 15, 8]
BEGUN, PAUSED, RESUMED, EXTENDED, MOVED_ON, ENDED = StageActKind


def seconds(count: float) -> datetime.timedelta:
    return datetime.timedelta(seconds=count)


def minutes(count: float) -> datetime.timedelta:
    return datetime.timedelta(minutes=count)


def done(*what: tuple) -> list[StageAct]:
    """Acts from (minutes after T0, kind, minutes of an extension): ``done((0, BEGUN), (3, EXTENDED, 5))``."""
    return [
        StageAct(number=number, at=T0 + minutes(at), kind=kind, minutes=more[0] if more else None)
        for number, (at, kind, *more) in enumerate(what, 1)
    ]


def at(minute: float, *what: tuple) -> StageClock:
    return clock_at(PLAN, done(*what), T0 + minutes(minute))


class TestClockAfterActs:
    def test_no_stage_is_current_before_the_beginning(self):
        clock = at(5)
        assert (clock.number, clock.ends_at, clock.is_running, clock.is_over) == (0, None, False, False)

    def test_the_first_stage_lasts_for_its_minutes(self):
        clock = at(3, (0, BEGUN))
        assert (clock.number, clock.began_at, clock.ends_at, clock.left) == (1, T0, T0 + minutes(8), minutes(5))

    def test_a_stage_gives_way_to_the_next_by_itself(self):
        assert [at(minute, (0, BEGUN)).number for minute in (7.99, 8, 22.99, 23, 68)] == [1, 2, 2, 3, 6]
        assert at(30, (0, BEGUN)).began_at == T0 + minutes(23)

    def test_the_clock_is_over_after_the_last_stage(self):
        assert not at(75.9, (0, BEGUN)).is_over
        clock = at(90, (0, BEGUN))
        assert (clock.is_over, clock.over_at, clock.left, clock.ends_at) == (
            True,
            T0 + minutes(76),
            minutes(0),
            None,
        )

    def test_no_stage_ends_during_a_pause(self):
        clock = at(500, (0, BEGUN), (3, PAUSED))
        assert (clock.number, clock.paused_at, clock.left, clock.ends_at) == (1, T0 + minutes(3), minutes(5), None)

    def test_moving_on_begins_the_next_stage_with_all_its_minutes(self):
        clock = at(3, (0, BEGUN), (3, MOVED_ON))
        assert (clock.number, clock.began_at, clock.left) == (2, T0 + minutes(3), minutes(15))

    def test_moving_on_in_a_pause_keeps_the_pause(self):
        clock = at(9, (0, BEGUN), (2, PAUSED), (3, MOVED_ON))
        assert (clock.number, clock.left, clock.is_running) == (2, minutes(15), False)

    def test_moving_on_from_the_last_stage_ends_the_clock(self):
        acts = [(0, BEGUN), *[(1, MOVED_ON)] * 6]
        assert at(1, *acts).over_at == T0 + minutes(1)

    def test_ending_ends_the_clock_although_time_was_left(self):
        assert at(5, (0, BEGUN), (2, ENDED)).over_at == T0 + minutes(2)

    def test_acts_after_the_end_change_nothing(self):
        over = at(100, (0, BEGUN), (2, ENDED))
        acts = [(3, RESUMED), (4, EXTENDED, 5), (5, MOVED_ON), (6, PAUSED), (7, BEGUN)]
        assert dataclasses.replace(at(100, (0, BEGUN), (2, ENDED), *acts), acts=2) == over

    def test_acts_before_the_beginning_change_nothing(self):
        acts = [(0, RESUMED), (0, EXTENDED, 5), (0, MOVED_ON), (0, PAUSED), (0, ENDED)]
        assert at(3, *acts, (1, BEGUN)).ends_at == T0 + minutes(9)

    def test_an_extension_in_the_instant_of_an_end_goes_to_the_next_stage(self):
        assert at(8, (0, BEGUN), (8, EXTENDED, 5)).ends_at == T0 + minutes(8 + 15 + 5)

    def test_acts_of_one_instant_count_in_their_order(self):
        assert at(3, (0, BEGUN), (0, PAUSED), (0, RESUMED)).left == minutes(5)
        assert at(3, (0, BEGUN), (0, RESUMED), (0, PAUSED)).left == minutes(8)


plans = st.lists(st.integers(1, 60), min_size=1, max_size=6)
kinds = st.sampled_from([PAUSED, RESUMED, EXTENDED, MOVED_ON])
moments = st.integers(0, 4 * 3600).map(lambda count: T0 + seconds(count))


@st.composite
def histories(draw) -> list[StageAct]:
    """Acts that begin at T0, some in the same second. ``number`` follows time."""
    when = T0
    acts = [StageAct(number=1, at=when, kind=BEGUN)]
    for number, kind in enumerate(draw(st.lists(kinds, max_size=8)), 2):
        when += seconds(draw(st.integers(0, 1200)))
        more = draw(st.integers(1, 60)) if kind == EXTENDED else None
        acts.append(StageAct(number=number, at=when, kind=kind, minutes=more))
    return acts


def place(clock: StageClock) -> tuple[bool, int]:
    return clock.is_over, clock.number


@given(plans, histories(), moments, moments)
def test_the_clock_never_goes_backwards(plan, acts, one, other):
    earlier, after = sorted([one, other])
    assert place(clock_at(plan, acts, earlier)) <= place(clock_at(plan, acts, after))


@given(plans, histories(), moments, moments)
def test_a_client_that_computes_alone_agrees_with_the_server(plan, acts, one, other):
    earlier, after = sorted([one, other])
    assume(not any(earlier < act.at <= after for act in acts))
    assert later(clock_at(plan, acts, earlier), after) == clock_at(plan, acts, after)


@given(plans, histories(), st.integers(0, 3600), st.integers(0, 3600), st.integers(0, 7200))
def test_a_pause_shifts_later_stages_by_exactly_its_length(plan, acts, begins, lasts, later_by):
    last = acts[-1].at
    pause, resume = last + seconds(begins), last + seconds(begins + lasts)
    without = clock_at(plan, acts, pause + seconds(later_by))
    assume(clock_at(plan, acts, pause).is_running)
    told = [StageAct(number=98, at=pause, kind=PAUSED), StageAct(number=99, at=resume, kind=RESUMED)]
    paused = clock_at(plan, [*acts, *told], resume + seconds(later_by))
    assert (paused.number, paused.left, paused.is_over) == (without.number, without.left, without.is_over)
    if without.ends_at is not None:
        assert paused.ends_at == without.ends_at + seconds(lasts)


@given(plans, histories(), st.integers(0, 3600), st.integers(1, 60))
def test_an_extension_adds_exactly_its_minutes(plan, acts, after, more):
    now = acts[-1].at + seconds(after)
    before = clock_at(plan, acts, now)
    extended = clock_at(plan, [*acts, StageAct(number=99, at=now, kind=EXTENDED, minutes=more)], now)
    assert extended.number == before.number
    assert extended.left == before.left + (minutes(0) if before.is_over else minutes(more))


@given(plans, histories(), moments, st.randoms())
def test_the_order_in_which_acts_are_read_does_not_matter(plan, acts, now, random):
    shuffled = random.sample(acts, len(acts))
    assert clock_at(plan, shuffled, now) == clock_at(plan, acts, now)


@given(plans, histories(), moments, st.sampled_from(["America/Port_of_Spain", "Africa/Lagos", "Europe/Rome"]))
def test_the_clock_is_the_same_in_every_zone(plan, acts, now, name):
    there = zoneinfo.ZoneInfo(name)
    moved = [StageAct(number=a.number, at=a.at.astimezone(there), kind=a.kind, minutes=a.minutes) for a in acts]
    assert clock_at(plan, moved, now.astimezone(there)) == clock_at(plan, acts, now)


@given(plans, histories(), moments)
def test_acts_in_the_future_do_not_count(plan, acts, now):
    assert clock_at(plan, acts, now) == clock_at(plan, [act for act in acts if act.at <= now], now)


@given(plans, histories(), moments)
def test_the_current_stage_lies_between_its_beginning_and_its_end(plan, acts, now):
    clock = clock_at(plan, acts, now)
    assert 0 <= clock.number <= len(plan)
    assert clock.left >= minutes(0)
    if clock.is_running:
        assert clock.began_at <= now < clock.ends_at
    if clock.is_over:
        assert clock.over_at <= now
        assert clock.number == len(plan)
