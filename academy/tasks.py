"""The jobs that send Kapok's e-mails: nothing else does."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django_tasks import TaskContext, task

from academy.invitations import sending
from academy.mail import letters, mail_rate, undelivered
from academy.mail.handovers import Handing, Known

BACK_OFF = (2, 5, 15, 30, 60, 120, 240, 360, 360, 360, 720, 720)
"""Minutes until a letter is tried again, for two days together."""
WORTH = datetime.timedelta(minutes=15)
"""A letter that is worth nothing later is sent within this time, or never."""


@task(takes_context=True)
def send_letter(context: TaskContext, **letter: Any) -> None:
    """See ``send``."""
    asked_at = context.task_result.enqueued_at
    if letter.get("tries", 0) is None and asked_at is not None and timezone.now() - asked_at > WORTH:
        return
    send(str(context.task_result.id), **letter)


def send(
    job: str,
    *,
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
    """Sends one letter for one job, once, also when its worker is killed and another one takes the job up.

    ``calendar``: a calendar file with this METHOD, which mail programs show as an invitation beside the text.
    ``anyway``: its reader has just asked for it, so it is sent even where mail has stopped
    (``academy.mail.undelivered``), and no full minute of mail holds it up. ``tries``: how often it was tried before;
    None for a letter that is worth nothing later. A letter that the server has surely not taken is tried again after a
    while, by another job.
    """
    handing = Handing(job, to)
    if handing.is_known() or (not anyway and undelivered.is_stopped(to)):
        return
    said: dict[str, Any] = {"html": html, "calendar": calendar, "method": method, "headers": headers}
    again = {"subject": subject, "body": body, "to": to, "language": language, "anyway": anyway, **said}
    if not anyway and (later := mail_rate.take()) is not None:
        _go_on(handing, later, tries=tries, **again)
        return
    try:
        with translation.override(language):
            letters.deliver(subject, body, to, **said, handing=handing.begin)
    except Known:
        return
    except Exception as fault:
        undelivered.record_refusal(to, fault)
        if tries is None or tries >= len(BACK_OFF) or not letters.may_be_sent_again(fault):
            if not letters.may_have_arrived(fault):
                handing.give_up(letters.words_of(fault))
            raise
        _go_on(handing, timezone.now() + datetime.timedelta(minutes=BACK_OFF[tries]), tries=tries + 1, **again)
    else:
        handing.settle()


@transaction.atomic
def _go_on(handing: Handing, later: datetime.datetime, **letter: Any) -> None:
    """Another job sends the letter later; a worker that is killed before this commits has changed nothing."""
    if handing.settle():
        send_letter.using(run_after=later).enqueue(**letter)


@task()
def send_invitations(edition: int) -> None:
    """Sends the edition's invitations that wait, a few at a time, so that other mail is not held up."""
    if (later := sending.send_some(edition)) is not None:
        again = send_invitations if later <= timezone.now() else send_invitations.using(run_after=later)
        again.enqueue(edition=edition)
