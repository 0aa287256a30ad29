"""Free time on real dates, compared with a clock read minute by minute, and the slots proposed from it."""

import datetime
import itertools
import zoneinfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from academy.hours.free_hours import DAYS, in_zone, parse
from exchanges.scheduling import availability
from tests.exchanges import brute, casts

pytestmark = pytest.mark.pure

UTC = datetime.UTC
HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)
CLOCKS_CHANGE = [  # days on which a clock of the ZONES changes, and two on which none does
    datetime.date(2026, 3, 8),  # Nassau and Port-au-Prince, forward
    datetime.date(2026, 3, 29),  # Rome, forward
    datetime.date(2026, 10, 25),  # Rome, back
    datetime.date(2026, 11, 1),  # Nassau and Port-au-Prince, back
    datetime.date(2026, 7, 13),
    datetime.date(2026, 12, 31),
]
ZONES = [
    "America/Nassau",
    "America/Port-au-Prince",
    "Europe/Rome",
    "Africa/Lagos",
    "America/Belize",
    "Atlantic/Cape_Verde",
    "America/Guyana",
    "Asia/Kathmandu",  # 5:45 ahead of UTC
]
OFFICE = [[day, 9 * 60, 17 * 60] for day in range(5)]


def at(written: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(written).replace(tzinfo=UTC)


@st.composite
def windows(draw, longest: int = 60) -> tuple[datetime.datetime, datetime.datetime]:
    """Windows of whole minutes that begin up to a day and a half before noon of a clock change."""
    noon = datetime.datetime.combine(draw(st.sampled_from(CLOCKS_CHANGE)), datetime.time(12), UTC)
    opens = noon - draw(st.integers(0, 36)) * HOUR - draw(st.integers(0, 59)) * brute.MINUTE
    return opens, opens + draw(st.integers(0, longest)) * HOUR + draw(st.integers(1, 60)) * brute.MINUTE


@st.composite
def weekly_hours(draw) -> list[list[int]]:
    """Hours on many days in a row, some of them past midnight."""
    hours = []
    for day in draw(st.one_of(st.just(range(7)), st.sets(st.integers(0, 6), min_size=1))):
        start = draw(st.sampled_from([0, 60, 90, 125, 9 * 60, 20 * 60, 23 * 60 + 59]))
        length = draw(st.integers(0, 23)) * 60 + draw(st.sampled_from([1, 30, 49, 60]))
        hours.append([day, start, start + length])
    return sorted(hours)


diaries = st.tuples(weekly_hours(), st.sampled_from(ZONES))


def minutes_of(spans) -> set[datetime.datetime]:
    return {begin + n * brute.MINUTE for begin, end in spans for n in range(int((end - begin) / brute.MINUTE))}


@settings(max_examples=60, deadline=None)
@given(diaries, windows())
@example(([[6, 90, 210]], "Europe/Rome"), (at("2026-03-28"), at("2026-03-30")))
@example(([[6, 30, 210]], "America/Nassau"), (at("2026-11-01"), at("2026-11-02")))
@example(([[6, 23 * 60, 48 * 60]], "America/Port-au-Prince"), (at("2026-03-08"), at("2026-03-11")))
def test_a_person_is_free_exactly_while_their_wall_clock_says_so(diary, window):
    spans = availability.common([diary], *window)
    assert minutes_of(spans) == brute.free_minutes([diary], *window)


@settings(max_examples=60, deadline=None)
@given(st.lists(diaries, min_size=2, max_size=3), windows())
def test_common_time_holds_exactly_the_minutes_in_which_all_are_free(several, window):
    spans = availability.common(several, *window)
    expected = brute.free_minutes(several, *window)
    assert minutes_of(spans) == expected
    assert all(begin < end for begin, end in spans)
    assert all(end < begin for (_first, end), (begin, _last) in itertools.pairwise(spans))
    assert all(moment.utcoffset() == datetime.timedelta(0) for span in spans for moment in span)
    assert availability.common(several[::-1], *window) == spans


@settings(max_examples=60, deadline=None)
@given(st.lists(diaries, min_size=1, max_size=3), windows(100), st.sampled_from([30, 50, 75]), st.integers(1, 4))
def test_slots_begin_on_the_half_hour_and_all_are_free_throughout(several, window, minutes, count):
    slots = availability.slots(several, *window, minutes=minutes, count=count)
    free = brute.free_minutes(several, *window)
    length = datetime.timedelta(minutes=minutes)
    assert len(slots) <= count
    assert all((slot.minute % 30, slot.second, slot.utcoffset()) == (0, 0, datetime.timedelta(0)) for slot in slots)
    assert all(minutes_of([(slot, slot + length)]) <= free for slot in slots)
    assert all(later - earlier >= length for earlier, later in itertools.pairwise(slots))
    fitting = beginnings(free, window, length)
    assert bool(slots) == bool(fitting)
    assert most_days(slots, several) == min(count, most_days(fitting, several))
    if len(slots) < count:
        assert all(any(abs(start - slot) < length for slot in slots) for start in fitting)


def beginnings(free, window, length) -> list[datetime.datetime]:
    """Half hours of the window from which all are free for ``length``."""
    first = window[0].replace(minute=0)
    halves = (first + n * HOUR / 2 for n in range(int((window[1] - first) / HOUR * 2) + 1))
    return [start for start in halves if minutes_of([(start, start + length)]) <= free]


def most_days(starts, several) -> int:
    """The most of these starts that can be picked so that no two share a date on anybody's calendar."""
    zones = [zoneinfo.ZoneInfo(zone) for _hours, zone in several]
    kinds = sorted({tuple(start.astimezone(zone).date() for zone in zones) for start in starts})
    for size in range(len(kinds), 0, -1):
        for picked in itertools.combinations(kinds, size):
            if all(len(set(dates)) == size for dates in zip(*picked, strict=True)):
                return size
    return 0


@pytest.mark.parametrize("changes", CLOCKS_CHANGE[:4], ids=str)
def test_common_time_is_right_on_the_nights_when_clocks_change(changes):
    """Small hours in Rome meet evenings in the Caribbean, and small hours there meet mornings in Rome."""
    opens = datetime.datetime.combine(changes, datetime.time(), UTC) - DAY
    small_hours, evening, morning = (
        [[day, *span] for day in range(7)] for span in ((30, 210), (1080, 1740), (300, 900))
    )
    for zone in ("America/Nassau", "America/Port-au-Prince"):
        for here, there in ((small_hours, evening), (morning, small_hours)):
            both = [(here, "Europe/Rome"), (there, zone)]
            expected = brute.free_minutes(both, opens, opens + 3 * DAY)
            assert expected
            assert minutes_of(availability.common(both, opens, opens + 3 * DAY)) == expected


def test_a_skipped_hour_gives_no_time_and_a_repeated_hour_gives_it_twice():
    two_to_three = [[6, 120, 180]]
    skipped = availability.common([(two_to_three, "Europe/Rome")], at("2026-03-29"), at("2026-03-30"))
    repeated = availability.common([(two_to_three, "Europe/Rome")], at("2026-10-25"), at("2026-10-26"))
    assert skipped == []
    assert repeated == [(at("2026-10-25T00:00"), at("2026-10-25T02:00"))]


@pytest.mark.parametrize(
    ("week", "hours"),
    [(9, 2), (11, 3), (14, 2), (43, 2), (44, 3), (46, 2)],
    ids=["winter", "Nassau is ahead", "summer", "before autumn", "Rome is back already", "winter again"],
)
@pytest.mark.parametrize("zone", ["America/Nassau", "America/Port-au-Prince"])
def test_common_office_hours_with_turin_change_between_the_two_clock_changes(zone, week, hours):
    window = casts.iso_week(2026, week)
    shared = availability.common([(OFFICE, "Europe/Rome"), (OFFICE, zone)], *window)
    assert len(minutes_of(shared)) == 5 * hours * 60


def test_hours_past_midnight_run_into_the_next_day_and_from_sunday_into_monday():
    night = [[6, 22 * 60, 27 * 60]]
    opens, closes = casts.iso_week(2026, 30)
    assert availability.common([(night, "Africa/Lagos")], opens, closes) == [
        (opens, opens + 2 * HOUR),  # the rest of the Sunday before
        (closes - 3 * HOUR, closes),
    ]


def test_adjacent_hours_become_one_span():
    hours = [[0, 600, 660], [0, 660, 720], [0, 22 * 60, 25 * 60], [1, 60, 120]]
    opens = at("2026-07-13")
    spans = availability.common([(hours, "UTC")], opens, opens + 2 * DAY)
    assert spans == [(opens + 10 * HOUR, opens + 12 * HOUR), (opens + 22 * HOUR, opens + 26 * HOUR)]


def test_hours_that_only_touch_share_no_time():
    window = casts.iso_week(2026, 30)
    both = [([[0, 600, 660]], "UTC"), ([[0, 660, 720]], "UTC")]
    assert availability.common(both, *window) == []


def test_slots_are_on_different_days_first_and_then_later_on_the_same_day():
    monday, window = at("2026-07-13"), (at("2026-07-13"), at("2026-07-20"))
    three_days = [([[day, 600, 720] for day in (0, 2, 4)], "UTC")]
    assert availability.slots(three_days, *window, minutes=60) == [monday + n * DAY + 10 * HOUR for n in (0, 2, 4)]
    one_day = [([[0, 600, 720]], "UTC")]
    assert availability.slots(one_day, *window, minutes=60) == [monday + 10 * HOUR, monday + 11 * HOUR]


def test_a_slot_that_does_not_fit_is_not_proposed():
    window = casts.iso_week(2026, 30)
    assert availability.slots([([[0, 600, 649]], "UTC")], *window, minutes=50) == []
    assert availability.slots([([[0, 601, 655]], "UTC")], *window, minutes=50) == []  # none on the half hour
    assert len(availability.slots([([[0, 600, 650]], "UTC")], *window, minutes=50)) == 1


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "UTC+2", "../../etc/passwd", "Europe", "Rome\0"])
def test_an_unknown_zone_is_refused_by_name(zone):
    window = casts.iso_week(2026, 30)
    diary = (OFFICE, zone)
    for ask in (
        lambda: availability.common([diary], *window),
        lambda: availability.common([([], "UTC"), diary], *window),
        lambda: availability.slots([diary], *window, minutes=30),
    ):
        with pytest.raises(ValueError, match="is not a time zone") as raised:
            ask()
        assert zone in str(raised.value)


