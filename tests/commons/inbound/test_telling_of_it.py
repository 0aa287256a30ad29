"""Who is not reached by mail sees it on each page, and facilitators on the roster, until the person says otherwise."""

import pytest

from academy.mail import undelivered
from academy.mail.undelivered import How, is_stopped

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
    page = client_of(chiara).get(f"/courses/{adjoa.edition.slug}/desk/roster/").content.decode()
    assert "550 5.1.1 gone &lt;b&gt;" in page


def test_a_roster_without_such_people_says_nothing(adjoa, chiara, client_of) -> None:
    page = client_of(chiara).get(f"/courses/{adjoa.edition.slug}/desk/roster/").content.decode()
    assert "Whom mail does not reach" not in page
