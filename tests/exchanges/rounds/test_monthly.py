"""A new partner each month after the course."""

import datetime
import zoneinfo

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from academy.models import Phase
from commons import timetable
from exchanges.models import MonthlyWish, Round
from exchanges.rounds import monthly

pytestmark = pytest.mark.django_db
TURIN = zoneinfo.ZoneInfo("Europe/Rome")


@pytest.fixture
def over(edition):
    """The course ended on 28 July 2023."""
    edition.starts, edition.ends = datetime.date(2023, 7, 10), datetime.date(2023, 7, 28)
    edition.time_zone, edition.chosen_phase = "Europe/Rome", Phase.AFTER
    edition.save()
    return edition


def on(month: int, day: int, hour: int = 9) -> datetime.datetime:
    return datetime.datetime(2023, month, day, hour, tzinfo=TURIN)


def pairs_of(edition) -> list[list[int]]:
    rounds = Round.objects.filter(edition=edition, takes_part="monthly", published_at__isnull=False).order_by("number")
    return [sorted(one.exchanges.values_list("participants__membership", flat=True)) for one in rounds]


def test_those_who_asked_are_paired_once_in_each_month(over, adjoa, kerwin) -> None:
    for member in (adjoa, kerwin):
        member.refresh_from_db()
        monthly.ask(member)
    assert monthly.pair(on(7, 30)) == 0, "the course is hardly over"
    assert [monthly.pair(on(8, 1)), monthly.pair(on(8, 1, 10)), monthly.pair(on(8, 9))] == [1, 0, 0]
    assert pairs_of(over) == [sorted([adjoa.pk, kerwin.pk])]
    assert kerwin.notices.filter(kind="paired").exists()
    round = Round.objects.get(takes_part="monthly")
    assert round.closes == datetime.datetime(2023, 9, 1, tzinfo=TURIN)
    assert monthly.pair(on(9, 1)) == 1
    monthly.stop(kerwin)
    assert monthly.pair(on(10, 1)) == 0, "nobody of the other shore"


def test_a_month_is_tried_until_somebody_of_the_other_shore_asks_and_not_in_its_last_days(over, adjoa, kerwin) -> None:
    adjoa.refresh_from_db()
    monthly.ask(adjoa)
    assert monthly.pair(on(8, 1)) == 0
    assert not Round.objects.filter(takes_part="monthly").exists()
    monthly.ask(type(kerwin).objects.get(pk=kerwin.pk))
    assert monthly.pair(on(8, 20)) == 0
    assert monthly.pair(on(9, 3)) == 1


def test_no_course_that_runs_or_is_archived_pairs_by_the_clock(over, adjoa, kerwin) -> None:
    for member in (adjoa, kerwin):
        member.refresh_from_db()
        monthly.ask(member)
    for phase in (Phase.SESSION, Phase.ARCHIVED):
        over.chosen_phase = phase
        over.save()
        assert monthly.pair(on(8, 1)) == 0
    with pytest.raises(PermissionDenied):
        monthly.ask(type(adjoa).objects.get(pk=adjoa.pk))


def test_one_asks_and_stops_on_the_page_of_exchanges(over, adjoa, client_of) -> None:
    client, address = client_of(adjoa), f"/courses/{over.slug}/monthly-partner/"
    assert "A new partner each month" in client.get(f"/courses/{over.slug}/exchanges/").text
    client.post(address)
    client.post(address)
    assert MonthlyWish.objects.filter(membership=adjoa).count() == 1
    assert "Stop it" in client.get(f"/courses/{over.slug}/exchanges/").text
    client.post(address, {"stop": ""})
    assert not MonthlyWish.objects.exists()


def test_it_stands_in_the_timetable() -> None:
    assert "monthly" in {entry.name for entry in timetable.entries()}


def test_a_closed_format_is_no_format_of_a_month(over) -> None:
    over.formats.update(closed_at=timezone.now())
    assert monthly._format_of(over) is None


def test_the_page_says_after_the_course_how_one_goes_on(over, adjoa, client_of) -> None:
    client, address = client_of(adjoa), reverse("exchanges", args=[over.slug])
    shown = client.get(address).text
    assert "the rounds of the course are over" in shown
    assert "publish the next round" not in shown
    client.post(reverse("monthly_partner", args=[over.slug]))
    assert "as soon as somebody there asks too" in client.get(address).text
    over.chosen_phase = Phase.SESSION
    over.save()
    assert "publish the next round" in client.get(address).text
