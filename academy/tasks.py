"""The job that sends every e-mail of Kapok: nothing else does (``tests/kapok/test_mail.py``)."""

from django.core.mail import EmailMultiAlternatives
from django.utils import translation
from django_tasks import task

AUTOMATIC = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
"""Headers that keep mail servers and absent people's programs from answering."""


@task()
def send_letter(subject: str, body: str, to: str, language: str, calendar: str = "", method: str = "") -> None:
    """``calendar``: a calendar file with this METHOD, which mail programs show as an invitation beside the text."""
    with translation.override(language):
        letter = EmailMultiAlternatives(subject=subject, body=body, to=[to], headers=AUTOMATIC)
        if calendar:
            letter.attach_alternative(calendar, f"text/calendar; method={method}")
        letter.send()
