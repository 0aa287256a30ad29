"""Every e-mail says that a program wrote it, because one job sends them all."""

import email
import re
from email import policy
from pathlib import Path

import pytest
from django.core import mail

from academy.tasks import send

ROOT = Path(__file__).resolve().parents[2]
APPS = ("kapok", "desk", "today", "exchanges", "board", "compare", "forum", "rooms", "commons", "academy")
SENDS = re.compile(r"EmailMessage\(|EmailMultiAlternatives[()]|send_mail\(|send_mass_mail\(|mail_admins\(|email_user\(")


@pytest.mark.pure
def test_one_job_makes_every_e_mail() -> None:
    files = [file for app in APPS for file in (ROOT / app).rglob("*.py")]
    makers = {str(file.relative_to(ROOT)) for file in files if SENDS.search(file.read_text(encoding="utf-8"))}
    assert makers == {"academy/mail/letters.py", "academy/sign_in/adapter.py"}, "the adapter hands its mail to the job"


def test_an_e_mail_asks_for_no_automatic_answer(db) -> None:
    send("a job", subject="Votre code", body="123456", to="adjoa@example.org", language="fr")
    (letter,) = mail.outbox
    sent = letter.message()
    assert (sent["Auto-Submitted"], sent["X-Auto-Response-Suppress"]) == ("auto-generated", "All")


@pytest.mark.parametrize("subject", ["Qui paie ? " + "L’été, " * 20 + "hier", "Short", " ".join(["Who pays?"] * 15)])
def test_headers_are_read_whole_by_every_parser(db, subject: str) -> None:
    stop = "<https://course.example/mail/stop/" + "x" * 90 + "/>"
    letter = {"subject": subject, "body": "So.", "to": "adjoa@example.org", "language": "fr"}
    send("a job", **letter, headers={"List-Unsubscribe": stop})
    raw = mail.outbox[0].message().as_bytes()
    head = raw.partition(b"\n\n")[0].split(b"\n")
    assert not [line for line in head if line.endswith(b": ") or len(line) > 200]
    read = email.message_from_bytes(raw, policy=policy.default)
    assert (read["Subject"], read["List-Unsubscribe"]) == (subject, stop)
