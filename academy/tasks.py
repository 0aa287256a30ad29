"""The jobs that send Kapok's e-mails: nothing else does."""

import datetime
from typing import Any

from django.utils import timezone, translation
from django_tasks import task

from academy import letters
from academy.invitations import sending

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
    tries: int | None = 0,
) -> None:
    """``calendar``: a calendar file with this METHOD, which mail programs show as an invitation beside the text.

    ``tries``: how often it was tried before; None for a letter that is worth nothing later. A letter that the server
    has surely not taken is tried again after a while.
    """
    said: dict[str, Any] = {"html": html, "calendar": calendar, "method": method, "headers": headers}
    try:
        with translation.override(language):
            letters.deliver(subject, body, to, **said)
    except Exception as fault:
        if tries is None or tries >= len(BACK_OFF) or not letters.may_be_sent_again(fault):
            raise
        later = send_letter.using(run_after=timezone.now() + datetime.timedelta(minutes=BACK_OFF[tries]))
        later.enqueue(subject=subject, body=body, to=to, language=language, tries=tries + 1, **said)


@task()
def send_invitations(edition: int) -> None:
    """Sends the edition's invitations that wait, a few at a time, so that other mail is not held up."""
    if sending.send_some(edition):
        send_invitations.enqueue(edition=edition)
