"""The jobs that send Kapok's e-mails: nothing else does."""

import smtplib

from django.utils import translation
from django_tasks import task

from academy import letters, undelivered
from academy.invitations import sending


@task()
def send_letter(
    subject: str,
    body: str,
    to: str,
    language: str,
    html: str = "",
    calendar: str = "",
    method: str = "",
    headers: dict[str, str] | None = None,
    anyway: bool = False,
) -> None:
    """``calendar``: a calendar file with this METHOD, which mail programs show as an invitation beside the text.

    ``anyway``: its reader has just asked for it, so it is sent even where mail has stopped (``academy.undelivered``).
    """
    if not anyway and undelivered.is_stopped(to):
        return
    try:
        with translation.override(language):
            letters.deliver(subject, body, to, html=html, calendar=calendar, method=method, headers=headers)
    except smtplib.SMTPRecipientsRefused as fault:
        undelivered.record_refusal(to, fault)
        raise


@task()
def send_invitations(edition: int) -> None:
    """Sends the edition's invitations that wait, a few at a time, so that other mail is not held up."""
    if sending.send_some(edition):
        send_invitations.enqueue(edition=edition)
