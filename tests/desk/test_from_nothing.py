"""The whole path: an empty database, a browser, and at its end a published round with everybody invited."""

import datetime
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from academy.models import Edition, Membership
from academy.sign_in import beginning
from exchanges.models import Exchange, Round
from tests.academy.letters import delivered

LINK = re.compile(r'href="http://[^/"]+(/enter/[^"]+)"')
HEADER = "given_name;family_name;email;role;bloc;country\n"
PEOPLE = [
    ("adjoa", "ECOWAS", "BJ"),
    ("mariam", "ECOWAS", "SN"),
    ("kerwin", "CARICOM", "JM"),
    ("guerline", "CARICOM", "HT"),
]
ROSTER = HEADER + "".join(f"{name.title()};É.;{name}@example.org;delegate;{bloc};{c}\n" for name, bloc, c in PEOPLE)


@pytest.fixture(autouse=True)
def demo(settings) -> None:
    """The mail of a demo is read in its mailbox. The demo's own course is not filled in."""
    settings.DEMO, settings.EMAIL_BACKEND = True, "commons.mail.MailboxBackend"


def test_from_an_empty_database_to_a_published_round(db, client, django_capture_on_commit_callbacks) -> None:
    today = timezone.localdate()
    ada = {"given_name": "Ada", "family_name": "M.", "email": "ada@example.org"}
    client.post(beginning.make_link(), ada)
    days = {"starts": today + datetime.timedelta(days=7), "ends": today + datetime.timedelta(days=18)}
    client.post(reverse("new_course"), {"source": "folder:lma-2023", "facilitates": "on", **days})
    edition = Edition.objects.get()

    def at(name: str, *args: object) -> str:
        return reverse(name, args=[edition.slug, *args])

    assert "0 delegates from 0 blocs" in client.get(at("setup")).text
    file = SimpleUploadedFile("roster.csv", ROSTER.encode("cp1252"))
    page = client.post(at("roster"), {"act": "import", "file": file}, follow=True)
    assert "4 new people" in page.text
    with django_capture_on_commit_callbacks(execute=True):
        client.post(at("invite"), {"line": "I look forward to it."})
    delivered()
    box = client.get(reverse("mailbox")).text
    links = LINK.findall(box)
    assert len(links) == len(set(links)) == 4
    assert "I look forward to it." in box
    for link in links:
        come_in(link, at("welcome"))
    assert "4 of 4 delegates have come" in client.get(at("setup")).text
    wishes = dict.fromkeys(["ranking", "interest", "hours", "language", "countries", "kind"], "1")
    asked = {"format": "compare-pair", "first_day": today, "last_day": today, "sides": "same", **wishes}
    client.post(at("new_round"), asked)
    page = client.post(at("publish_round", 1), follow=True)
    assert "The round is published" in page.text
    assert Round.objects.get().published_at
    assert Exchange.objects.count() == 2


def come_in(link: str, welcome: str) -> None:
    browser = Client()
    assert browser.get(link).status_code == 200, "a scanner or a preview"
    assert browser.post(link)["Location"] == welcome
    assert browser.get(welcome).status_code == 200
    # What is asked there is tests/academy/test_profile.py's.
    me = Membership.objects.filter(person=int(browser.session["_auth_user_id"]))
    assert me.update(welcomed_at=timezone.now(), ranked_topics=["climate"]) == 1
