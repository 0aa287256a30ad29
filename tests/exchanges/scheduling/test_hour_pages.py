"""The hour of an exchange on pages, and as programs send it."""

import datetime
import json
import re

import pytest
from django.utils import timezone

from exchanges.models import Exchange, Hour
from exchanges.scheduling import hours
from tests.exchanges.scheduling.test_hours import WHY, begins, soon

pytestmark = pytest.mark.django_db
JSON = {"accept": "application/json"}


def text_of(client, exchange: Exchange) -> str:
    return " ".join(client.get(exchange.get_absolute_url()).content.decode().split())


def address(exchange: Exchange, end: str = "") -> str:
    return f"{exchange.get_absolute_url()}hours/{end}"


class TestPage:
    def test_two_agree_by_form(self, exchange, client_of, adjoa, kerwin):
        page = client_of(adjoa).get(exchange.get_absolute_url())
        at, _clocks = page.context["hour"]["offered"][0]
        client_of(adjoa).post(address(exchange), {"begins_at": at.isoformat(), "seen": "0"})
        hour = exchange.hours.get()
        assert "You propose. No answer yet: Kerwin" in text_of(client_of(adjoa), exchange)
        assert "Adjoa proposes. Your answer is missing" in text_of(client_of(kerwin), exchange)
        client_of(kerwin).post(address(exchange, f"{hour.pk}/acceptance/"))
        assert begins(exchange) == at
        assert "Call it off" in text_of(client_of(adjoa), exchange)

    def test_up_to_five_beginnings_lie_in_everybodys_hours_on_everybodys_clock(self, exchange, client_of, adjoa):
        exchange.round.closes = timezone.now() + datetime.timedelta(days=14)
        exchange.round.save()
        page = client_of(adjoa).get(exchange.get_absolute_url())
        offered = page.context["hour"]["offered"]
        assert len(offered) == 5
        for _at, clocks in offered:
            assert [clock.whose for clock in clocks] == ["Porto-Novo, where you are", "Kingston, where Kerwin is"]
            assert all(8 <= clock.at.hour < 17 for clock in clocks)

    def test_offered_times_too_short_for_the_format_say_so_and_lie_within_everybodys_hours(
        self, exchange, client_of, adjoa, kerwin
    ):
        """Both are free for 45 minutes a day at the same instants; the format takes 76."""
        exchange.round.closes += datetime.timedelta(days=7)
        exchange.round.save()
        for member, start in ((adjoa, 15 * 60), (kerwin, 9 * 60)):  # 14:00 UTC in Porto-Novo and in Kingston
            member.free_hours = [[day, start, start + 45] for day in range(7)]
            member.save()
        page = client_of(adjoa).get(exchange.get_absolute_url()).content.decode()
        assert "from these on, 30 are free" in page
        (first, *_others) = re.findall(r'name="begins_at" value="([^"]+)"', page)
        client_of(adjoa).post(f"{exchange.get_absolute_url()}hours/", {"begins_at": first, "seen": "0"})
        said = text_of(client_of(kerwin), exchange)
        assert "Outside the free hours" not in said
        assert "Everybody is free for 45 minutes then; the whole takes 76." in said

    def test_a_time_outside_somebodys_hours_says_whose(self, exchange, client_of, adjoa, kerwin):
        at = soon().replace(hour=3)  # night in Kingston and Porto-Novo
        hours.propose(exchange, at, by=adjoa)
        assert "Outside the free hours of: Kerwin, Adjoa" in text_of(client_of(kerwin), exchange)

    def test_day_and_time_are_those_of_the_members_own_clock(self, exchange, client_of, kerwin):
        day = timezone.now().date() + datetime.timedelta(days=3)
        client_of(kerwin).post(address(exchange), {"day": str(day), "time": "09:30", "seen": "0"})
        assert exchange.hours.get().begins_at == datetime.datetime.combine(
            day, datetime.time(14, 30), tzinfo=datetime.UTC
        )

    def test_a_refused_form_keeps_what_was_typed(self, exchange, client_of, adjoa):
        said = {"day": "2023-07-13", "time": "14:00", "seen": "0"}
        page = client_of(adjoa).post(address(exchange), said, headers={"accept": "text/html"})
        text = page.content.decode()
        assert page.status_code == 422
        assert "This time has passed. Choose a later one." in text
        assert 'value="2023-07-13"' in text
        assert 'value="14:00"' in text

    def test_a_sentence_stands_in_its_language(self, exchange, client_of, adjoa, kerwin):
        hours.object_to(hours.propose(exchange, soon(), by=adjoa), by=kerwin, sentence="Não posso.", language="pt")
        page = text_of(client_of(adjoa), exchange)
        assert "Kerwin cannot make" in page
        assert '<span lang="pt">“Não posso.”</span>' in page

    def test_the_team_sets_a_time_and_the_page_says_so(self, exchange, client_of, adjoa, chiara):
        assert "Set a time for them" in text_of(client_of(chiara), exchange)
        client_of(chiara).post(address(exchange), {"begins_at": soon().isoformat()})
        assert "Set by Chiara T., of the course team." in text_of(client_of(adjoa), exchange)


