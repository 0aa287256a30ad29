"""A letter is tried again when the server has surely not taken it, and never when it may have arrived."""

import datetime
import smtplib
import uuid

import pytest
from django.core import mail
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from academy import tasks
from academy.mail import handovers, letters
from academy.tasks import BACK_OFF, WORTH, send, send_letter
from tests.academy.letters import delivered

pytestmark = pytest.mark.django_db
LETTER = {"subject": "Good morning", "body": "So.", "to": "adjoa@example.org", "language": "en"}


@pytest.fixture
def server(monkeypatch):
    """``server(fault)``: what the mail server does from now on; None takes letters."""

    def does(fault: Exception | None) -> None:
        def deliver(subject: str, body: str, to: str, *, handing, **_said: object) -> None:
            if not isinstance(fault, letters.NotReached):
                handing("<1@x>")
            if fault is not None:
                raise fault
            mail.outbox.append(mail.EmailMessage(subject, body, to=[to]))

        monkeypatch.setattr(tasks.letters, "deliver", deliver)

    return does


def a_job() -> str:
    return str(uuid.uuid4())


def waiting() -> list[DBTaskResult]:
    return list(DBTaskResult.objects.filter(status="READY").order_by("enqueued_at"))


def test_a_server_that_is_away_for_a_day_loses_no_letter(server) -> None:
    server(letters.NotReached("no route"))
    send(a_job(), **LETTER)
    passed = datetime.timedelta()
    while passed < datetime.timedelta(days=1):
        (again,) = waiting()
        passed += datetime.timedelta(minutes=BACK_OFF[again.args_kwargs["kwargs"]["tries"] - 1])
        again.delete()
        send(a_job(), **again.args_kwargs["kwargs"])
    server(None)
    (again,) = waiting()
    assert again.run_after > timezone.now()
    send(a_job(), **again.args_kwargs["kwargs"])
    assert [letter.to for letter in mail.outbox] == [[LETTER["to"]]]


def test_it_is_given_up_after_two_days(server) -> None:
    server(letters.NotReached("no route"))
    with pytest.raises(letters.NotReached):
        send(a_job(), **LETTER, tries=len(BACK_OFF))
    assert datetime.timedelta(minutes=sum(BACK_OFF)) > datetime.timedelta(days=2)


def test_a_code_to_sign_in_is_worth_nothing_later(server) -> None:
    server(letters.NotReached("no route"))
    with pytest.raises(letters.NotReached):
        send(a_job(), **LETTER, tries=None)
    assert waiting() == []


@pytest.mark.parametrize(
    ("fault", "again"),
    [
        (letters.NotReached("no route"), True),
        (smtplib.SMTPRecipientsRefused({"a@example.org": (450, b"busy")}), True),
        (smtplib.SMTPRecipientsRefused({"a@example.org": (550, b"nobody")}), False),
        (smtplib.SMTPDataError(451, b"later"), True),
        (smtplib.SMTPDataError(554, b"no"), False),
        (smtplib.SMTPServerDisconnected("gone"), False),
        (TimeoutError("no answer"), False),
        (ConnectionResetError("reset"), False),
    ],
)
def test_only_what_was_surely_not_taken_is_tried_again(server, fault, again) -> None:
    server(fault)
    if again:
        send(a_job(), **LETTER)
    else:
        with pytest.raises(type(fault)):
            send(a_job(), **LETTER)
    assert len(waiting()) == again


def test_a_server_that_cannot_be_reached_is_told_from_a_line_that_broke(monkeypatch, settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nothing listens there
    with pytest.raises(letters.NotReached):
        letters.deliver("Good morning", "So.", "adjoa@example.org")


def test_the_same_job_sends_its_letter_once(server) -> None:
    server(None)
    for _twice in range(2):
        send("job", **LETTER)
    assert len(mail.outbox) == 1


def test_the_same_job_puts_its_letter_off_once(server) -> None:
    server(letters.NotReached("no route"))
    for _twice in range(2):
        send("job", **LETTER)
    assert len(waiting()) == 1


def test_a_code_that_waited_too_long_for_a_worker_is_not_sent() -> None:
    send_letter.enqueue(**LETTER, tries=None)
    DBTaskResult.objects.update(enqueued_at=timezone.now() - WORTH)
    assert delivered() == []


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (smtplib.SMTPRecipientsRefused({"a@example.org": (554, b"policy")}), "given up: 554 policy"),
        (ValueError("no such header"), "given up: no such header"),
        (smtplib.SMTPServerDisconnected("gone"), "may not have arrived"),
    ],
)
def test_what_was_given_up_or_may_not_have_arrived_is_known(server, fault, words) -> None:
    server(fault)
    with pytest.raises(type(fault)):
        send("job", **LETTER)
    assert handovers.in_doubt([LETTER["to"]], timezone.now() + handovers.KEPT) == [], "old doubts are not shown"
    (row,) = handovers.in_doubt([LETTER["to"]], timezone.now() + handovers.UNDER_WAY)
    assert words in handovers.words_of(row)
    assert handovers.forget(timezone.now() + handovers.KEPT) == 1


def test_a_letter_under_way_is_not_in_doubt(server) -> None:
    server(smtplib.SMTPServerDisconnected("gone"))
    with pytest.raises(smtplib.SMTPServerDisconnected):
        send("job", **LETTER)
    assert handovers.in_doubt([LETTER["to"]], timezone.now()) == []
