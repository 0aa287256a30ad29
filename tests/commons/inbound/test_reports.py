"""Reports of mail servers and providers stop mail only when they are about mail that Kapok sent to the very address."""

from types import SimpleNamespace

import pytest
from django.core import mail as outbox
from django.utils import timezone

from academy.mail.letters import deliver
from academy.mail.undelivered import How, is_stopped
from academy.models import Person, Undelivered
from commons.inbound import calendars, handling, hooks
from commons.inbound.opened import Opened
from commons.inbound.receiving import receive
from commons.models import Became, ReceivedMail
from tests.commons.inbound.clients import mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def ama(db) -> Person:
    return Person.objects.create_user("ama@gov.example", given_name="Ama")


def sent_id(to: str) -> str:
    deliver("News", "Something waits for you.", to)
    return str(outbox.outbox[-1].message()["Message-ID"])


def bounce(to: str, message_id: str, status: str = "5.1.1", code: str = "550", action: str = "failed") -> bytes:
    return f"""From: MAILER-DAEMON@relay.example
To: kapok@course.example
Subject: Undelivered Mail Returned to Sender
Message-ID: <b{hash(message_id) % 10**9}@relay.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="x"

--x
Content-Type: text/plain

This is the mail system. Your message could not be delivered.

--x
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.example
Arrival-Date: Tue, 2 Jun 2026 10:02:11 +0000

Final-Recipient: rfc822; {to}
Original-Recipient: rfc822;{to}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {code} {status} <{to}>: Recipient address
    rejected: no such user

--x
Content-Type: text/rfc822-headers

From: Kapok <kapok@course.example>
To: {to}
Message-ID: {message_id}
Subject: News

--x--
""".encode()


def complaint(to: str, message_id: str) -> bytes:
    return f"""From: feedback@provider.example
To: kapok@course.example
Subject: complaint
Message-ID: <c1@provider.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="x"

--x
Content-Type: text/plain

An e-mail was reported as unwanted.

--x
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: Provider/1.0
Version: 1
Original-Rcpt-To: <{to}>

--x
Content-Type: message/rfc822

From: Kapok <kapok@course.example>
To: {to}
Message-ID: {message_id}
Subject: News

Something waits for you.
--x--
""".encode()


def come(raw: bytes) -> str:
    receive(raw, ["kapok@course.example"], sender="")
    handling.work_off(timezone.now())
    return ReceivedMail.objects.latest("pk").became


def test_two_bounces_for_good_stop_mail(ama: Person) -> None:
    assert come(bounce(ama.email, sent_id(ama.email))) == Became.REPORT
    (row,) = ama.undelivered.all()
    assert (row.how, is_stopped(ama.email)) == (How.FOR_GOOD, False)
    assert row.words.startswith("550 5.1.1")
    assert "no such user" in row.words
    come(bounce(ama.email, sent_id(ama.email)))
    assert is_stopped(ama.email)


def test_the_same_bounce_counts_once_by_whatever_way_it_comes(ama: Person) -> None:
    said = sent_id(ama.email)
    come(bounce(ama.email, said))
    come(bounce(ama.email, said).replace(b"<b", b"<again"))
    assert ama.undelivered.count() == 1


@pytest.mark.parametrize(("status", "code"), [("5.2.2", "552"), ("5.7.1", "550"), ("4.4.1", "451")])
def test_full_boxes_and_filters_do_not_stop_mail(ama: Person, status: str, code: str) -> None:
    for _number in range(3):
        come(bounce(ama.email, sent_id(ama.email), status, code))
    assert not is_stopped(ama.email)


def test_a_delay_is_no_failure(ama: Person) -> None:
    come(bounce(ama.email, sent_id(ama.email), "4.4.7", "451", action="delayed"))
    assert not Undelivered.objects.exists()


def test_nobody_can_invent_a_report(ama: Person) -> None:
    other = Person.objects.create_user("kofi@gov.example")
    for said in ("<made.up@course.example>", sent_id(other.email), ""):
        come(bounce(ama.email, said))
        come(complaint(ama.email, said))
    assert not Undelivered.objects.exists()


def test_a_complaint_stops_mail_at_once(ama: Person) -> None:
    come(complaint(ama.email, sent_id(ama.email)))
    assert is_stopped(ama.email)


def event(**said: object) -> SimpleNamespace:
    empty = dict.fromkeys(("mta_response", "description", "reject_reason", "message_id", "event_id", "recipient"))
    return SimpleNamespace(**{**empty, **said})


class TestProviders:
    def test_bounces_and_complaints_count_once_each(self, ama: Person) -> None:
        for _twice in range(2):
            said = event(event_type="bounced", reject_reason="bounced", recipient=ama.email, message_id="7")
            hooks.on_tracking(object, said, "Provider")
        assert (ama.undelivered.count(), is_stopped(ama.email)) == (1, False)
        hooks.on_tracking(object, event(event_type="complained", recipient=ama.email, message_id="7"), "Provider")
        assert is_stopped(ama.email)

    def test_other_events_and_full_boxes_stop_nothing(self, ama: Person) -> None:
        for number in range(3):
            words = {"mta_response": "552 5.2.2 mailbox full", "reject_reason": "bounced"}
            hooks.on_tracking(
                object, event(event_type="bounced", recipient=ama.email, message_id=str(number), **words), "Provider"
            )
            hooks.on_tracking(object, event(event_type="opened", recipient=ama.email), "Provider")
        assert not is_stopped(ama.email)

    def test_a_mail_comes_in(self, db) -> None:
        from anymail.inbound import AnymailInboundMessage

        message = AnymailInboundMessage.parse_raw_mime_bytes(mail("Déjà payé.").as_bytes())
        message.envelope_recipient, message.envelope_sender = "reply@course.example", "adjoa@example.org"
        hooks.on_inbound(object, event(message=message), "Provider")
        row = ReceivedMail.objects.get()
        assert (row.recipient, row.sender) == ("reply@course.example", "adjoa@example.org")
        assert Opened(bytes(row.raw)).texts("text/plain") == ["Déjà payé.\n"]


REPLY = """BEGIN:VCALENDAR
METHOD:REPLY
BEGIN:VEVENT
UID:exchange-12@course.example
ATTENDEE;PARTSTAT={answer};CN="Ama,
  of Accra":mailto:ama@gov.example
END:VEVENT
END:VCALENDAR
"""


class TestCalendars:
    @pytest.mark.parametrize("answer", ["ACCEPTED", "DECLINED", "TENTATIVE"])
    def test_a_calendars_answer_is_handed_on_and_posts_nothing(self, ama: Person, answer: str, monkeypatch) -> None:
        taken: list[tuple[Person, str, str]] = []

        def take(*said) -> None:
            taken.append(said)

        monkeypatch.setattr(calendars, "_takers", [take])
        sent = mail("Ama has answered.", of=ama.email)
        sent.add_alternative(REPLY.format(answer=answer), subtype="calendar", params={"method": "REPLY"})
        assert come(sent.as_bytes()) == Became.CALENDAR
        assert taken == [(ama, "exchange-12@course.example", answer.lower())]

    def test_an_invitation_is_no_answer(self, ama: Person) -> None:
        sent = mail("Come!", of=ama.email)
        sent.add_alternative(REPLY.format(answer="ACCEPTED").replace("METHOD:REPLY", "METHOD:REQUEST"), "calendar")
        assert calendars.reply_in(Opened(sent.as_bytes())) is None
