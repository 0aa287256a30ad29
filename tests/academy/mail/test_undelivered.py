"""Mail to an address stops when servers refuse it for good, and starts again when its owner says so."""

import smtplib

import pytest
from django.core import mail

from academy.mail import undelivered
from academy.mail.undelivered import How, confirm, is_stopped, record, stopped
from academy.models import Person, Undelivered
from academy.tasks import send


@pytest.fixture
def ama(db) -> Person:
    return Person.objects.create_user("ama@example.org", given_name="Ama")


def test_one_refusal_stops_nothing_and_the_second_does(ama: Person) -> None:
    assert record("AMA@example.org", How.FOR_GOOD, "550 no such box", message_id="<1@x>")
    assert not record("ama@example.org", How.FOR_GOOD, "550 no such box", message_id="<1@x>"), "the same report"
    assert not is_stopped("ama@example.org")
    assert record("ama@example.org", How.FOR_GOOD, "550 gone", message_id="<2@x>")
    assert stopped([ama.pk])[ama.pk].words == "550 gone"


def test_full_boxes_never_stop_mail_and_a_complaint_does_at_once(ama: Person) -> None:
    for number in range(5):
        record(ama.email, How.FOR_NOW, "452 full", message_id=f"<{number}@x>")
    assert not is_stopped(ama.email)
    record(ama.email, How.COMPLAINT, "")
    assert is_stopped(ama.email)


def test_a_corrected_address_and_its_owner_s_word_begin_anew(ama: Person) -> None:
    for _twice in range(2):
        record(ama.email, How.FOR_GOOD, "550")
    ama.refresh_from_db()
    ama.email = "ama.k@example.org"
    ama.save()
    assert stopped([ama.pk]) == {}
    assert not is_stopped(ama.email)
    ama.email = "ama@example.org"
    ama.save()
    assert is_stopped(ama.email)
    confirm(ama)
    assert not is_stopped(ama.email)


def test_stopped_mail_is_not_sent_but_a_code_that_was_asked_for_is(ama: Person) -> None:
    record(ama.email, How.COMPLAINT, "")
    letter = {"subject": "News", "body": "x", "to": ama.email, "language": "en"}
    send("1", **letter)
    assert mail.outbox == []
    send("2", **letter, anyway=True)
    assert len(mail.outbox) == 1


@pytest.mark.pure
@pytest.mark.parametrize(
    ("words", "code", "how"),
    [
        ("5.1.1 no such user", 550, How.FOR_GOOD),
        ("no such user here", 550, How.FOR_GOOD),
        ("5.2.1 disabled", 554, How.FOR_GOOD),
        ("5.2.2 mailbox full", 552, How.FOR_NOW),
        ("5.7.1 looks like spam", 550, How.FOR_NOW),
        ("4.2.1 come again", 451, How.FOR_NOW),
        ("too large", 552, How.FOR_NOW),
    ],
)
def test_only_what_speaks_of_the_address_counts(words: str, code: int, how: str) -> None:
    assert undelivered.how_of(words, code) == how


def test_what_a_mail_server_refuses_is_kept_in_its_words(ama: Person, monkeypatch) -> None:
    def refuse(*_args: object, **_options: object) -> None:
        raise smtplib.SMTPRecipientsRefused({"ama@example.org": (550, b"5.1.1 no such user")})

    monkeypatch.setattr("academy.mail.letters.deliver", refuse)
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        send("1", subject="News", body="x", to=ama.email, language="en")
    (row,) = Undelivered.objects.all()
    assert (row.how, row.words) == (How.FOR_GOOD, "550 5.1.1 no such user")
    assert undelivered.record("nobody@example.org", How.FOR_GOOD, "550") is False
