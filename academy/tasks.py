"""The job that sends every e-mail of Kapok: nothing else does (``tests/kapok/test_mail.py``)."""

from django.core.mail import EmailMessage
from django.utils import translation
from django_tasks import task

AUTOMATIC = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
"""Headers that keep mail servers and absent people's programs from answering."""


@task()
def send_letter(subject: str, body: str, to: str, language: str) -> None:
    with translation.override(language):
        EmailMessage(subject=subject, body=body, to=[to], headers=AUTOMATIC).send()