@pytest.mark.parametrize(
    ("opens", "closes"),
    [
        (datetime.datetime(2026, 7, 1), datetime.datetime(2026, 7, 2, tzinfo=UTC)),  # noqa: DTZ001
        (at("2026-07-02"), at("2026-07-01")),
        (at("2026-07-01"), at("2026-07-01")),
    ],
    ids=["naive", "backwards", "empty"],
)
def test_an_invalid_window_is_refused(opens, closes):
    with pytest.raises(ValueError, match="window"):
        availability.common([(OFFICE, "UTC")], opens, closes)


@settings(max_examples=30, deadline=None)
@given(weekly_hours(), st.sampled_from(["America/Guyana", "Africa/Lagos", "America/Jamaica", "Asia/Kathmandu"]))
def test_hours_given_in_utc_keep_their_instants_in_a_zone_that_never_changes(hours, zone):
    day = datetime.date(2026, 7, 6)
    window = casts.iso_week(2026, 30)
    moved = in_zone(hours, zoneinfo.ZoneInfo(zone), day)
    assert all(0 <= weekday < 7 and 0 <= start < 1440 for weekday, start, _end in moved)
    assert availability.common([(moved, zone)], *window) == availability.common([(hours, "UTC")], *window)


def test_hours_given_in_utc_take_the_offset_of_the_day_that_they_are_for():
    nassau, summer, winter = zoneinfo.ZoneInfo("America/Nassau"), datetime.date(2026, 7, 6), datetime.date(2026, 12, 7)
    assert in_zone(parse("mon 13:00-15:00"), nassau, summer) == [[0, 9 * 60, 11 * 60]]
    assert in_zone(parse("mon 13:00-15:00"), nassau, winter) == [[0, 8 * 60, 10 * 60]]
    assert in_zone(parse("mon 01:00-03:00"), nassau, summer) == [[6, 21 * 60, 23 * 60]]


@pytest.mark.parametrize(
    "wrong",
    ["someday 10:00-11:00", "mon 10:00", "mon 10-11", "mon 11:00-10:00", "mon 10:00-10:00", "mon 24:00-25:00",
     "mon 10:60-11:00", "mon 10:00-48:01", "mon ١٠:00-11:00", "mon 10:00-12:00 | mon 11:00-13:00",
     "tue 20:00-26:00 | wed 01:00-03:00", "sun 22:00-30:00 | mon 05:00-08:00"],
)  # fmt: skip
def test_impossible_hours_are_refused(wrong):
    with pytest.raises(ValueError, match=r"“|overlap"):
        parse(wrong)


def test_hours_are_parsed_in_any_order_and_case():
    assert parse(" Tue 22:00-27:00|MON 9:00-10:30 | ") == [[0, 540, 630], [1, 1320, 1620]]
    assert parse("") == []
    assert DAYS[0] == "mon"
