"""Addresses that people and programs share: a program is refused in JSON, for whatever reason, a browser on a page."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from rooms.models import Message, Readers, Room
from tests.rooms.talking import paired, says


@pytest.fixture
def pair(adjoa, kerwin) -> Room:
    return paired([adjoa, kerwin], Readers.MEMBERS_AND_FACILITATORS)


@pytest.fixture
def said(adjoa, pair) -> Message:
    return says(adjoa, pair)


@pytest.fixture(params=["message", "stage"])
def address(request, pair, said) -> str:
    if request.param == "message":
        return reverse("message", args=[pair.pk, said.pk])
    return reverse("stage", args=[pair.exchange.pk, "begin"])


def post(client: Client, address: str, accept: str = "application/json", **headers: str):
    form = {"act": "react", "on": "👍", "id": str(uuid.uuid4())}
    return client.post(address, form, headers={"accept": accept, **headers})


def test_a_form_with_a_wrong_reply_or_a_send_instead_of_a_change_does_nothing(client_of, adjoa, pair, said) -> None:
    client, name = client_of(adjoa), str(uuid.uuid4())
    for reply_to in ("x", "-1", "1.5", str(said.pk + 10**6)):
        fields = {"id": name, "body": "An answer", "reply_to": reply_to}
        answer = client.post(reverse("room_messages", args=[pair.pk]), fields)
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid"), reply_to
    sent = client.post(reverse("message", args=[pair.pk, said.pk]), {"act": "send", "id": name, "body": "x"})
    assert (sent.status_code, sent.json()["code"]) == (400, "invalid")
    assert list(Message.objects.filter(room=pair)) == [said]


@pytest.mark.parametrize("accept", ["application/json", "*/*"])
class TestProgram:
    def test_a_signed_out_program_is_refused(self, client, address, accept) -> None:
        answer = post(client, address, accept)
        assert (answer.status_code, answer.json()["code"]) == (401, "signed_out")

    @pytest.mark.parametrize("who", ["tunde", "outsider", "suspended"])
    def test_a_program_of_a_person_who_may_not_enter_is_refused(self, request, client_of, address, accept, who) -> None:
        answer = post(client_of(request.getfixturevalue(who)), address, accept)
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
        assert answer.json()["detail"]

    def test_a_program_whose_form_has_no_token_is_refused(self, adjoa, address, accept) -> None:
        client = Client(enforce_csrf_checks=True)
        client.force_login(adjoa.person)
        answer = post(client, address, accept)
        assert (answer.status_code, answer.json()["code"], answer.json()["token"]) == (403, "forbidden", False)

    def test_a_program_that_asks_for_something_missing_is_refused(self, client_of, adjoa, pair, said, accept) -> None:
        browser, far = client_of(adjoa), 10**12
        answers = [
            post(browser, f"/rooms/{far}/messages/{said.pk}/", accept),
            post(browser, f"/exchanges/{far}/stage/begin/", accept),
            post(browser, f"/exchanges/{pair.exchange.pk}/stage/dance/", accept),
            post(browser, f"/rooms/{pair.pk}/messages/{far}/", accept),
        ]
        said_so = [(answer.status_code, answer.json()["code"]) for answer in answers]
        assert said_so == [(404, "missing")] * 3 + [(400, "invalid")]

    def test_a_program_that_sends_too_much_is_refused(self, adjoa, address, accept) -> None:
        browser = Client(enforce_csrf_checks=True)
        browser.force_login(adjoa.person)
        browser.get("/you/")
        form, kind = "body=" + "x" * (3 * 1024 * 1024), "application/x-www-form-urlencoded"
        answer = browser.post(address, form, content_type=kind, headers={"accept": accept})
        assert (answer.status_code, answer.json()["code"]) == (413, "too_long")

    def test_a_program_that_may_enter_is_answered(self, client_of, adjoa, address, accept) -> None:
        assert post(client_of(adjoa), address, accept).json()["type"] in {"ack", "stage"}


class TestBrowser:
    def test_a_signed_out_browser_is_sent_to_the_sign_in(self, client, address) -> None:
        answer = post(client, address, "text/html")
        assert answer.status_code == 302
        assert answer["Location"] == f"{reverse('account_request_login_code')}?next={address}"

    def test_a_browser_without_a_token_or_a_seat_gets_a_page(self, client_of, adjoa, tunde, address) -> None:
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(adjoa.person)
        for client in (strict, client_of(tunde)):
            answer = post(client, address, "text/html")
            assert (answer.status_code, answer["Content-Type"]) == (403, "text/html; charset=utf-8")

    def test_a_browser_with_its_token_is_let_in(self, adjoa, address) -> None:
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(adjoa.person)
        strict.get("/you/")
        answer = post(strict, address, "text/html", **{"x-csrftoken": strict.cookies["csrftoken"].value})
        assert answer.status_code == 302
