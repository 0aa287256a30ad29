"""Calendar files, read back by a parser: the invitation through two moves to its cancellation, and the feed."""

import datetime
import email
from email import policy

import pytest
from django.core import mail
from django.utils import timezone
from icalendar import Calendar

from exchanges.calendars import mailing
from exchanges.scheduling import hours
from tests.exchanges.scheduling.test_hours import WHY, soon

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def sent_at_once(settings) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend", "QUEUES": []}}


def file_of(client, exchange) -> Calendar:
    answer = client.get(f"{exchange.get_absolute_url()}invitation.ics")
    assert answer.status_code == 200
    found = Calendar.from_ical(answer.content)
    assert f"method={found['method']}" in answer["Content-Type"]
    return found


def agree(exchange, adjoa, kerwin, days: int) -> hours.Hour:
    return hours.accept(hours.propose(exchange, soon(days), by=adjoa), by=kerwin)


def feed_of(client, member):
    page = client.get("/you/").content.decode()
    path = page.split('id="feed" value="')[1].split('"')[0].split("/calendar/")[1]
    return f"/calendar/{path}"


class TestInvitation:
    def test_request_two_moves_and_cancel_are_versions_of_one_event(self, exchange, client_of, adjoa, kerwin):
        versions = []
        for days in (2, 3, 4):
            agree(exchange, adjoa, kerwin, days)
            versions.append(file_of(client_of(kerwin), exchange))
        hours.call_off(exchange, by=adjoa, **WHY)
        versions.append(file_of(client_of(kerwin), exchange))
        events = [version.walk("VEVENT")[0] for version in versions]
        assert [version["method"] for version in versions] == ["REQUEST"] * 3 + ["CANCEL"]
        assert [str(event["status"]) for event in events] == ["CONFIRMED"] * 3 + ["CANCELLED"]
        assert len({event["uid"] for event in events}) == 1
        assert [event["sequence"] for event in events] == [0, 2, 4, 5]
        assert [event["dtstart"].dt for event in events] == [soon(2), soon(3), soon(4), soon(4)]
        stamps = [event["dtstamp"].dt for event in events]
        assert stamps == sorted(stamps)

    def test_it_names_members_and_room_in_utc_and_rings_ten_minutes_before(self, exchange, client_of, adjoa, kerwin):
        agree(exchange, adjoa, kerwin, 2)
        event = file_of(client_of(kerwin), exchange).walk("VEVENT")[0]
        assert event["dtstart"].to_ical().endswith(b"Z")
        assert "Adjoa T., Kerwin T." in event["description"].replace("Kerwin T., Adjoa T.", "Adjoa T., Kerwin T.")
        assert exchange.room.get_absolute_url() in event["description"]
        assert str(event["url"]).endswith(exchange.room.get_absolute_url())
        assert event.walk("VALARM")[0]["trigger"].dt == datetime.timedelta(minutes=-10)

    def test_each_file_has_one_attendee_and_nobody_elses_address(self, exchange, client_of, adjoa, kerwin):
        agree(exchange, adjoa, kerwin, 2)
        event = file_of(client_of(kerwin), exchange).walk("VEVENT")[0]
        assert str(event["attendee"]) == "mailto:kerwin@example.org"
        assert b"adjoa@example.org" not in event.to_ical()
        assert str(event["organizer"]).startswith("mailto:")

    def test_names_with_commas_quotes_and_accents_come_back_whole(self, exchange, client_of, adjoa, kerwin):
        kerwin.person.given_name, kerwin.person.family_name = 'Kérwin; "Ké"', "L’Étang, Jr:" + "é" * 60
        kerwin.person.save()
        agree(exchange, adjoa, kerwin, 2)
        raw = client_of(kerwin).get(f"{exchange.get_absolute_url()}invitation.ics").content
        assert all(len(line) <= 75 and line.decode() is not None for line in raw.split(b"\r\n"))
        event = Calendar.from_ical(raw).walk("VEVENT")[0]
        assert str(event["attendee"]) == "mailto:kerwin@example.org"
        assert "L’Étang, Jr:" in event["attendee"].params["CN"]

    def test_there_is_none_before_an_hour_is_agreed(self, exchange, client_of, adjoa):
        hours.propose(exchange, soon(), by=adjoa)
        assert client_of(adjoa).get(f"{exchange.get_absolute_url()}invitation.ics").status_code == 404


