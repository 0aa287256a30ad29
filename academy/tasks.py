"""Background jobs of sign-in."""

from django.core.mail import EmailMessage
from django.utils import translation
from django_tasks import task


@task()
def send_letter(subject: str, body: str, to: str, language: str) -> None:
    with translation.override(language):
        EmailMessage(subject=subject, body=body, to=[to]).send()
