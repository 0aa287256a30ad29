"""Who is not reached by mail sees it on each page, and facilitators on the roster, until the person says otherwise."""

import pytest
from django.utils import timezone

from academy.mail import undelivered
from academy.mail.handovers import UNDER_WAY, Handing
from academy.mail.undelivered import How, is_stopped
from academy.models import Handover

pytestmark = pytest.mark.django_db


@pytest.fixture
def unreached(adjoa) -> None:
    undelivered.record(adjoa.person.email, How.FOR_GOOD, "550 5.1.1 no such user", message_id="<1@x>")
    undelivered.record(adjoa.person.email, How.FOR_GOOD, "550 5.1.1 gone <b>", message_id="<2@x>")
    adjoa.person.refresh_from_db()


def test_the_person_sees_it_and_says_that_the_address_is_right(unreached, adjoa, client_of) -> None:
    browser = client_of(adjoa)
    address = adjoa.person.email
    assert address in browser.get(f"/courses/{adjoa.edition.slug}/").content.decode()
    assert "confirm" not in browser.get("/you/").content.decode()
    page = browser.get("/you/notices/").content.decode()
    assert 'action="/you/notices/mail/"' in page
    browser.post("/you/notices/mail/")
    assert not is_stopped(address)
    assert 'action="/you/notices/mail/"' not in browser.get("/you/notices/").content.decode()


def test_facilitators_read_on_the_roster_what_the_server_said(unreached, adjoa, chiara, client_of) -> None:
    desk = f"/courses/{adjoa.edition.slug}/desk"
    for page in (f"{desk}/roster/", f"{desk}/people/{adjoa.pk}/"):
        assert "550 5.1.1 gone &lt;b&gt;" in client_of(chiara).get(page).content.decode()


def test_facilitators_read_of_letters_that_were_given_up_or_may_not_have_arrived(adjoa, kerwin, chiara, client_of):
    Handing("1", adjoa.person.email).give_up("450 busy <b>")
    Handing("2", adjoa.person.email).settle()
    Handing("3", kerwin.person.email).begin("<3@x>")
    Handover.objects.update(began_at=timezone.now() - UNDER_WAY)
    desk = f"/courses/{adjoa.edition.slug}/desk"
    roster = client_of(chiara).get(f"{desk}/roster/").content.decode()
    assert (roster.count("450 busy &lt;b&gt;"), roster.count("may not have arrived")) == (1, 1)
    record = client_of(chiara).get(f"{desk}/people/{kerwin.pk}/").content.decode()
    assert (record.count("given up"), record.count("may not have arrived")) == (0, 1)


def test_a_roster_without_such_people_says_nothing(adjoa, chiara, client_of) -> None:
    page = client_of(chiara).get(f"/courses/{adjoa.edition.slug}/desk/roster/").content.decode()
    assert "Whom mail does not reach" not in page
