"""Answers of a calendar's buttons to an invitation (``METHOD:REPLY``)."""

import re
from collections.abc import Callable

from academy.models import Person
from commons.inbound.opened import Opened, text_of

Take = Callable[[Person, str, str], bool]
_takers: list[Take] = []
_LINE = re.compile(r"^(UID|METHOD|ATTENDEE)([;:].*)$", re.IGNORECASE | re.MULTILINE)
_PARTSTAT = re.compile(r";\s*PARTSTAT=\"?([A-Za-z-]+)", re.IGNORECASE)
ANSWERS = {"accepted", "declined", "tentative"}


def register(take: Take) -> None:
    """Registers who takes the answers. ``take(person, uid, answer)`` takes one of ANSWERS and returns whether the
    invitation is one of the person's."""
    _takers.append(take)


def reply_in(mail: Opened) -> tuple[str, str] | None:
    """Returns the invitation's UID and the answer, one of ANSWERS; None when the mail holds none."""
    for kind in ("text/calendar", "application/ics"):
        for part in mail.parts:
            if part.get_content_type() == kind and (found := _read(text_of(part))):
                return found
    return None


def _read(text: str) -> tuple[str, str] | None:
    fields: dict[str, str] = {}
    for name, rest in _LINE.findall(re.sub(r"\n[ \t]", "", text)):
        fields.setdefault(name.upper(), rest)
    answer = _PARTSTAT.search(fields.get("ATTENDEE", ""))
    uid = fields.get("UID", "").rpartition(":")[2].strip()
    if fields.get("METHOD", "")[1:].strip().upper() != "REPLY" or answer is None or not uid:
        return None
    return (uid, answer[1].lower()) if answer[1].lower() in ANSWERS else None


def take(person: Person, uid: str, answer: str) -> bool:
    return any(take(person, uid, answer) for take in _takers)
