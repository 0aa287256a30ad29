"""Answers to acts and requests, the same over sockets and HTTP: frames, refusals, HTTP statuses."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from academy.pages import numbers
from rooms.messages.posting import SAID_AS, WORDS, Ack

STATUS_OF_CLOSE = {4401: 401, 4403: 403, 4404: 404, 4409: 409}
LONGEST_WAIT = 30
"""Seconds."""


def ack_frame(ack: Ack) -> dict[str, Any]:
    return {"type": "ack", "id": str(ack.id), "message": ack.message, "seq": ack.seq, "rev": ack.rev}


def nack_frame(id: str | None, code: str, retry_after: int | None, language: str) -> dict[str, Any]:
    """Returns the frame of a refusal; ``detail`` is in the reader's language."""
    with translation.override(language):
        said = {"type": "nack", "id": id, "code": SAID_AS.get(code, code), "detail": str(WORDS[code])}
    return said if retry_after is None else {**said, "retry_after": retry_after}


def refusal(code: str) -> dict[str, Any]:
    """Returns ``{"code", "detail"}``."""
    words = {"signed_out": _("Sign in first."), "missing": _("There is no such room.")}
    return {"code": SAID_AS.get(code, code), "detail": words[code] if code in words else str(WORDS[code])}


def whole_number(written: str | None, default: int = 0) -> int | None:
    """Returns the same as ``academy.pages.numbers.whole_number``, or ``default`` when nothing is written."""
    return numbers.whole_number(written) if written else default


def seconds_to_wait(written: str | None) -> int | None:
    value = whole_number(written)
    return None if value is None else min(value, LONGEST_WAIT)
