"""A day and a year of the whole timetable: no entry fails, and each thing is said as often as it should be."""

import datetime
from collections import Counter
from collections.abc import Callable

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from board.cards.writing import take_home
from commons import timetable
from commons.models import Notice, Timetabled, TimetableRun
from tests.commons.fixtures import publish, said, topic

__all__ = ["publish", "said", "topic"]
pytestmark = pytest.mark.django_db
DAY, HOUR = datetime.timedelta(days=1), datetime.timedelta(hours=1)


@pytest.fixture
def play(monkeypatch) -> Callable[[datetime.datetime], None]:
    """``play(moment)``: lets the clock of all be at this moment, and the timetable work."""

    def at(moment: datetime.datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: moment)
        timetable.work_off(moment)

    return at


def test_a_day_and_a_year(edition, exchange, adjoa, kerwin, chiara, publish, play) -> None:
    now = timezone.now()
    edition.starts, edition.ends, edition.chosen_phase = (now - 9 * DAY).date(), (now + DAY).date(), ""
    edition.save()
    take_home(edition, by=kerwin, content={"what": "Injury first", "readers": "edition", "language": "en"})
    publish(kerwin)
    for step in range(1, 25):
        play(now + step * HOUR)
    begun = Timetabled.objects.count()
    assert begun == len(timetable.entries())
    for fortnight in range(1, 28):
        play(now + DAY + fortnight * 14 * DAY)
        assert not timetable.late(timezone.now())
    assert not TimetableRun.objects.exclude(fault="").exists()
    assert not Timetabled.objects.exclude(leased_until=None).exists()
    assert max(Counter(TimetableRun.objects.values_list("entry", flat=True)).values()) <= timetable.KEPT
    asked = Notice.objects.filter(kind="follow-up", to=kerwin).order_by("pk")
    assert list(asked.values_list("words__days", flat=True)) == [30, 90, 180]
    told = Counter(Notice.objects.filter(kind__startswith="silent").values_list("to", "kind"))
    assert told == {(adjoa.pk, "silent"): 1, (kerwin.pk, "silent"): 1, (chiara.pk, "silent-team"): 1}
    mails = Counter(job.args_kwargs["kwargs"]["to"] for job in DBTaskResult.objects.all())
    assert max(mails.values()) <= 8, "in a whole year in which nobody writes"
