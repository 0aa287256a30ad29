"""E-mails in text, and the same in HTML, so that both always say the same."""

import dataclasses
import smtplib
from collections.abc import Callable
from email.header import Header
from email.message import Message
from typing import Any

from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string

from academy.mail import message_ids

FOOT = "-- "
"""The paragraph above what a mail says of itself; mail programs know it as the beginning of a signature."""
AUTOMATIC = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
"""Headers that keep mail servers and absent people's programs from answering."""


class _Letter(EmailMultiAlternatives):
    """An e-mail none of whose headers begins with a blank line, which some programs read as an empty header."""

    def message(self, **options: Any) -> Any:
        made = super().message(**options)
        made.policy = made.policy.clone(max_line_length=998)
        charset = None if str(self.subject).isascii() else "utf-8"
        del made["Subject"]
        Message.__setitem__(made, "Subject", Header(str(self.subject), charset, header_name="Subject").encode())
        return made


def deliver(
    subject: str,
    body: str,
    to: str,
    *,
    html: str = "",
    reply_to: str = "",
    calendar: str = "",
    method: str = "",
    headers: dict[str, str] | None = None,
    handing: Callable[[str], None] = lambda _message_id: None,
) -> None:
    """Hands one e-mail to the mail server, from the installation's address. Raises NotReached, and what the server's
    refusal raises.

    ``calendar``: a calendar file with this METHOD. ``handing`` gets the Message-ID once the server is there, just
    before the text leaves; what it raises keeps the text here.

    Only background jobs and commands call it (``tests/kapok/test_mail.py``).
    """
    headers = {**AUTOMATIC, "Message-ID": message_ids.made_for(to), **(headers or {})}
    letter = _Letter(subject=subject, body=body, to=[to], reply_to=[reply_to] if reply_to else None, headers=headers)
    if html:
        letter.attach_alternative(html, "text/html")
    if calendar:
        letter.attach_alternative(calendar, f"text/calendar; method={method}")
    connection = get_connection()
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as fault:
        raise NotReached(str(fault)) from fault
    try:
        handing(headers["Message-ID"])
        letter.connection = connection
        letter.send()
    finally:
        connection.close()


class NotReached(OSError):
    """There was no mail server to hand the letter to."""


def may_be_sent_again(fault: Exception) -> bool:
    """Returns whether the letter was surely not taken, and may be later. A line that breaks meanwhile is uncertain, and
    nobody gets a letter twice."""
    if isinstance(fault, smtplib.SMTPRecipientsRefused):
        return all(400 <= code < 500 for code, _said in fault.recipients.values())
    if isinstance(fault, smtplib.SMTPResponseException):
        return 400 <= fault.smtp_code < 500
    return isinstance(fault, NotReached)


def may_have_arrived(fault: Exception) -> bool:
    """Returns whether the connection broke after the text may have left."""
    refusals = (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused, smtplib.SMTPNotSupportedError)
    others = isinstance(fault, OSError)  # smtplib's faults are of this kind, too
    return others and not isinstance(fault, (NotReached, *refusals))


def words_of(fault: Exception) -> str:
    """Returns what the mail server said, on one line."""
    if isinstance(fault, NotReached) and isinstance(fault.__cause__, Exception):
        fault = fault.__cause__
    if isinstance(fault, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(fault.recipients.values()))
        return _said(code, said)
    if isinstance(fault, smtplib.SMTPResponseException):
        return _said(fault.smtp_code, fault.smtp_error)
    return " ".join(str(fault).split()) or type(fault).__name__


def _said(code: int, said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join(f"{code} {text}".split())


@dataclasses.dataclass(frozen=True)
class Part:
    """``kind`` is words, code (a line that is indented and stands alone), link (an address that stands alone) or foot.

    ``words``: what stands above the address of a link, in the same paragraph.
    """

    kind: str
    text: str
    words: str = ""


def parts_of(body: str) -> list[Part]:
    """Returns the paragraphs of a text, which blank lines part."""
    return [_part(piece) for piece in body.split("\n\n") if piece.strip()]


def _part(piece: str) -> Part:
    if piece == FOOT:
        return Part("foot", "")
    words, _line, last = piece.strip().rpartition("\n")
    if words and len(last.split()) == 1 and last.startswith(("https://", "http://")):
        return Part("link", last, words)
    alone = len(piece.split()) == 1
    if alone and piece.strip().startswith(("https://", "http://")):
        return Part("link", piece.strip())
    return Part("code" if alone and piece.startswith("    ") else "words", piece.strip())


def as_html(body: str, language: str, *, button: str = "") -> str:
    """Returns the text as a page for mail programs: no picture, colours for light and dark.

    ``button``: the words on the first address that stands alone.
    """
    parts = parts_of(body)
    first = next((part for part in parts if part.kind == "link" and part.words), None)
    end = next((number for number, part in enumerate(parts) if part.kind == "foot"), len(parts))
    context = {"parts": parts[:end], "foot": parts[end + 1 :], "first": first, "language": language, "button": button}
    return render_to_string("mail/letter.html", context, using="django")
