"""The mail of a simulated course: kept in memory, with the moment at which it was handed over."""

import dataclasses
import datetime
import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

LETTERS: list["Letter"] = []
ADDRESS = re.compile(r"https?://\S+")


@dataclasses.dataclass
class Letter:
    """``paths``: those of the links in it, in order. ``followed``: its reader did something because of it."""

    at: datetime.datetime
    to: str
    subject: str
    paths: list[str]
    is_calendar: bool
    opens_with: str = ""
    followed: bool = False


class Backend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        LETTERS.extend(_letter(message) for message in email_messages)
        return len(email_messages)


def _letter(message: EmailMessage) -> Letter:
    links = ADDRESS.findall(str(message.body))
    kinds = [str(part[1]) for part in getattr(message, "alternatives", [])]
    return Letter(
        at=timezone.now(),
        to=message.to[0],
        subject=str(message.subject),
        paths=[urlsplit(link).path for link in links],
        is_calendar=any(kind.startswith("text/calendar") for kind in kinds),
    )
