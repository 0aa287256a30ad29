"""The stage clock on pages: the view of its acts, the room's page, the page of a stage message."""

import datetime
import uuid

import pytest
from django.utils import timezone

from exchanges.stages import acts
from rooms.models import Message
from tests.exchanges.stages.test_stages import room_of

pytestmark = pytest.mark.django_db


def test_the_view_runs_the_act_and_shows_the_room(client_of, exchange, adjoa):
    done = client_of(adjoa).post(f"/exchanges/{exchange.pk}/stage/begin/", headers={"accept": "text/html"})
    assert (done.status_code, done["Location"]) == (302, room_of(exchange).get_absolute_url())
    page = client_of(adjoa).get(done["Location"]).text
    assert "1 of 6 · Meet" in page
    assert "8 min left · until" in page
    assert "Who are you, what do you work on" in page


def test_the_room_shows_no_buttons_to_a_muted_delegate(client_of, exchange, adjoa, kerwin):
    kerwin.muted_until = timezone.now() + datetime.timedelta(hours=1)
    kerwin.save()
    path = room_of(exchange).get_absolute_url()
    assert "/stage/begin/" in client_of(adjoa).get(path).text
    assert "/stage/begin/" not in client_of(kerwin).get(path).text


def test_the_room_shows_why_an_act_was_refused(client_of, exchange, adjoa):
    path = f"/exchanges/{exchange.pk}/stage/pause/"
    page = client_of(adjoa).post(path, headers={"accept": "text/html"}, follow=True)
    assert "The stages have not begun yet." in page.text


def test_the_view_answers_programs_in_json(client_of, exchange, adjoa):
    client, path = client_of(adjoa), f"/exchanges/{exchange.pk}/stage/"
    refused = client.post(path + "pause/")
    assert (refused.status_code, refused.json()) == (
        409, {"code": "not_begun", "detail": "The stages have not begun yet."},
    )  # fmt: skip
    done = client.post(path + "begin/").json()
    assert (done["type"], done["stage"]["number"]) == ("stage", 1)


@pytest.mark.parametrize("junk", ["", "x", "-1", "9" * 30, "1.5", "٣"])
def test_the_view_refuses_invalid_numbers(client_of, exchange, adjoa, junk):
    client = client_of(adjoa)
    client.post(f"/exchanges/{exchange.pk}/stage/begin/")
    for act in ("move-on", "extend", "pause"):
        answer = client.post(f"/exchanges/{exchange.pk}/stage/{act}/", {"stage": junk, "seen": junk})
        assert answer.status_code == (400 if junk and act != "pause" else 200)


def test_the_view_knows_no_other_act(client_of, exchange, adjoa):
    assert client_of(adjoa).post(f"/exchanges/{exchange.pk}/stage/explode/").status_code == 404
    assert client_of(adjoa).post("/exchanges/999999/stage/begin/").status_code == 404


def test_the_page_of_a_stage_message_offers_no_acts(client_of, exchange, adjoa):
    acts.begin(exchange, by=adjoa)
    message = Message.objects.get()
    path = f"/rooms/{message.room_id}/messages/{message.pk}/"
    client = client_of(adjoa)
    page = client.get(path).text
    assert "Stage 1 begins" in page
    assert 'name="act"' not in page
    assert "/reports/" not in page
    refused = client.post(path, {"act": "react", "on": "👍", "id": uuid.uuid4()}, headers={"accept": "text/html"})
    assert refused.status_code == 403
    assert "You may not do this." in refused.text
