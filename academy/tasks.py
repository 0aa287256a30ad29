"""The jobs that send Kapok's e-mails: nothing else does."""

import smtplib
from typing import Any

from django.utils import translation
from django_tasks import task

from academy import letters, mail_rate, undelivered
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

    ``anyway``: its reader has just asked for it, so it is sent even where mail has stopped (``academy.undelivered``),
    and no full minute of mail holds it up.
    """
    if not anyway and undelivered.is_stopped(to):
        return
    if not anyway and (later := mail_rate.take()) is not None:
        waiting: dict[str, Any] = {"html": html, "calendar": calendar, "method": method, "headers": headers}
        send_letter.using(run_after=later).enqueue(subject=subject, body=body, to=to, language=language, **waiting)
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
    if (later := sending.send_some(edition)) is not None:
        send_invitations.using(run_after=later).enqueue(edition=edition)
