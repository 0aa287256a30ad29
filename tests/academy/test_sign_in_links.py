"""One-time links, and signing out on every device."""

import datetime
from urllib.parse import urljoin, urlsplit

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from academy.models import Person, SignInLink
from academy.sign_in.links import make_link, own_path, use
from academy.signals import signed_out

FOREIGN = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example",
    "/\t/evil.example",
    "/\n//evil.example",
    "\\\\evil.example",
    "http:evil.example",
    "javascript:alert(1)",
    "evil.example",
    " /you/",
    "",
    "/" + "a" * 500,
]


def signed_in(browser: Client) -> bool:
    return browser.get("/you/").status_code == 200


def printed_link(capsys, *arguments: str) -> str:
    """Returns the path of the link that the operator's command prints."""
    call_command("sign_in_link", *arguments)
    return urlsplit(capsys.readouterr().out.strip()).path


def test_a_link_signs_its_person_in_once(adjoa, capsys, client) -> None:
    path = printed_link(capsys, "adjoa@example.org", "--next", "/courses/lma-2023/people/")
    answer = client.get(path)
    assert (answer.status_code, answer["Location"]) == (302, "/courses/lma-2023/people/")
    assert "adjoa@example.org" in client.get("/you/").content.decode()
    other = Client()
    again = other.get(path)
    assert again.status_code == 410
    assert "/sign-in/" in again.content.decode(), "the page says what to do instead"
    assert not signed_in(other)


def test_a_link_works_for_a_day(adjoa, client) -> None:
    def link_of_age(hours: float) -> str:
        path = make_link(adjoa.person)
        age = datetime.timedelta(hours=hours)
        SignInLink.objects.filter(used_at=None).update(expires_at=timezone.now() + datetime.timedelta(hours=24) - age)
        return path

    made = timezone.now()
    make_link(adjoa.person)
    assert abs(SignInLink.objects.get().expires_at - made - datetime.timedelta(hours=24)) < datetime.timedelta(
        minutes=1
    )
    assert Client().get(link_of_age(23.9)).status_code == 302
    assert client.get(link_of_age(24.1)).status_code == 410
    assert not signed_in(client)


def test_a_second_link_does_not_cancel_the_first(adjoa) -> None:
    links = [make_link(adjoa.person) for _time in range(2)]
    assert [Client().get(path).status_code for path in links] == [302, 302]


def test_a_link_replaces_the_person_signed_in_on_the_device(adjoa, kerwin, client_of) -> None:
    browser = client_of(kerwin)
    browser.get(make_link(adjoa.person))
    assert "adjoa@example.org" in browser.get("/you/").content.decode()


def test_the_token_itself_is_not_stored(adjoa) -> None:
    token = make_link(adjoa.person).strip("/").split("/")[-1]
    assert len(token) >= 32
    assert token not in str(list(SignInLink.objects.values()))


@pytest.mark.parametrize(
    "headers",
    [
        {"user-agent": "WhatsApp/2.23.20.0"},
        {"user-agent": "TelegramBot (like TwitterBot)"},
        {"user-agent": "facebookexternalhit/1.1;line-poker/1.0"},
        {"sec-purpose": "prefetch;prerender"},
        {"purpose": "prefetch"},
    ],
)
def test_the_preview_of_a_messenger_does_not_spend_the_link(adjoa, client, headers) -> None:
    path = make_link(adjoa.person)
    looks = client.get(path, headers=headers)
    assert looks.status_code == 200
    assert not signed_in(client)
    assert 'method="post"' in looks.content.decode(), "the button on the page still signs a reader in"
    assert client.head(path).status_code == 200
    assert client.post(path, headers=headers).status_code == 302
    assert signed_in(client)


@pytest.mark.parametrize("token", ["x", "A" * 32, "%00", "é", "..", "a" * 2000])
def test_an_unknown_link_looks_like_a_spent_one(db, client, token) -> None:
    assert client.get(f"/enter/{token}/").status_code == 410


def test_a_link_of_an_inactive_person_opens_nothing(adjoa, client) -> None:
    path = make_link(adjoa.person)
    Person.objects.update(is_active=False)
    assert client.get(path).status_code == 410
    assert not signed_in(client)


@pytest.mark.parametrize("away", FOREIGN)
def test_a_link_leads_to_no_other_site(adjoa, client, away) -> None:
    path = make_link(adjoa.person, away)
    leads_to = urlsplit(urljoin("https://kapok.example/enter/x/", client.get(path)["Location"]))
    assert (leads_to.scheme, leads_to.netloc) == ("https", "kapok.example")


def test_the_command_refuses_an_address_of_another_site(adjoa, capsys) -> None:
    with pytest.raises(CommandError, match="path of this site"):
        printed_link(capsys, "adjoa@example.org", "--next=https://evil.example/")


@pytest.mark.pure
@pytest.mark.parametrize(
    "path", ["/", "/you/", "/courses/lma-2023/?a=b&c=d#e", "/a//b", "/é", "/x?next=//evil.example"]
)
def test_a_link_may_lead_to_any_page_of_this_site(path) -> None:
    assert own_path(path) == path


def test_one_of_several_simultaneous_uses_of_a_link_succeeds(adjoa) -> None:
    """One statement checks the link and spends it, so that nothing can happen in between."""
    token = make_link(adjoa.person).strip("/").split("/")[-1]
    with CaptureQueriesContext(connection) as queries:
        got = [use(token) is not None for _time in range(3)]
    assert got == [True, False, False]
    statements = [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]
    assert [sql.split()[0] for sql in statements] == ["UPDATE", "SELECT", "UPDATE", "UPDATE"]


@pytest.mark.parametrize(
    ("arguments", "words"), [(["nobody@example.org"], "Nobody has the address nobody@example.org."), (["x"], "x.")]
)
def test_a_link_for_nobody_is_refused(db, arguments, words) -> None:
    with pytest.raises(CommandError, match=words):
        call_command("sign_in_link", *arguments)


def test_signing_out_ends_this_device_alone(adjoa, client_of) -> None:
    phone, laptop = client_of(adjoa), client_of(adjoa)
    assert phone.get("/sign-out/").status_code == 200, "a page asks first"
    assert signed_in(phone)
    assert phone.post("/sign-out/")["Location"] == "/sign-in/"
    assert not signed_in(phone)
    assert signed_in(laptop)


def test_signing_out_everywhere_ends_every_device_of_that_person(adjoa, kerwin, client_of) -> None:
    phone, laptop, others = client_of(adjoa), client_of(adjoa), client_of(kerwin)
    assert laptop.get("/you/sign-out-everywhere/").status_code == 405
    assert signed_in(phone)
    answer = laptop.post("/you/sign-out-everywhere/", follow=True)
    assert "signed out on every device" in answer.content.decode()
    assert [signed_in(browser) for browser in (phone, laptop, others)] == [False, False, True]
    laptop.get(make_link(adjoa.person))
    assert signed_in(laptop), "and one can come back"


def test_signing_out_everywhere_sends_a_signal_with_the_person(adjoa, client_of) -> None:
    people = []

    def hear(person: Person, **_more: object) -> None:
        people.append(person)

    signed_out.connect(hear)
    try:
        client_of(adjoa).post("/you/sign-out-everywhere/")
    finally:
        signed_out.disconnect(hear)
    assert people == [adjoa.person]
