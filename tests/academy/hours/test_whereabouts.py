"""Where a person is on a day, and what follows from it."""

import datetime

import pytest
from django.utils import timezone

from academy.hours import stays
from academy.hours.stays import StayFault
from academy.hours.whereabouts import Stay, Whereabouts
from academy.voices import voices_of
from exchanges.scheduling import availability

DAY, HOUR = datetime.timedelta(days=1), datetime.timedelta(hours=1)
TURIN = Stay(datetime.date(2023, 7, 10), datetime.date(2023, 7, 21), "Europe/Rome", "Turin")
OFFICE = [[day, 8 * 60, 17 * 60] for day in range(7)]


def utc(*parts: int) -> datetime.datetime:
    return datetime.datetime(*parts, tzinfo=datetime.UTC)


@pytest.mark.pure
class TestPlaces:
    def test_a_stay_holds_from_midnight_to_midnight_there(self):
        kerwin = Whereabouts("America/Jamaica", (TURIN,))
        begins, ends = utc(2023, 7, 9, 22), utc(2023, 7, 21, 22)
        moments = [begins - HOUR, begins, ends - HOUR, ends]
        assert [kerwin.place_at(at) for at in moments] == ["Kingston", "Turin", "Turin", "Kingston"]

    def test_free_hours_follow_the_place_of_the_day(self):
        kerwin = Whereabouts("America/Jamaica", (TURIN,))
        spans = availability.common([(OFFICE, kerwin)], utc(2023, 7, 20), utc(2023, 7, 23))
        assert spans == [
            (utc(2023, 7, 20, 6), utc(2023, 7, 20, 15)),  # 8 to 17 in Turin, two hours ahead of UTC
            (utc(2023, 7, 21, 6), utc(2023, 7, 21, 15)),
            (utc(2023, 7, 22, 13), utc(2023, 7, 22, 22)),  # 8 to 17 in Kingston, five hours behind
        ]

    def test_a_day_off_has_no_free_hours_there(self):
        kerwin = Whereabouts("America/Jamaica", (TURIN,), off=(datetime.date(2023, 7, 20), datetime.date(2023, 7, 22)))
        spans = availability.common([(OFFICE, kerwin)], utc(2023, 7, 20), utc(2023, 7, 23))
        assert spans == [(utc(2023, 7, 21, 6), utc(2023, 7, 21, 15))]

    @pytest.mark.parametrize(
        ("zone", "before", "after"),
        [
            ("America/Nassau", utc(2023, 3, 11, 13), utc(2023, 3, 12, 12)),  # clocks go forward
            ("America/Nassau", utc(2023, 11, 4, 12), utc(2023, 11, 5, 13)),  # and back
            ("America/Port-au-Prince", utc(2023, 3, 11, 13), utc(2023, 3, 12, 12)),
            ("America/Port-au-Prince", utc(2023, 11, 4, 12), utc(2023, 11, 5, 13)),
            ("Europe/Rome", utc(2023, 3, 25, 7), utc(2023, 3, 26, 6)),
            ("Europe/Rome", utc(2023, 10, 28, 6), utc(2023, 10, 29, 7)),
        ],
    )
    def test_eight_o_clock_stays_eight_o_clock_across_a_change_of_clocks(self, zone, before, after):
        opens = before.replace(hour=0)
        spans = availability.common([(OFFICE, Whereabouts(zone))], opens, opens + 2 * DAY)
        assert [begin for begin, _end in spans if begin >= before][:2] == [before, after]


@pytest.mark.django_db
class TestStays:
    def soon(self, first: int, last: int, zone: str = "Europe/Rome") -> Stay:
        today = timezone.now().date()
        return Stay(today + first * DAY, today + last * DAY, zone, "")

    def test_a_stay_is_kept_and_removed(self, kerwin):
        stay = self.soon(2, 5)
        stays.add(kerwin.person, stay)
        kerwin.person.refresh_from_db()
        assert kerwin.whereabouts.stays == (stay,)
        stays.remove(kerwin.person, stay.starts)
        assert kerwin.whereabouts.stays == ()

    @pytest.mark.parametrize(
        ("first", "last", "words"),
        [(5, 2, "before the first"), (1, 400, "longer than a year"), (5, 9, "another place")],
    )
    def test_a_stay_that_cannot_be_is_refused(self, kerwin, first, last, words):
        stays.add(kerwin.person, self.soon(2, 5))
        with pytest.raises(StayFault, match=words):
            stays.add(kerwin.person, self.soon(first, last))

    @pytest.mark.parametrize("year", [1, 9999])
    def test_a_year_at_the_calendars_end_is_refused(self, kerwin, year):
        day = datetime.date(year, 12 if year > 1 else 1, 31)
        with pytest.raises(StayFault, match="year"):
            stays.add(kerwin.person, Stay(day, day, "Europe/Rome", ""))

    def test_clocks_of_others_follow_at_once(self, edition, kerwin, client_of, adjoa):
        client_of(adjoa).get(f"/courses/{edition.slug}/people/")
        stays.add(kerwin.person, self.soon(-1, 1))
        edition.refresh_from_db()
        assert voices_of(edition)[kerwin.pk].time_zone == "Europe/Rome"