class TestMail:
    def test_every_member_gets_the_file_in_their_language_and_on_their_clock(
        self, exchange, adjoa, kerwin, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            agree(exchange, adjoa, kerwin, 2)
        letters = {letter.to[0]: letter for letter in mail.outbox}
        assert set(letters) == {"adjoa@example.org", "kerwin@example.org"}
        french, english = letters["adjoa@example.org"], letters["kerwin@example.org"]
        assert french.subject.startswith("Convenu\xa0:")
        assert "Porto-Novo" in french.subject
        assert english.subject.startswith("Agreed: Exchange with Adjoa")
        assert "Kingston" in english.subject

    def test_the_calendar_is_an_alternative_with_its_method(
        self, exchange, adjoa, kerwin, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            agree(exchange, adjoa, kerwin, 2)
            hours.call_off(exchange, by=adjoa, **WHY)
        parsed = [email.message_from_bytes(one.message().as_bytes(), policy=policy.default) for one in mail.outbox]
        assert all(one.get_content_type() == "multipart/alternative" for one in parsed)
        parts = [list(one.iter_parts())[-1] for one in parsed]
        assert [part.get_content_type() for part in parts] == ["text/calendar"] * 4
        assert [part.get_param("method") for part in parts] == ["REQUEST", "REQUEST", "CANCEL", "CANCEL"]
        for part in parts:
            assert Calendar.from_ical(part.get_content())["method"] == part.get_param("method")
        assert all("The ministry meets." in parsed[-1].get_body((kind,)).get_content() for kind in ("plain", "html"))

    def test_a_time_that_was_moved_meanwhile_is_not_sent(self, exchange, adjoa, kerwin):
        first = agree(exchange, adjoa, kerwin, 2)
        agree(exchange, adjoa, kerwin, 3)
        mail.outbox.clear()
        first.refresh_from_db()
        mailing.send(first, kerwin.pk, job="a job")
        assert mail.outbox == []


class TestFeed:
    def test_it_has_exchanges_and_courses_and_needs_no_session(self, exchange, client, client_of, adjoa, kerwin):
        agree(exchange, adjoa, kerwin, 2)
        answer = client.get(feed_of(client_of(kerwin), kerwin))
        events = Calendar.from_ical(answer.content).walk("VEVENT")
        assert {str(event["uid"]).split("-")[0] for event in events} == {"exchange", "course"}
        assert not answer.cookies
        assert b"VALARM" not in answer.content
        again = client.get(feed_of(client_of(kerwin), kerwin), headers={"if-none-match": answer["ETag"]})
        assert (again.status_code, again.content) == (304, b"")

    def test_a_change_changes_the_etag_and_a_called_off_hour_is_gone(self, exchange, client, client_of, adjoa, kerwin):
        agree(exchange, adjoa, kerwin, 2)
        address = feed_of(client_of(kerwin), kerwin)
        before = client.get(address)
        hours.call_off(exchange, by=adjoa, **WHY)
        after = client.get(address)
        assert before["ETag"] != after["ETag"]
        assert b"UID:exchange" not in after.content

    def test_a_renewed_address_is_the_only_one_that_opens(self, client, client_of, kerwin):
        old = feed_of(client_of(kerwin), kerwin)
        client_of(kerwin).post("/you/calendar/renewal/")
        new = feed_of(client_of(kerwin), kerwin)
        assert old != new
        assert [client.get(address).status_code for address in (old, new)] == [404, 200]

    @pytest.mark.parametrize("secret", ["1", "1-", "0-abc", "99999999999999999999-a", "١-abc", "-", "1-" + "0" * 40])
    def test_no_other_secret_opens_one(self, client, kerwin, secret):
        assert client.get(f"/calendar/{secret}.ics").status_code == 404

    def test_it_has_todays_rights(self, exchange, client, client_of, adjoa, kerwin):
        agree(exchange, adjoa, kerwin, 2)
        address = feed_of(client_of(kerwin), kerwin)
        kerwin.suspended_at = timezone.now()
        kerwin.save()
        assert b"VEVENT" not in client.get(address).content
