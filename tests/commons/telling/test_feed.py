"""The Atom feed of a person's notices: by its secret address alone, without words that they may not see."""

import xml.etree.ElementTree as ElementTree

import pytest
from django.test import Client
from django.utils import timezone

from academy.secret_addresses import CALENDAR, NOTICES
from commons import notices

pytestmark = pytest.mark.django_db
ATOM = {"atom": "http://www.w3.org/2005/Atom"}


def read(secret: str, **headers: str):
    return Client().get(f"/feed/{secret}.atom", headers=headers)


@pytest.fixture
def secret(adjoa) -> str:
    return NOTICES.secret_of(adjoa.person)


def titles(secret: str) -> list[str]:
    feed = ElementTree.fromstring(read(secret).content)
    return [entry.findtext("atom:title", namespaces=ATOM) or "" for entry in feed.findall("atom:entry", ATOM)]


def test_it_has_ones_own_notices_alone_newest_first_in_ones_language(adjoa, kerwin, secret) -> None:
    notices.tell([adjoa], "paired", "/exchanges/1/", partners="Kerwin")
    notices.tell([adjoa], "paired", "/exchanges/2/", partners="Shanice")
    notices.tell([kerwin], "paired", "/exchanges/1/", partners="Adjoa")
    found = titles(secret)
    assert ["Shanice" in found[0], "Kerwin" in found[1], len(found)] == [True, True, 2]
    assert found[0].startswith("Vous")


def test_no_words_of_a_text_stand_in_it(adjoa, secret) -> None:
    notices.tell([adjoa], "hidden", "/posts/1/", excerpt="Between us alone", reason="Rough.")
    assert "Between us" not in read(secret).content.decode()


def test_a_renewed_address_opens_nothing_any_more_and_the_calendars_stays(client_of, adjoa, secret) -> None:
    calendar = CALENDAR.secret_of(adjoa.person)
    assert read(calendar).status_code == 404
    client_of(adjoa).post("/you/notices/renewal/")
    adjoa.person.refresh_from_db()
    assert read(secret).status_code == 404
    assert read(NOTICES.secret_of(adjoa.person)).status_code == 200
    assert CALENDAR.secret_of(adjoa.person) == calendar


def test_who_was_suspended_reads_nothing_of_the_course(adjoa, secret) -> None:
    notices.tell([adjoa], "paired", "/exchanges/1/", partners="Kerwin")
    adjoa.suspended_at = timezone.now()
    adjoa.save()
    assert titles(secret) == []


def test_no_search_engine_keeps_it_and_nothing_new_is_not_sent_again(adjoa, secret) -> None:
    notices.tell([adjoa], "paired", "/exchanges/1/", partners="Kerwin")
    answer = read(secret)
    assert (answer["X-Robots-Tag"], "private" in answer["Cache-Control"]) == ("noindex", True)
    assert read(secret, **{"if-none-match": answer["ETag"]}).status_code == 304


def test_its_address_stands_on_the_page_of_choices(client_of, adjoa, secret) -> None:
    assert f"/feed/{secret}.atom" in client_of(adjoa).get("/you/notices/").content.decode()
