"""Answers of a calendar's buttons to an invitation (``METHOD:REPLY``)."""

import dataclasses
import re
from collections.abc import Callable

from academy.models import Membership, Person
from commons.inbound.finding import found_in, without_secrets
from commons.inbound.opened import Opened, text_of


@dataclasses.dataclass(frozen=True)
class Place:
    """Where the person can say to the others what stood beside a calendar's answer: a use of ``answerable``, by its
    letter, and the path of its page."""

    member: Membership
    letter: str
    thing: int
    path: str


@dataclasses.dataclass(frozen=True)
class Reply:
    """The UID of an invitation, one of ANSWERS, and what the person typed beside it."""

    uid: str
    answer: str
    comment: str


Take = Callable[[Person, str, str], Place | None]
_takers: list[Take] = []
_LINE = re.compile(r"^(UID|METHOD|ATTENDEE|COMMENT)([;:].*)$", re.IGNORECASE | re.MULTILINE)
_PARTSTAT = re.compile(r";\s*PARTSTAT=\"?([A-Za-z-]+)", re.IGNORECASE)
_VALUE = re.compile(r"^(?:;[^:\";]*(?:\"[^\"]*\"[^:\";]*)*)*:")
_ESCAPED = re.compile(r"\\([nN;,\\])")
ANSWERS = {"accepted", "declined", "tentative"}


def register(take: Take) -> None:
    """Registers who takes the answers. ``take(person, uid, answer)`` takes one of ANSWERS; it returns None for an
    invitation of somebody else."""
    _takers.append(take)


def reply_in(mail: Opened) -> Reply | None:
    """Returns None when the mail holds no answer to an invitation."""
    for kind in ("text/calendar", "application/ics"):
        for part in mail.parts:
            if part.get_content_type() == kind and (found := _read(text_of(part))):
                return dataclasses.replace(found, comment=without_secrets(found.comment or _typed(mail)))
    return None


def _typed(mail: Opened) -> str:
    """Other programs write a sentence of their own; Outlook's text holds what was typed, and nothing else."""
    return found_in(mail).text if mail.header("Thread-Index") else ""


def _read(text: str) -> Reply | None:
    fields: dict[str, str] = {}
    for name, rest in _LINE.findall(re.sub(r"\n[ \t]", "", text)):
        fields.setdefault(name.upper(), rest)
    answer = _PARTSTAT.search(fields.get("ATTENDEE", ""))
    uid = fields.get("UID", "").rpartition(":")[2].strip()
    if fields.get("METHOD", "")[1:].strip().upper() != "REPLY" or answer is None or not uid:
        return None
    said = _VALUE.sub("", fields.get("COMMENT", ""), count=1)
    comment = _ESCAPED.sub(lambda sign: "\n" if sign[1] in "nN" else sign[1], said).strip()
    return Reply(uid, answer[1].lower(), comment) if answer[1].lower() in ANSWERS else None


def take(person: Person, reply: Reply) -> Place | None:
    found = (take(person, reply.uid, reply.answer) for take in _takers)
    return next((place for place in found if place is not None), None)
