"""Every e-mail says that a program wrote it, because one job sends them all."""

import re
from pathlib import Path

import pytest
from django.core import mail

from academy.tasks import send

ROOT = Path(__file__).resolve().parents[2]
APPS = ("kapok", "desk", "today", "exchanges", "board", "compare", "forum", "rooms", "commons", "academy")
SENDS = re.compile(r"EmailMessage\(|EmailMultiAlternatives\(|send_mail\(|send_mass_mail\(|mail_admins\(|email_user\(")


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