class TestPrograms:
    def test_propose_accept_and_call_off(self, exchange, client_of, adjoa, kerwin):
        sent = json.dumps({"begins_at": soon().isoformat()})
        made = client_of(adjoa).post(address(exchange), sent, content_type="application/json", headers=JSON)
        hour = made.json()["hour"]
        assert (hour["state"], hour["by"], hour["accepted"]) == ("open", adjoa.pk, [])
        agreed = client_of(kerwin).post(address(exchange, f"{hour['id']}/acceptance/"), headers=JSON)
        assert (agreed.json()["hour"]["state"], agreed.json()["hour"]["accepted"]) == ("agreed", [kerwin.pk])
        ended = client_of(adjoa).post(address(exchange, "removal/"), WHY, headers=JSON)
        assert ended.json()["hour"]["state"] == "called_off"

    @pytest.mark.parametrize(
        ("sent", "status"),
        [
            ({}, 400),
            ({"begins_at": "tomorrow"}, 400),
            ({"begins_at": "2030-01-01T10:00"}, 400),
            ({"begins_at": "0001-01-01T00:00:00+14:00"}, 400),
            ({"begins_at": "9999-12-31T23:59:59-14:00"}, 400),
            ({"begins_at": "2023-01-01T10:00:00Z"}, 409),
            ({"begins_at": ["2030"], "day": {}}, 400),
            ({"day": "2030-01-01", "time": 12}, 400),
            ({"day": "0001-01-01", "time": "00:00"}, 400),
        ],
    )
    def test_wrong_input_is_refused_with_a_sentence(self, exchange, client_of, adjoa, sent, status):
        answer = client_of(adjoa).post(
            address(exchange), json.dumps(sent), content_type="application/json", headers=JSON
        )
        assert answer.status_code == status
        assert answer.json()["detail"]
        assert not Hour.objects.exists()

    def test_a_traveller_may_type_a_year_of_one_digit(self, exchange, client_of, adjoa):
        adjoa.person.stays = [["2030-01-01", "2030-01-05", "America/Jamaica", ""]]
        adjoa.person.save()
        sent = {"day": "0001-01-01", "time": "01:00"}
        assert client_of(adjoa).post(address(exchange), sent, headers=JSON).status_code == 400

    def test_json_that_is_nested_too_deeply_is_refused(self, exchange, client_of, adjoa):
        deep = "[" * 200_000
        answer = client_of(adjoa).post(address(exchange), deep, content_type="application/json", headers=JSON)
        assert answer.status_code == 400

    def test_an_hour_of_another_exchange_is_not_found(self, exchange, client_of, adjoa):
        assert client_of(adjoa).post(address(exchange, "99/acceptance/"), headers=JSON).status_code == 404


class TestElsewhere:
    def test_today_asks_for_a_proposal_then_for_an_answer_then_shows_the_hour(self, exchange, client_of, adjoa, kerwin):
        def next_of(member) -> str:
            return client_of(member).get(exchange.edition.get_absolute_url()).context["next"]["kind"]

        assert next_of(kerwin) == "greet"
        hour = hours.propose(exchange, soon(1), by=adjoa)
        assert (next_of(kerwin), next_of(adjoa)) == ("answer", "reflect")
        hours.accept(hour, by=kerwin)
        assert (next_of(kerwin), next_of(adjoa)) == ("exchange", "exchange")

    def test_the_room_shows_the_proposal_and_takes_the_answer(self, exchange, client_of, adjoa, kerwin):
        hour = hours.propose(exchange, soon(), by=adjoa)
        room = exchange.room.get_absolute_url()
        assert "Adjoa proposes" in client_of(kerwin).get(room).content.decode()
        assert "You propose" in client_of(adjoa).get(room).content.decode()
        answer = client_of(kerwin).post(
            address(exchange, f"{hour.pk}/acceptance/"), {"back": "room"}, headers={"accept": "text/html"}
        )
        assert (answer.status_code, answer["Location"]) == (302, room)
        assert begins(exchange) == soon()

    def test_the_list_of_exchanges_shows_what_waits(self, exchange, client_of, adjoa, kerwin):
        hours.propose(exchange, soon(), by=adjoa)
        page = client_of(kerwin).get(f"/courses/{exchange.edition.slug}/exchanges/").content.decode()
        assert "waits for your answer" in page

    def test_an_hour_that_has_passed_waits_for_nobody_in_the_list(self, exchange, client_of, adjoa, kerwin):
        hours.propose(exchange, soon(), by=adjoa)
        Hour.objects.update(begins_at=timezone.now() - datetime.timedelta(minutes=1))
        page = client_of(kerwin).get(f"/courses/{exchange.edition.slug}/exchanges/").content.decode()
        assert "waits for your answer" not in page
