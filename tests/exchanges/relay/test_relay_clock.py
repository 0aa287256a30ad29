"""Laws of the relay: whoever computes it from the acts gets the same, in any zone and across the clock changes."""

import datetime
import itertools
import random
import zoneinfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from academy.hours.whereabouts import Stay, Whereabouts
from exchanges.models import RelayAct, RelayActKind
from exchanges.relay.clock import Relay, morning, places, plan, relay_at

pytestmark = pytest.mark.pure

ASKED, BEGUN, HANDED_ON, EXTENDED, PASSED, SILENT, ENDED = RelayActKind
HOUR = datetime.timedelta(hours=1)
ZONES = ["America/Nassau", "America/Port-au-Prince", "Europe/Rome", "Africa/Lome", "America/Belize"]
CHANGES = [
    datetime.datetime(2024, 3, 8, tzinfo=datetime.UTC),
    datetime.datetime(2024, 3, 29, tzinfo=datetime.UTC),
    datetime.datetime(2024, 11, 1, tzinfo=datetime.UTC),
]
OUSMANE, JOYCELYN = 1, 2
LOME, BELIZE = Whereabouts("Africa/Lome"), Whereabouts("America/Belize")
SAMPLE = [
    (1, OUSMANE),
    (1, JOYCELYN),
    (2, JOYCELYN),
    (3, OUSMANE),
    (4, OUSMANE),
    (4, JOYCELYN),
    (5, OUSMANE),
    (5, JOYCELYN),
    (6, OUSMANE),
    (6, JOYCELYN),
]


def utc(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.UTC)


def acts(*done: tuple, turns=SAMPLE, hours=48, weekends=False, where=None) -> list[RelayAct]:
    """``acts(("2023-07-17T08:00", BEGUN), ("2023-07-17T08:25", HANDED_ON, 1))``"""
    here = places(where or {OUSMANE: LOME, JOYCELYN: BELIZE})
    return [
        RelayAct(
            number=number,
            kind=kind,
            at=utc(at) if isinstance(at, str) else at,
            turn=turn[0] if turn else 1,
            places=here if kind in {BEGUN, HANDED_ON, EXTENDED} else {},
            plan=plan(turns, hours=hours, weekends=weekends) if kind == BEGUN else None,
        )
        for number, (at, kind, *turn) in enumerate(done, 1)
    ]


def at(moment: str, *done: tuple, **rules) -> Relay:
    return relay_at(acts(*done, **rules), utc(moment), 6)


MONDAY = ("2023-07-17T08:00", BEGUN)
FIRST = ("2023-07-17T08:25", HANDED_ON, 1)


class TestWord:
    def test_nobody_holds_the_word_before_the_beginning(self) -> None:
        relay = at("2023-07-17T07:59", MONDAY)
        assert (relay.has_begun, relay.turn, relay.number) == (False, None, 0)

    def test_whoever_begins_has_the_word_at_once(self) -> None:
        turn = at("2023-07-17T08:00", MONDAY).turn
        assert (turn.holder, turn.opens, turn.deadline) == (OUSMANE, utc("2023-07-17T08:00"), utc("2023-07-19T08:00"))

    def test_the_next_turn_opens_at_eight_where_its_holder_is(self) -> None:
        relay = at("2023-07-17T13:59", MONDAY, FIRST)
        assert (relay.turn.holder, relay.turn.opens, relay.is_open) == (JOYCELYN, utc("2023-07-17T14:00"), False)
        assert at("2023-07-17T14:00", MONDAY, FIRST).is_open

    def test_a_holder_whose_turn_follows_keeps_the_word(self) -> None:
        relay = at("2023-07-17T14:20", MONDAY, FIRST, ("2023-07-17T14:20", HANDED_ON, 2))
        assert (relay.turn.holder, relay.number, relay.turn.opens) == (JOYCELYN, 2, utc("2023-07-17T14:20"))

    def test_no_turn_opens_on_a_weekend_unless_that_was_chosen(self) -> None:
        friday = [("2023-07-21T08:00", BEGUN), ("2023-07-21T15:00", HANDED_ON, 1)]
        assert at("2023-07-21T16:00", *friday).turn.opens == utc("2023-07-24T14:00")
        assert at("2023-07-21T16:00", *friday, weekends=True).turn.opens == utc("2023-07-22T14:00")

    def test_after_silence_the_word_passes_on(self) -> None:
        relay = at("2023-07-19T08:00", MONDAY)
        assert (relay.turn.number, relay.turn.holder, relay.turn.opens) == (2, JOYCELYN, utc("2023-07-19T14:00"))
        assert [turn.number for turn in relay.passed] == [1]

    def test_one_extension_gives_a_day(self) -> None:
        twice = [MONDAY, ("2023-07-18T08:00", EXTENDED, 1), ("2023-07-18T09:00", EXTENDED, 1)]
        assert at("2023-07-19T09:00", *twice).turn.deadline == utc("2023-07-20T08:00")

    def test_an_act_of_an_earlier_turn_changes_nothing(self) -> None:
        late = ("2023-07-19T09:00", HANDED_ON, 1)
        assert at("2023-07-19T09:00", MONDAY, late).turn == at("2023-07-19T09:00", MONDAY).turn

    def test_the_last_turn_ends_the_relay(self) -> None:
        short = [(1, OUSMANE), (2, JOYCELYN)]
        over = at("2023-08-30T08:00", MONDAY, turns=short)
        assert (over.is_over, over.turn, over.number) == (True, None, 2)
        assert over.over_at == utc("2023-07-21T14:00")

    def test_a_turn_opens_where_its_holder_is_on_that_day(self) -> None:
        turin = Stay(datetime.date(2023, 7, 10), datetime.date(2023, 7, 21), "Europe/Rome", "Turin")
        away = {OUSMANE: LOME, JOYCELYN: Whereabouts("America/Belize", (turin,))}
        assert at("2023-07-17T08:30", MONDAY, FIRST, where=away).turn.opens == utc("2023-07-18T06:00")
        last_day = [("2023-07-21T08:00", BEGUN), ("2023-07-21T09:00", HANDED_ON, 1)]
        assert at("2023-07-21T09:00", *last_day, where=away).turn.opens == utc("2023-07-24T14:00")


