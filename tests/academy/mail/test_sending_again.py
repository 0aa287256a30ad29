"""A letter is tried again when the server has surely not taken it, and never when it may have arrived."""

import datetime
import smtplib

import pytest
from django.core import mail
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from academy import tasks
from academy.mail import letters
from academy.tasks import BACK_OFF, send_letter

pytestmark = pytest.mark.django_db
LETTER = {"subject": "Good morning", "body": "So.", "to": "adjoa@example.org", "language": "en"}


@pytest.fixture
def server(monkeypatch):
    """``server(fault)``: what the mail server does from now on; None takes letters."""

    def does(fault: Exception | None) -> None:
        def deliver(subject: str, body: str, to: str, **_said: object) -> None:
            if fault is not None:
                raise fault
            mail.outbox.append(mail.EmailMessage(subject, body, to=[to]))

        monkeypatch.setattr(tasks.letters, "deliver", deliver)

    return does


def waiting() -> list[DBTaskResult]:
    return list(DBTaskResult.objects.filter(status="READY").order_by("enqueued_at"))


def test_a_server_that_is_away_for_a_day_loses_no_letter(server) -> None:
    server(letters.NotReached("no route"))
    send_letter.call(**LETTER)
    passed = datetime.timedelta()
    while passed < datetime.timedelta(days=1):
        (again,) = waiting()
        passed += datetime.timedelta(minutes=BACK_OFF[again.args_kwargs["kwargs"]["tries"] - 1])
        again.delete()
        send_letter.call(**again.args_kwargs["kwargs"])
    server(None)
    (again,) = waiting()
    assert again.run_after > timezone.now()
    send_letter.call(**again.args_kwargs["kwargs"])
    assert [letter.to for letter in mail.outbox] == [[LETTER["to"]]]


def test_it_is_given_up_after_two_days(server) -> None:
    server(letters.NotReached("no route"))
    with pytest.raises(letters.NotReached):
        send_letter.call(**LETTER, tries=len(BACK_OFF))
    assert datetime.timedelta(minutes=sum(BACK_OFF)) > datetime.timedelta(days=2)


def test_a_code_to_sign_in_is_worth_nothing_later(server) -> None:
    server(letters.NotReached("no route"))
    with pytest.raises(letters.NotReached):
        send_letter.call(**LETTER, tries=None)
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
        send_letter.call(**LETTER)
    else:
        with pytest.raises(type(fault)):
            send_letter.call(**LETTER)
    assert len(waiting()) == again


def test_a_server_that_cannot_be_reached_is_told_from_a_line_that_broke(monkeypatch, settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nothing listens there
    with pytest.raises(letters.NotReached):
        letters.deliver("Good morning", "So.", "adjoa@example.org")


def test_a_letter_whose_worker_was_killed_while_sending_goes_to_nobody_twice(server) -> None:
    send_letter.enqueue(**LETTER)
    DBTaskResult.objects.update(status="RUNNING")  # handed over, perhaps; the worker was killed before it wrote so
    assert not DBTaskResult.objects.ready().exists()
