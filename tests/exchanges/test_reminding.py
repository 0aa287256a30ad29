"""What exchanges say by the clock: hours that come, partners who are silent, outcomes that wait; each once."""

import datetime
import uuid

import pytest
from django.utils import timezone

from academy.hours.zones import zone
from commons import notices
from commons.models import Notice
from exchanges import reminding
from exchanges.creating import create_exchange
from exchanges.models import Outcome, Round
from exchanges.outcomes import confirming, making
from exchanges.scheduling import hours
from rooms.messages.frames import Send, Write
from rooms.messages.posting import Work, post

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
MINUTE = datetime.timedelta(minutes=1)


def told(member) -> list[str]:
    return list(member.notices.order_by("pk").values_list("kind", flat=True))


@pytest.fixture
def begins(exchange, adjoa, kerwin) -> datetime.datetime:
    at = (timezone.now() + 3 * DAY).replace(minute=0, second=0, microsecond=0)
    hours.accept(hours.propose(exchange, at, by=adjoa), by=kerwin)
    Notice.objects.all().delete()
    return at


class TestHours:
    def test_both_are_reminded_the_day_before_and_ten_minutes_before(self, begins, adjoa, kerwin) -> None:
        for before in (2 * DAY, DAY, DAY - 5 * MINUTE, 30 * MINUTE, 9 * MINUTE, MINUTE):
            reminding.remind_of_hours(begins - before)
        assert told(adjoa) == told(kerwin) == ["hour-tomorrow", "hour-soon"]

    def test_each_reads_with_whom_and_when_on_their_own_clock(self, begins, adjoa, kerwin) -> None:
        reminding.remind_of_hours(begins - DAY)
        said = {}
        for member in (adjoa, kerwin):
            at = begins.astimezone(zone(member.person.time_zone))
            said[member] = notices.sentence_of(member.notices.get(), member)
            assert f"{at:%H:%M} (" in said[member]
        assert said[adjoa].startswith("Your exchange with Kerwin begins tomorrow: ")
        assert said[kerwin].startswith("Your exchange with Adjoa begins tomorrow: ")
        assert said[adjoa] != said[kerwin].replace("Adjoa", "Kerwin")

    def test_a_notice_of_an_earlier_version_is_shown_all_the_same(self, begins, adjoa) -> None:
        reminding.remind_of_hours(begins - MINUTE)
        Notice.objects.update(words={"hour": 1})
        assert notices.sentence_of(adjoa.notices.get(), adjoa) == "Your exchange with … begins in ten minutes."

    def test_a_moved_hour_has_its_own_reminders(self, exchange, begins, adjoa, kerwin) -> None:
        reminding.remind_of_hours(begins - DAY)
        later = hours.propose(exchange, begins + DAY, by=adjoa)
        hours.accept(later, by=kerwin)
        assert "hour-tomorrow" not in told(kerwin)  # nobody has read it, and it no longer holds
        Notice.objects.all().delete()
        reminding.remind_of_hours(begins)
        assert told(kerwin) == ["hour-tomorrow"]

    def test_what_is_called_off_reminds_nobody(self, exchange, begins, adjoa) -> None:
        hours.call_off(exchange, by=adjoa, sentence="The ministry meets.", language="en")
        assert reminding.remind_of_hours(begins - DAY) == 0


class TestSilence:
    def published(self, exchange) -> datetime.datetime:
        at = exchange.round.published_at
        Round.objects.filter(pk=exchange.round_id).update(published_at=at)
        return at

    def test_members_are_nudged_after_three_days_and_the_team_after_six(self, exchange, adjoa, chiara) -> None:
        at = self.published(exchange)
        for days in (2, 3, 4, 6, 7):
            reminding.nudge_the_silent(at + days * DAY + MINUTE)
        assert told(adjoa) == ["silent"]
        assert told(chiara) == ["silent-team"]

    def test_who_has_written_or_proposed_is_left_alone(self, exchange, adjoa) -> None:
        at = self.published(exchange)
        post(Work(exchange.room_id, adjoa.pk, Send(uuid.uuid4(), "Good morning.")))
        assert reminding.nudge_the_silent(at + 4 * DAY) == 0


def test_who_has_not_confirmed_is_asked_after_a_week_and_the_team_after_two(exchange, adjoa, kerwin, chiara) -> None:
    post(Work(exchange.room_id, adjoa.pk, Write(uuid.uuid4(), "alike", "One form.")))
    outcome = making.make(exchange, by=adjoa)
    confirming.confirm(outcome, by=adjoa, version=1, wishes=confirming.Wishes())
    Notice.objects.all().delete()
    made = Outcome.objects.get().made_at
    for days in (6, 7, 8, 14, 15):
        reminding.ask_again_for_outcomes(made + days * DAY)
    assert (told(adjoa), told(kerwin), told(chiara)) == ([], ["outcome-waits"], ["outcome-waits-team"])


def test_outcomes_of_which_people_know_keep_no_other_from_being_asked_for(
    exchange, adjoa, kerwin, shanice, tunde, monkeypatch
) -> None:
    monkeypatch.setattr(reminding, "MOST", 1)
    making.make(exchange, by=adjoa)
    making.make(create_exchange(exchange.round, exchange.topic, [tunde.pk, shanice.pk]), by=tunde)
    now = Outcome.objects.latest("pk").made_at + 8 * DAY
    assert [reminding.ask_again_for_outcomes(now) for _run in range(3)] == [1, 1, 0]
