"""Which reminders of agreed hours are due at a moment."""

import datetime

import pytest

from exchanges.scheduling.reminders import Agreed, Reminder, due

pytestmark = pytest.mark.pure
BEGINS = datetime.datetime(2023, 7, 13, 14, tzinfo=datetime.UTC)
DAY, MINUTE = datetime.timedelta(days=1), datetime.timedelta(minutes=1)
HOUR = Agreed(1, BEGINS, BEGINS - 5 * DAY)


@pytest.mark.parametrize(
    ("before", "kinds"),
    [
        (DAY + MINUTE, []),
        (DAY, ["day"]),
        (30 * MINUTE, ["day"]),
        (10 * MINUTE, ["minutes"]),
        (MINUTE, ["minutes"]),
        (0 * MINUTE, []),
        (-DAY, []),
    ],
)
def test_the_nearest_that_has_come_is_due_until_the_exchange_begins(before, kinds) -> None:
    assert due([HOUR], BEGINS - before) == [Reminder(1, kind) for kind in kinds]


def test_each_is_sent_once() -> None:
    sent = {Reminder(1, "day")}
    assert due([HOUR], BEGINS - DAY, sent) == []
    assert due([HOUR], BEGINS - 5 * MINUTE, sent) == [Reminder(1, "minutes")]
    assert due([HOUR], BEGINS - 5 * MINUTE, {*sent, Reminder(1, "minutes")}) == []


def test_nobody_is_reminded_of_what_they_have_just_agreed() -> None:
    late = Agreed(1, BEGINS, BEGINS - 5 * MINUTE)
    assert due([late], BEGINS - 4 * MINUTE) == []
    today = Agreed(1, BEGINS, BEGINS - 120 * MINUTE)
    assert due([today], BEGINS - 60 * MINUTE) == []
    assert due([today], BEGINS - 9 * MINUTE) == [Reminder(1, "minutes")]
