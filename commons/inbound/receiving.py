"""Takes mail from wherever it comes: stores it in one transaction, once, before anybody looks into it."""

import datetime
import hashlib
import re
from collections.abc import Iterable

from django.utils import timezone

from commons.models import ReceivedMail

LARGEST = 12 * 1024 * 1024
"""Bytes of one mail, attachments with it."""
KEPT = datetime.timedelta(days=60)
"""A mail that comes once more after this time counts as another one."""
_ID = re.compile(rb"^message-id:[ \t]*(?:\r?\n[ \t]+)?(<[^>\r\n]{1,900}>)", re.IGNORECASE | re.MULTILINE)


class TooLarge(ValueError):
    """The mail is larger than LARGEST."""


def receive(raw: bytes, recipients: Iterable[str], *, sender: str | None = None) -> int:
    """Stores the mail for each recipient; returns how many times, 0 for a mail that is known. Raises TooLarge.

    ``sender``: the envelope's, None when it is not known.
    """
    if len(raw) > LARGEST:
        raise TooLarge
    now, stored = timezone.now(), 0
    found = _ID.search(raw.partition(b"\r\n\r\n")[0].partition(b"\n\n")[0][:200_000])
    named = found[1] if found else hashlib.sha256(raw).digest()
    said = None if sender is None else _one_line(sender)
    for recipient in dict.fromkeys(_one_line(one).lower() for one in recipients):
        digest = hashlib.sha256(named + b"\0" + recipient.encode()).hexdigest()
        fields = {"raw": raw, "recipient": recipient, "sender": said, "at": now, "next_at": now}
        stored += ReceivedMail.objects.get_or_create(digest=digest, defaults=fields)[1]
    return stored


def _one_line(address: str) -> str:
    words = "".join(address.split()).strip("<>").replace("\0", "").encode("utf-8", "replace").decode("utf-8")
    return words[:254]


def forget(now: datetime.datetime) -> int:
    return ReceivedMail.objects.filter(at__lt=now - KEPT, done_at__isnull=False).delete()[0]
