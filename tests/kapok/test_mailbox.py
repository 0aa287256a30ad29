"""A demo stores its mail and shows it on a page, to this machine only."""

import dataclasses
import re

import pytest
from django.core.mail import EmailMessage, get_connection
from django.test import Client

from commons.inbound.addresses import key_for, with_key
from commons.models import Letter
from tests import cast
from tests.academy.letters import delivered
from tests.commons.fixtures import thread, topic, write

__all__ = ["thread", "topic", "write"]


@pytest.fixture
def demo(settings) -> None:
    settings.DEMO = True


def send(*to: str, subject: str = "Hello", body: str = "Words") -> int:
    letter = EmailMessage(subject, body, to=list(to))
    return get_connection("commons.mail.MailboxBackend").send_messages([letter]) or 0


def test_a_demo_stores_its_mail_and_shows_it(db, demo, client) -> None:
    assert send("adjoa@example.org", "kerwin@example.org", subject="S" * 300, body="One\nTwo <b>three</b>") == 2
    assert set(Letter.objects.values_list("to", flat=True)) == {"adjoa@example.org", "kerwin@example.org"}
    page = client.get("/mailbox/")
    html = page.content.decode()
    assert "adjoa@example.org" in html
    assert "One<br>Two &lt;b&gt;three&lt;/b&gt;" in html
    assert "no-store" in page["Cache-Control"]


def test_the_mailbox_shows_the_newest_letters_first(db, demo, client) -> None:
    for number in range(25):
        send("adjoa@example.org", subject=f"Letter {number:02d}")
    shown = re.findall(r"Letter \d\d", client.get("/mailbox/").content.decode())
    assert shown == [f"Letter {number:02d}" for number in range(24, 4, -1)]


@pytest.mark.parametrize(
    "origin",
    [
        {"REMOTE_ADDR": "203.0.113.7"},
        {"REMOTE_ADDR": "10.0.0.2"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "203.0.113.7"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": ""},
        {"REMOTE_ADDR": ""},
        {"REMOTE_ADDR": "unix:"},
    ],
)
def test_the_mailbox_is_closed_to_other_machines(db, demo, origin) -> None:
    send("adjoa@example.org")
    assert Client(**origin).get("/mailbox/").status_code == 404
    assert "mailbox" not in Client(**origin).get("/sign-in/").content.decode()


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "127.1.2.3"])
def test_the_mailbox_is_open_to_this_machine(db, demo, address) -> None:
    assert Client(REMOTE_ADDR=address).get("/mailbox/").status_code == 200


def test_an_installation_that_is_no_demo_has_no_mailbox(db, settings, client, admin, client_of) -> None:
    settings.DEMO = False
    send("adjoa@example.org")
    assert client.get("/mailbox/").status_code == 404
    assert client_of(admin).get("/mailbox/").status_code == 404


@pytest.mark.parametrize("demo", [True, False])
def test_the_code_page_links_to_the_mailbox_in_a_demo_only(db, settings, client, demo) -> None:
    settings.DEMO = demo
    cast.join(cast.open_course(), "adjoa")
    page = client.post("/sign-in/", {"email": "adjoa@example.org"}, follow=True).content.decode()
    assert ('href="/mailbox/"' in page) is demo


NO_MAIL, ON_ITS_WAY = "This installation sends no mail yet", "is on its way"


@pytest.mark.parametrize(
    ("demo", "email", "comes"),
    [(True, None, True), (False, {"EMAIL_HOST": "mail.example.org"}, True), (False, None, False)],
)
def test_an_installation_without_mail_tells_people_to_ask_for_a_link(db, settings, client, demo, email, comes) -> None:
    settings.DEMO = demo
    settings.ENVIRONMENT = dataclasses.replace(settings.ENVIRONMENT, email=email)
    cast.join(cast.open_course(), "adjoa")
    page = client.get("/sign-in/").content.decode()
    assert ('name="email"' in page) is comes
    assert (NO_MAIL in page) is not comes
    asked = client.post("/sign-in/", {"email": "adjoa@example.org"}, follow=True).content.decode()
    assert (ON_ITS_WAY in asked) is comes
    assert (NO_MAIL in asked) is not comes


def test_a_demo_sends_no_code_to_other_machines(db, demo, settings) -> None:
    settings.ENVIRONMENT = dataclasses.replace(settings.ENVIRONMENT, email=None)
    assert NO_MAIL in Client(REMOTE_ADDR="192.0.2.7").get("/sign-in/").content.decode()


def test_the_code_in_the_mailbox_signs_in(db, demo, settings, client, mailoutbox) -> None:
    settings.EMAIL_BACKEND = "commons.mail.MailboxBackend"
    cast.join(cast.open_course(), "adjoa")
    client.post("/sign-in/", {"email": "adjoa@example.org"})
    assert delivered() == [], "the demo sends no mail"
    code = re.search(r"Your Kapok code: (\d{6})", client.get("/mailbox/").content.decode()).group(1)
    assert client.post("/sign-in/code/", {"code": code})["Location"] == "/"
    assert client.get("/you/").status_code == 200


def test_a_letter_of_the_demo_is_answered_in_place(demo, settings, thread, kerwin, write, adjoa, client) -> None:
    settings.REPLY_ADDRESS = "reply+KEY@kapok.localhost"
    post = write(kerwin)
    headers = {"Reply-To": with_key(key_for("p", adjoa, post.pk))}
    letter = EmailMessage("Hello", "Words", to=[adjoa.person.email], headers=headers)
    get_connection("commons.mail.MailboxBackend").send_messages([letter])
    stored = Letter.objects.get()
    assert "Answer this mail" in client.get("/mailbox/").content.decode()
    client.post("/mailbox/", {"letter": stored.pk, "body": "We pay.\0"})
    assert post.thread.posts.filter(author=adjoa, body="We pay.", answers=post).exists()
    assert client.post("/mailbox/", {"letter": "x"}).status_code == 404
