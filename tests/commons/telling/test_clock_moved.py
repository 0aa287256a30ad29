"""The mail of a moved clock: a year of mornings, the days on which clocks change, many readers at once."""

import datetime
from collections import Counter
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult

from commons import notices, timetable
from commons.models import Notice, When
from commons.telling import groups, mailing
from tests import cast

ZONES = ["Europe/Rome", "America/Nassau", "America/Port-au-Prince"]
"""Turin, Nassau and Port-au-Prince; the last two change their clocks on other days than the first."""
HOUR = datetime.timedelta(hours=1)
CHANGES = {
    ZONES[0]: [datetime.date(2030, 3, 29), datetime.date(2030, 10, 25)],
    ZONES[1]: [datetime.date(2030, 3, 8), datetime.date(2030, 11, 1)],
    ZONES[2]: [datetime.date(2030, 3, 8), datetime.date(2030, 11, 1)],
}
"""Two days before the night on which the clock is put forward, and back."""


@pytest.mark.pure
@pytest.mark.parametrize("place", ZONES)
def test_a_year_has_as_many_mornings_as_days_all_at_seven(place) -> None:
    began = datetime.datetime(2030, 1, 1, 12, tzinfo=datetime.UTC)
    moments = [began + n * HOUR for n in range(365 * 24)]
    mornings = {
        mailing.Clock(now, now.astimezone(ZoneInfo(place))).last_morning.astimezone(datetime.UTC) for now in moments
    }
    assert len(mornings) == 365 + (place == ZONES[0])  # noon of the last day lies after that morning, too
    assert {morning.astimezone(ZoneInfo(place)).hour for morning in mornings} == {mailing.MORNING}


@pytest.mark.django_db
@pytest.mark.parametrize("began", [0, 1])
@pytest.mark.parametrize("place", ZONES)
def test_one_mail_a_day_at_seven_where_its_reader_is_when_the_clock_changes(kerwin, monkeypatch, place, began) -> None:
    kerwin.person.time_zone = place
    kerwin.person.save()
    monkeypatch.setattr(timetable, "_entries", {})
    timetable.register("mail", "Mail", mailing.tell_what_is_due, minutes=1)
    start, sent = datetime.datetime.combine(CHANGES[place][began], datetime.time(13), datetime.UTC), []
    for step in range(4 * 24 * 2):
        now = start + step * HOUR / 2
        if step % 12 == 0:
            notices.tell([kerwin], "answer", "/threads/1/", title="Who pays?")
            Notice.objects.filter(pk=Notice.objects.latest("pk").pk).update(at=now)
        before = DBTaskResult.objects.count()
        timetable.work_off(now)
        sent += [now.astimezone(ZoneInfo(place))] * (DBTaskResult.objects.count() - before)
    assert [(moment.hour, moment.minute) for moment in sent] == [(7, 0)] * 4
    assert set(Counter(moment.date() for moment in sent).values()) == {1}


@pytest.mark.django_db
def test_a_digest_takes_few_queries_for_each_reader_and_is_small(edition) -> None:
    readers = cast.crowd(edition, "CARICOM", 30, start=0)
    noon = datetime.datetime(2030, 7, 17, 12, tzinfo=datetime.UTC)
    for n in range(20):
        notices.tell(readers, "answer", f"/threads/{n}/", title="A title of a hundred letters. " * 5)
    Notice.objects.update(at=noon - 12 * HOUR)
    assert groups.GROUPS[groups.DISCUSSIONS].default == When.DAILY
    with CaptureQueriesContext(connection) as asked:
        assert mailing.tell_what_is_due(noon + 12 * HOUR) == len(readers)
    assert len(asked) <= 20 * len(readers)
    letters = [result.args_kwargs["kwargs"] for result in DBTaskResult.objects.all()]
    assert max(len((letter["body"] + letter["html"] + letter["subject"]).encode()) for letter in letters) <= 20_000
