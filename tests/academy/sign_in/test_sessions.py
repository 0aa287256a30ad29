"""The signed-in person is the one whom the session's signed data name, and nobody else."""

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY
from django.urls import reverse

from academy.models import Session
from commons.models import Notice

pytestmark = pytest.mark.django_db


def is_signed_in(browser) -> bool:
    return browser.get(reverse("profile")).status_code == 200


def test_a_session_knows_its_person_from_sign_in_to_sign_out(client_of, adjoa) -> None:
    browser = client_of(adjoa)
    assert Session.objects.get().person == adjoa.person
    assert is_signed_in(browser)
    browser.logout()
    assert not Session.objects.exists()
    assert not is_signed_in(browser)


def test_the_signed_data_say_who_is_signed_in_not_the_column_beside_them(client_of, adjoa, kerwin) -> None:
    browser = client_of(adjoa)
    Session.objects.update(person=kerwin.person)
    assert browser.get(reverse("profile")).context["user"] == adjoa.person
    Session.objects.update(person=None)
    assert browser.get(reverse("profile")).context["user"] == adjoa.person


def test_a_person_who_is_set_inactive_is_signed_out(client_of, adjoa) -> None:
    browser = client_of(adjoa)
    adjoa.person.is_active = False
    adjoa.person.save()
    assert not is_signed_in(browser)


def test_a_new_stamp_ends_the_session(client_of, adjoa) -> None:
    browser = client_of(adjoa)
    adjoa.person.sign_in_stamp = "another"
    adjoa.person.save()
    assert not is_signed_in(browser)
    assert not Session.objects.filter(person=adjoa.person).exists()


@pytest.mark.parametrize("changed", [{BACKEND_SESSION_KEY: "of.an.older.Release"}, {HASH_SESSION_KEY: ""}])
def test_a_session_that_django_would_refuse_is_refused(client_of, adjoa, changed) -> None:
    browser = client_of(adjoa)
    session = browser.session
    session.update(changed)
    session.save()
    assert not is_signed_in(browser)


def test_deleting_a_person_ends_their_sessions(client_of, luca) -> None:
    browser, person = client_of(luca), luca.person
    luca.delete()
    person.delete()
    assert not Session.objects.exists()
    assert not is_signed_in(browser)


def test_new_notices_are_announced_on_every_page_until_they_are_opened(client_of, edition, adjoa) -> None:
    browser, page = client_of(adjoa), reverse("topics", args=[edition.slug])
    assert "Notices · 1" not in browser.get(page).text
    Notice.objects.create(to=adjoa, kind="muted", words={"reason": "R"}, path="/")
    assert "Notices · 1" in browser.get(page).text
    assert "Notices · 1" not in browser.get(reverse("notices", args=[edition.slug])).text
    assert "Notices · 1" not in browser.get(page).text
