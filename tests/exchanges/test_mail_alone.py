"""A delegate who uses mail only: from the invitation to the follow-up, they open no page but a link's one button."""

import datetime
import email
import re
from email import policy
from email.message import EmailMessage
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from academy.invitations import inviting
from academy.models import Invitation
from board.cards.writing import take_home
from commons import timetable
from commons.inbound.receiving import receive
from commons.models import Became, ReceivedMail
from commons.telling import mailing
from exchanges.models import Exchange
from exchanges.rounds.making import make_round
from exchanges.rounds.proposing import propose
from exchanges.rounds.publishing import publish
from exchanges.scheduling import hours
from rooms.messages import frames
from tests import cast
from tests.academy.letters import delivered
from tests.academy.sign_in.test_sign_in_code import submit
from tests.commons.inbound.clients import gmail, mail

pytestmark = pytest.mark.django_db
DAY, HOUR = datetime.timedelta(days=1), datetime.timedelta(hours=1)
SECRET = "What our employers said in confidence."
LARGEST = 20_000


class Postbox:
    """Kerwin's mail program. He presses the buttons of links signed out, in a browser that has seen no page."""

    def __init__(self, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self.address = address
        self.now = (timezone.now() + DAY).replace(hour=13, minute=0)  # in the morning where he is
        monkeypatch.setattr(timezone, "now", lambda: self.now)

    def wait(self, time: datetime.timedelta = HOUR) -> list[EmailMessage]:
        """Lets the clock go on; returns the mails that came."""
        for step in (time, mailing.WAIT):
            self.now += step
            timetable.work_off(self.now)
        raw = [letter.message().as_bytes() for letter in delivered() if letter.to == [self.address]]
        assert all(len(each) < LARGEST for each in raw)
        return [email.message_from_bytes(each, policy=policy.default) for each in raw]

    def one(self, time: datetime.timedelta = HOUR) -> EmailMessage:
        (letter,) = self.wait(time)
        return letter

    def answer(self, letter: EmailMessage, words: str, file: str = "") -> str:
        number = ReceivedMail.objects.count()
        sent = mail(words, of=self.address, message_id=f"<{number}@phone.example>", to=str(letter["From"]))
        if file:
            sent.add_alternative(file, subtype="calendar", params={"method": "REPLY"})
        receive(sent.as_bytes(), [str(letter["Reply-To"] or letter["From"].addresses[0].addr_spec)])
        self.wait()
        return ReceivedMail.objects.latest("pk").became


def text_of(letter: EmailMessage) -> str:
    assert letter.get_body(("html",)) is not None
    text: str = letter.get_body(("plain",)).get_content()
    assert SECRET not in str(letter)
    return text


def press(letter: EmailMessage, words: str) -> None:
    """Presses the one button behind the first link with these words."""
    found = re.search(rf"^{words}.*\n(\S+)$", text_of(letter), re.MULTILINE)
    assert found, text_of(letter)
    path, browser = urlsplit(found[1]).path, Client(enforce_csrf_checks=True)
    assert browser.get(path).content.decode().count('<form method="post">') == 1
    assert browser.post(path).status_code == 302


@pytest.fixture(autouse=True)
def mail_leaves_and_comes(settings) -> None:
    settings.DEMO, settings.REPLY_ADDRESS = True, "reply+KEY@course.example"


def test_from_the_invitation_to_the_follow_up(
    edition, chiara, adjoa, does, django_capture_on_commit_callbacks, monkeypatch
) -> None:
    kerwin = cast.join(edition, "kerwin", welcomed_at=None)
    box = Postbox(kerwin.person.email, monkeypatch)

    with django_capture_on_commit_callbacks(execute=True):
        inviting.invite(edition, [kerwin], by=chiara)
    invitation = box.one()
    enter = re.search(r"http\S+(/enter/\S+)", text_of(invitation))
    assert enter is not None
    assert submit(Client(), enter[1]).status_code == 302
    assert Invitation.objects.get().sent_at is not None
    submit(Client(), "/sign-in/", email=kerwin.person.email)
    assert re.search(r"\b\d{6}\b", text_of(box.one(0 * HOUR)))

    said = {"opens": timezone.now(), "closes": timezone.now() + 20 * DAY, "takes_part": "everybody", "by": chiara}
    pair = edition.formats.get(slug="compare-pair")
    round = make_round(edition, topic=edition.topics.first(), format=pair, **said)
    propose(round, by=chiara)
    publish(round, by=chiara)
    exchange = Exchange.objects.select_related("room").get(round=round)
    partner = box.one()
    assert "Adjoa" in text_of(partner)
    assert "Propose: " in text_of(partner)

    does(adjoa, frames.parse_send({"id": "0f0e0d0c-0000-4000-8000-000000000001", "body": SECRET}), exchange.room)
    wrote = box.one()
    assert box.answer(wrote, gmail("en")) == Became.SAID
    assert exchange.room.messages.get(author=kerwin).body.startswith("We count them too.")

    begins = (timezone.now() + 5 * DAY).replace(hour=14, minute=0, second=0, microsecond=0)
    hours.propose(exchange, begins, by=adjoa)
    press(box.one(), "Accept: ")
    exchange.refresh_from_db()
    assert exchange.begins_at == begins

    agreed = next(each for each in box.wait() if "text/calendar" in str(each))
    event = Calendar.from_ical(list(agreed.iter_parts())[-1].get_content())
    assert event["method"] == "REQUEST"
    file = event.to_ical().decode().replace("METHOD:REQUEST", "METHOD:REPLY")
    assert box.answer(agreed, "Kerwin has accepted.", file) == Became.CALENDAR

    what = {"what": "Employment injury first", "readers": "edition", "language": "en"}
    card = take_home(edition, by=kerwin, content=what)
    box.wait(90 * DAY)
    press(box.one(DAY), ".*it moved")
    newest = card.states.first()
    assert (newest.answer, newest.asked_after, newest.author) == ("moved", 90, kerwin)
