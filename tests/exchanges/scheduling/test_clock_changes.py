"""Hours and calendar files on the days when the Bahamas, Haiti and Italy change their clocks."""

import datetime
import zoneinfo

import pytest
from icalendar import Calendar

from academy.models import Membership
from exchanges.calendars.events import event_of
from exchanges.calendars.invitations import invitation
from exchanges.listing import members_of, with_members
from exchanges.models import Exchange, Hour
from exchanges.rounds.formats import length
from exchanges.scheduling import hours
from exchanges.scheduling.clocks import clocks
from exchanges.scheduling.forms import TimeForm
from exchanges.scheduling.proposing import offer_of, outside_hours_of

pytestmark = pytest.mark.django_db
UTC, DAY = datetime.UTC, datetime.timedelta(days=1)
OFFICE = [[day, 9 * 60, 17 * 60] for day in range(7)]


def utc(written: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(written).replace(tzinfo=UTC)


CHANGES = [
    # the zone, the instant of its change, and the hours ahead of UTC before and after
    ("America/Nassau", utc("2027-03-14 07:00"), -5, -4),
    ("America/Nassau", utc("2027-11-07 06:00"), -4, -5),
    ("America/Port-au-Prince", utc("2027-03-14 07:00"), -5, -4),
    ("America/Port-au-Prince", utc("2027-11-07 06:00"), -4, -5),
    ("Europe/Rome", utc("2027-03-28 01:00"), 1, 2),
    ("Europe/Rome", utc("2027-10-31 01:00"), 2, 1),
]


@pytest.fixture
def lives_in(kerwin):
    def move(zone: str) -> Membership:
        kerwin.person.time_zone = zone
        kerwin.person.save()
        return kerwin

    return move


def agreed(exchange: Exchange, at: datetime.datetime, adjoa, kerwin, now: datetime.datetime) -> Hour:
    return hours.accept(hours.propose(exchange, at, by=adjoa, now=now), by=kerwin, now=now)


def event_for(exchange: Exchange, hour: Hour, reader: Membership):
    """Returns the event as another program reads it from the file's bytes."""
    found = with_members(Exchange.objects.filter(pk=exchange.pk)).get()
    members = members_of(found)
    reader = next(member for member in members if member.pk == reader.pk)
    return Calendar.from_ical(invitation(found, hour, members, reader)).walk("VEVENT")[0]


@pytest.mark.parametrize(("zone", "change", "before", "after"), CHANGES)
def test_an_hour_moved_across_the_change_keeps_its_instant_in_the_file(
    exchange, adjoa, lives_in, zone, change, before, after
):
    kerwin, now = lives_in(zone), change - 20 * DAY
    minutes = datetime.timedelta(minutes=length(exchange.round.format))
    events = []
    for at, ahead in ((change - DAY, before), (change + DAY, after)):
        event = event_for(exchange, agreed(exchange, at, adjoa, kerwin, now), kerwin)
        assert event["dtstart"].dt == at
        assert event["dtstart"].dt.utcoffset() == datetime.timedelta(0)
        assert event["dtend"].dt - event["dtstart"].dt == minutes
        assert f"{(at + datetime.timedelta(hours=ahead)):%H:%M}" in event["description"]
        events.append(event)
    assert len({str(event["uid"]) for event in events}) == 1
    assert [event["sequence"] for event in events] == [0, 2]


@pytest.mark.parametrize(("zone", "change", "before", "after"), CHANGES)
def test_an_exchange_over_the_change_itself_takes_as_long_as_any(
    exchange, adjoa, lives_in, zone, change, before, after
):
    at, minutes = change - datetime.timedelta(minutes=30), datetime.timedelta(minutes=length(exchange.round.format))
    kerwin = lives_in(zone)
    event = event_for(exchange, agreed(exchange, at, adjoa, kerwin, change - 9 * DAY), kerwin)
    assert event["dtstart"].dt == at
    assert event["dtend"].dt == at + minutes
    mine = clocks(at, [adjoa, kerwin], kerwin)[0]
    assert mine.at.utcoffset() == datetime.timedelta(hours=before)


@pytest.mark.parametrize(("zone", "change", "before", "after"), CHANGES)
def test_nine_o_clock_is_offered_before_and_after_the_change(exchange, adjoa, lives_in, zone, change, before, after):
    """Two people at one place: their mornings begin at nine on their clock on each of these days."""
    kerwin = lives_in(zone)
    adjoa.person.time_zone = zone
    adjoa.person.save()
    for member in (adjoa, kerwin):
        member.free_hours = OFFICE
        member.save()
    local = change.astimezone(zoneinfo.ZoneInfo(zone))
    exchange.round.opens = change - DAY - datetime.timedelta(hours=local.hour)
    exchange.round.closes = change + 2 * DAY
    exchange.round.save()
    offered = offer_of(exchange, [adjoa, kerwin], change - 9 * DAY).beginnings
    by_day = {at.astimezone(zoneinfo.ZoneInfo(zone)).date(): at for at in reversed(offered)}
    for ahead, day in ((before, local.date() - DAY), (after, local.date()), (after, local.date() + DAY)):
        nine = datetime.datetime.combine(day, datetime.time(9), UTC) - datetime.timedelta(hours=ahead)
        assert by_day[day] == nine
        assert outside_hours_of(exchange, nine, [adjoa, kerwin]) == []
        assert outside_hours_of(exchange, nine - datetime.timedelta(hours=1), [adjoa, kerwin]) == ["Adjoa", "Kerwin"]


@pytest.mark.parametrize(("zone", "change", "before", "after"), CHANGES)
def test_a_time_typed_on_the_day_of_the_change_is_that_of_the_clock_then(adjoa, lives_in, zone, change, before, after):
    kerwin = lives_in(zone)
    there = zoneinfo.ZoneInfo(zone)
    day = change.astimezone(there).date()
    typed = TimeForm(kerwin, {"day": str(day), "time": "15:00"})
    assert typed.is_valid()
    assert typed.cleaned_data["at"] == datetime.datetime.combine(day, datetime.time(15), UTC) - datetime.timedelta(
        hours=after
    )
    # The hour that the clock skips in spring, or shows twice in autumn, begins at this time by the old clock.
    odd = (change + datetime.timedelta(hours=min(before, after))).time()
    form = TimeForm(kerwin, {"day": str(day), "time": f"{odd:%H:%M}"})
    if after > before:
        assert not form.is_valid()
        assert "does not exist" in str(form.errors)
    else:
        assert form.is_valid()
        assert form.cleaned_data["at"] == change - datetime.timedelta(hours=1), "the first of the two"


def test_a_cancelled_file_has_the_start_that_was_agreed(exchange, adjoa, lives_in):
    zone, change, *_offsets = CHANGES[0]
    kerwin = lives_in(zone)
    hour = agreed(exchange, change + DAY, adjoa, kerwin, change - DAY)
    sent = event_for(exchange, hour, kerwin)
    called_off = hours.call_off(exchange, by=adjoa, sentence="So.", language="en")
    found = with_members(Exchange.objects.filter(pk=exchange.pk)).get()
    event = event_of(found, called_off, members_of(found), kerwin)
    assert event["dtstart"].dt == sent["dtstart"].dt
    assert (str(event["uid"]), str(event["status"])) == (str(sent["uid"]), "CANCELLED")
    assert event["sequence"] == sent["sequence"] + 1
