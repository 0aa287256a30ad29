"""E-mails in text, and the same in HTML, so that both always say the same."""

import dataclasses
from email.utils import make_msgid, parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

AUTOMATIC = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
"""Headers that keep mail servers and absent people's programs from answering."""


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
) -> None:
    """Hands one e-mail to the mail server, from the installation's address. Raises what the server's refusal raises.

    ``calendar``: a calendar file with this METHOD.

    Only background jobs and commands call it (``tests/kapok/test_mail.py``).
    """
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2]
    letter = EmailMultiAlternatives(
        subject=subject,
        body=body,
        to=[to],
        reply_to=[reply_to] if reply_to else None,
        headers={**AUTOMATIC, **(headers or {}), "Message-ID": make_msgid(domain=domain)},
    )
    if html:
        letter.attach_alternative(html, "text/html")
    if calendar:
        letter.attach_alternative(calendar, f"text/calendar; method={method}")
    letter.send()


@dataclasses.dataclass(frozen=True)
class Part:
    """``kind`` is words, code (a line that is indented and stands alone) or link (an address that stands alone).

    ``words``: what stands above the address of a link, in the same paragraph.
    """

    kind: str
    text: str
    words: str = ""


def parts_of(body: str) -> list[Part]:
    """Returns the paragraphs of a text, which blank lines part."""
    return [_part(piece) for piece in body.split("\n\n") if piece.strip()]


def _part(piece: str) -> Part:
    words, _line, last = piece.strip().rpartition("\n")
    if words and len(last.split()) == 1 and last.startswith(("https://", "http://")):
        return Part("link", last, words)
    alone = len(piece.split()) == 1
    if alone and piece.strip().startswith(("https://", "http://")):
        return Part("link", piece.strip())
    return Part("code" if alone and piece.startswith("    ") else "words", piece.strip())


def as_html(body: str, language: str, *, button: str = "") -> str:
    """Returns the text as a page for mail programs: no picture, no style sheet, colours for light and dark.

    ``button``: the words on the first address that stands alone.
    """
    context = {"parts": parts_of(body), "language": language, "button": button}
    return render_to_string("mail/letter.html", context, using="django")
