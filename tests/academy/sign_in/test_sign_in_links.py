"""One-time links, and signing out on every device."""

import datetime
import re
from urllib.parse import urljoin, urlsplit

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.http import HttpResponse
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
    answer = client.post(path)
    assert (answer.status_code, answer["Location"]) == (302, "/courses/lma-2023/people/")
    assert "adjoa@example.org" in client.get("/you/").content.decode()
    other = Client()
    for again in (other.get(path), other.post(path)):
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
    assert Client().post(link_of_age(23.9)).status_code == 302
    late = link_of_age(24.1)
    assert [client.get(late).status_code, client.post(late).status_code] == [410, 410]
    assert not signed_in(client)


def test_a_second_link_does_not_cancel_the_first(adjoa) -> None:
    links = [make_link(adjoa.person) for _time in range(2)]
    assert [Client().post(path).status_code for path in links] == [302, 302]


def test_a_link_replaces_the_person_signed_in_on_the_device(adjoa, kerwin, client_of) -> None:
    browser, path = client_of(kerwin), make_link(adjoa.person)
    page = browser.get(path).content.decode()
    assert "This link signs in Adjoa" in page
    assert "Kerwin T. is signed in here now, and will be signed out." in page
    browser.post(path)
    assert "adjoa@example.org" in browser.get("/you/").content.decode()


def test_the_token_itself_is_not_stored(adjoa) -> None:
    token = make_link(adjoa.person).strip("/").split("/")[-1]
    assert len(token) >= 32
    assert token not in str(list(SignInLink.objects.values()))


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"user-agent": ""},
        {"user-agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36"},
        {"user-agent": "WhatsApp/2.23.20.0"},
        {"sec-purpose": "prefetch;prerender"},
        {"cookie": "sessionid=" + "a" * 32},
    ],
)
def test_opening_a_link_spends_nothing_whoever_opens_it(adjoa, client, headers) -> None:
    """Mail scanners open links under the names of ordinary browsers."""
    path = make_link(adjoa.person)
    for look in (client.get, client.head, client.options):
        assert look(path, headers=headers).status_code in {200, 405}
    page = client.get(path, {"page": "x"}, headers=headers).content.decode()
    assert page.count('<button class="button first"') == 1
    assert not signed_in(client)
    assert SignInLink.objects.get().used_at is None
    assert Client(enforce_csrf_checks=True).post(path, headers=headers).status_code == 302


def pressed(browser: Client, page: HttpResponse) -> HttpResponse:
    """Sends the form of a link's page."""
    (number,) = re.findall(r'name="page" value="([^"]+)"', page.content.decode())
    return browser.post(page.wsgi_request.path, {"page": number})


def test_a_second_press_on_the_same_page_signs_in_too(adjoa) -> None:
    """A button is tapped twice, and an answer is lost on its way: the link must not be spent for nobody."""
    path = make_link(adjoa.person)
    page, other_page = Client().get(path), Client().get(path)
    first, second, stranger = Client(), Client(), Client()
    assert pressed(first, page).status_code == 302
    assert pressed(second, page).status_code == 302
    assert signed_in(second)
    assert pressed(stranger, other_page).status_code == 410
    assert stranger.post(path, {"page": ""}).status_code == 410
    SignInLink.objects.update(used_at=timezone.now() - datetime.timedelta(minutes=3))
    assert pressed(stranger, page).status_code == 410, "for two minutes"


def test_a_link_that_a_program_used_has_no_second_press(adjoa, client) -> None:
    path = make_link(adjoa.person)
    assert Client().post(path).status_code == 302
    assert [client.post(path).status_code, client.post(path, {"page": ""}).status_code] == [410, 410]


@pytest.mark.parametrize("hours", [1, -1])
def test_a_person_who_is_signed_in_is_led_on_by_their_spent_link(adjoa, kerwin, client_of, hours) -> None:
    path = make_link(adjoa.person, "/you/", hours=hours)
    SignInLink.objects.update(used_at=timezone.now())
    own, other = client_of(adjoa), client_of(kerwin)
    for act in (own.get, own.head, own.post):
        answer = act(path)
        assert (answer.status_code, answer["Location"]) == (302, "/you/")
    assert [other.get(path).status_code, other.post(path).status_code] == [410, 410]
    assert "kerwin@example.org" in other.get("/you/").content.decode()


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://testserver:81", "https://testserver", ""])
def test_a_form_of_another_site_signs_nobody_in(adjoa, client, origin) -> None:
    """Otherwise a stranger's page could sign its visitors in as the stranger, who then reads what they write."""
    path = make_link(adjoa.person)
    answer = client.post(path, headers={"origin": origin})
    assert (answer.status_code, "button first" in answer.content.decode()) == (200, True)
    assert not signed_in(client)
    assert client.post(path, headers={"origin": "http://testserver"}).status_code == 302


@pytest.mark.parametrize("token", ["x", "A" * 32, "%00", "é", "..", "a" * 2000])
def test_an_unknown_link_looks_like_a_spent_one(db, client, token) -> None:
    for act in (client.get, client.post):
        assert act(f"/enter/{token}/").status_code == 410


def test_a_link_of_an_inactive_person_opens_nothing(adjoa, client) -> None:
    path = make_link(adjoa.person)
    Person.objects.update(is_active=False)
    assert [client.get(path).status_code, client.post(path).status_code] == [410, 410]
    assert not signed_in(client)


@pytest.mark.parametrize("away", FOREIGN)
def test_a_link_leads_to_no_other_site(adjoa, client, away) -> None:
    path = make_link(adjoa.person, away)
    leads_to = urlsplit(urljoin("https://kapok.example/enter/x/", client.post(path)["Location"]))
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
    laptop.post(make_link(adjoa.person))
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
