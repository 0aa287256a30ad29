"""The language of the pages: the browser's, until somebody chooses one."""

import pytest
from django.test import Client

from academy.models import Person


def language_of(browser: Client, address: str, **headers: str) -> str:
    return browser.get(address, headers=headers).text.split('<html lang="')[1].split('"')[0]


@pytest.mark.parametrize(
    ("accepts", "shown"),
    [
        ("fr", "fr"),
        ("pt-BR,pt;q=0.9,en;q=0.5", "pt"),
        ("en-JM", "en"),
        ("ht,fr;q=0.8", "fr"),
        ("nl", "en"),
        ("", "en"),
        ("*;q=x", "en"),
    ],
)
def test_pages_are_in_the_browsers_language_until_one_is_chosen(db, client, accepts, shown) -> None:
    headers = {"accept-language": accepts} if accepts else {}
    assert language_of(client, "/sign-in/", **headers) == shown


def test_a_visitor_chooses_with_the_switch_at_the_foot(db, client) -> None:
    answer = client.post("/language/", {"language": "pt", "next": "/sign-in/?next=/you/"})
    assert answer["Location"] == "/sign-in/?next=/you/", "and stays on the page"
    assert language_of(client, "/sign-in/", **{"accept-language": "fr"}) == "pt"


def test_a_persons_own_language_goes_before_the_browsers_on_every_device(adjoa, client_of) -> None:
    phone, laptop = client_of(adjoa), client_of(adjoa)
    assert language_of(phone, "/you/", **{"accept-language": "fr"}) == "fr"
    phone.post("/language/", {"language": "pt"})
    assert language_of(laptop, "/you/", **{"accept-language": "fr"}) == "pt"
    laptop.post("/language/", {"language": "en"})
    assert language_of(phone, "/you/", **{"accept-language": "fr"}) == "en", "even over the cookie of the other choice"
    assert Person.objects.get().language == "en"


@pytest.mark.parametrize("code", ["de", "", "fr-FR", "../en", "\x00", "FR"])
def test_an_unknown_language_changes_nothing(adjoa, client_of, code) -> None:
    browser = client_of(adjoa)
    assert browser.post("/language/", {"language": code}).status_code == 302
    assert language_of(browser, "/you/", **{"accept-language": "fr"}) == "fr"
    assert Person.objects.get().language == ""


@pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x"])
def test_the_switch_leads_to_no_other_site(db, client, away) -> None:
    assert client.post("/language/", {"language": "fr", "next": away})["Location"] == "/"
    assert client.get("/language/").status_code == 405
