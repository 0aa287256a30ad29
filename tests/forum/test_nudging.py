"""A reflection is never left alone: reminder, second reader, facilitators; none of it once somebody has answered."""

import datetime

import pytest
from django.utils import timezone

from forum.models import Reader, Reflection
from forum.reflecting import nudging

HOUR = datetime.timedelta(hours=1)


def told(member) -> list[str]:
    return list(member.notices.order_by("pk").values_list("kind", flat=True))


@pytest.fixture
def alone(publish, adjoa, kerwin, shanice, chiara) -> Reflection:
    return publish(adjoa, "We count periods")


def test_the_reader_is_reminded_then_a_second_one_asked_then_the_team_told(alone, kerwin, shanice, chiara) -> None:
    first = alone.readers.get().membership
    second = shanice if first == kerwin else kerwin
    asked = Reader.objects.get().asked_at
    for hours in (71, 72, 80):
        nudging.nudge(asked + hours * HOUR)
    assert (told(first), told(second)) == (["reader", "reader-again"], [])
    for hours in (96, 100):
        nudging.nudge(asked + hours * HOUR)
    assert told(second) == ["reader"]
    for hours in (144, 145, 300):
        nudging.nudge(asked + hours * HOUR)
    assert told(chiara) == ["nobody-answers"]
    assert told(first) == ["reader", "reader-again"]


def test_after_an_outage_all_of_it_happens_once(alone, kerwin, shanice, chiara) -> None:
    asked = Reader.objects.get().asked_at
    assert (nudging.nudge(asked + 400 * HOUR), nudging.nudge(asked + 401 * HOUR)) == (1, 0)
    assert Reader.objects.count() == 2
    assert told(chiara) == ["nobody-answers"]


def test_an_answered_or_hidden_one_asks_nobody(alone) -> None:
    later = Reader.objects.get().asked_at + 100 * HOUR
    Reflection.objects.update(answered_at=timezone.now())
    assert nudging.nudge(later) == 0
    Reflection.objects.update(answered_at=None, hidden_at=timezone.now())
    assert nudging.nudge(later) == 0