def stories() -> st.SearchStrategy[tuple[list[RelayAct], datetime.datetime]]:
    """A relay of two or three people around a change of clocks, with random acts, each in the turn of its time."""

    def told(seed: int) -> tuple[list[RelayAct], datetime.datetime]:
        chance = random.Random(seed)
        here = {pk: Whereabouts(chance.choice(ZONES)) for pk in range(1, chance.randint(2, 3) + 1)}
        turns = [(stage, pk) for stage in range(1, 4) for pk in here]
        now = begun = chance.choice(CHANGES) + HOUR * chance.uniform(0, 48)
        done: list[RelayAct] = acts(
            (begun, BEGUN), turns=turns, hours=chance.randint(24, 48), weekends=chance.random() < 0.3, where=here
        )
        for _act in range(chance.randint(0, 8)):
            now += HOUR * chance.uniform(0, 60)
            relay = relay_at(done, now, 3)
            number = relay.turns[-1].number - (chance.random() < 0.2)
            [act] = acts((now, chance.choice([HANDED_ON, EXTENDED]), number), where=here)
            act.number = len(done) + 1
            done.append(act)
        return done, begun

    return st.integers(0, 2**32).map(told)


class TestLaws:
    @settings(deadline=None)
    @given(stories(), st.floats(-10, 2000), st.randoms())
    def test_the_order_of_the_acts_and_what_was_said_about_them_change_nothing(self, story, hours, chance) -> None:
        done, begun = story
        now = begun + HOUR * hours
        expected = relay_at(done, now, 3)
        marks = [
            RelayAct(
                number=turn.number * 1000, kind=chance.choice([PASSED, SILENT]), at=turn.deadline, turn=turn.number
            )
            for turn in expected.passed
        ]
        mixed = [*done, *marks]
        chance.shuffle(mixed)
        found = relay_at(mixed, now, 3)
        assert found.turns == expected.turns

    @settings(deadline=None)
    @given(stories(), st.lists(st.floats(0, 2000), min_size=2, max_size=6))
    def test_what_has_been_stays_as_it_was(self, story, hours) -> None:
        done, begun = story
        seen = [relay_at(done, begun + HOUR * hour, 3) for hour in sorted(hours)]
        for earlier, later in itertools.pairwise(seen):
            assert later.turns[: len(earlier.turns) - 1] == earlier.turns[:-1]
            assert [turn.number for turn in later.turns] == list(range(1, len(later.turns) + 1))

    @settings(deadline=None)
    @given(stories(), st.floats(0, 2000))
    def test_one_person_holds_the_word_until_all_is_over(self, story, hours) -> None:
        done, begun = story
        now = begun + HOUR * hours
        relay = relay_at(done, now, 3)
        assert (relay.turn is None) == relay.is_over
        if relay.turn is not None:
            assert now < relay.turn.deadline
            assert (relay.turn.stage, relay.turn.holder) == relay.plan[relay.turn.number - 1]

    @settings(deadline=None)
    @given(stories(), st.floats(0, 2000))
    def test_a_turn_that_was_not_kept_opens_at_eight_on_the_holders_clock(self, story, hours) -> None:
        done, begun = story
        relay = relay_at(done, begun + HOUR * hours, 3)
        for last, turn in itertools.pairwise(relay.turns):
            assert turn.opens >= last.ended_at
            if turn.holder == last.holder and not last.passed:
                assert turn.opens == last.ended_at
                continue
            local = turn.opens.astimezone(zoneinfo.ZoneInfo(done[0].places[str(turn.holder)]["home"]))
            assert (local.hour, local.minute, local.second) == (8, 0, 0)
            assert done[0].plan["weekends"] or local.weekday() < 5

    @settings(deadline=None)
    @given(st.sampled_from(ZONES), st.sampled_from(CHANGES), st.floats(0, 168), st.booleans())
    def test_no_earlier_morning_is_left_out(self, name, day, hours, weekends) -> None:
        now = day + HOUR * hours
        found = morning(now, Whereabouts(name), weekends=weekends)
        assert found >= now
        local = found.astimezone(zoneinfo.ZoneInfo(name))
        assert (found - now) <= HOUR * 25 or not weekends
        if weekends or local.weekday() not in {0}:
            assert found - now <= HOUR * 25
        else:
            assert found - now <= HOUR * 73
