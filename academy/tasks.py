"""The jobs that send Kapok's e-mails: nothing else does."""

import datetime
from typing import Any

from django.utils import timezone, translation
from django_tasks import task

from academy.invitations import sending
from academy.mail import letters, mail_rate, undelivered

BACK_OFF = (2, 5, 15, 30, 60, 120, 240, 360, 360, 360, 720, 720)
"""Minutes until a letter is tried again, for two days together."""


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
    tries: int | None = 0,
) -> None:
    """``calendar``: a calendar file with this METHOD, which mail programs show as an invitation beside the text.

    ``anyway``: its reader has just asked for it, so it is sent even where mail has stopped
    (``academy.mail.undelivered``), and no full minute of mail holds it up. ``tries``: how often it was tried before;
    None for a letter that is worth nothing later. A letter that the server has surely not taken is tried again after a
    while.
    """
    if not anyway and undelivered.is_stopped(to):
        return
    said: dict[str, Any] = {"html": html, "calendar": calendar, "method": method, "headers": headers}
    again = {"subject": subject, "body": body, "to": to, "language": language, "anyway": anyway, **said}
    if not anyway and (later := mail_rate.take()) is not None:
        send_letter.using(run_after=later).enqueue(tries=tries, **again)
        return
    try:
        with translation.override(language):
            letters.deliver(subject, body, to, **said)
    except Exception as fault:
        undelivered.record_refusal(to, fault)
        if tries is None or tries >= len(BACK_OFF) or not letters.may_be_sent_again(fault):
            raise
        later = timezone.now() + datetime.timedelta(minutes=BACK_OFF[tries])
        send_letter.using(run_after=later).enqueue(tries=tries + 1, **again)


@task()
def send_invitations(edition: int) -> None:
    """Sends the edition's invitations that wait, a few at a time, so that other mail is not held up."""
    if (later := sending.send_some(edition)) is not None:
        again = send_invitations if later <= timezone.now() else send_invitations.using(run_after=later)
        again.enqueue(edition=edition)
