"""The jobs that send Kapok's e-mails: nothing else does."""

from django.utils import translation
from django_tasks import task

from academy import letters
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
) -> None:
    """``calendar``: a calendar file with this METHOD, which mail programs show as an invitation beside the text."""
    with translation.override(language):
        letters.deliver(subject, body, to, html=html, calendar=calendar, method=method, headers=headers)


@task()
def send_invitations(edition: int) -> None:
    """Sends the edition's invitations that wait, a few at a time, so that other mail is not held up."""
    if sending.send_some(edition):
        send_invitations.enqueue(edition=edition)
