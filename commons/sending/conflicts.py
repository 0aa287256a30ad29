"""Two pages of one author change the same text: neither overwrites what it has not shown."""

import datetime
from typing import Any

from django.utils.dateparse import parse_datetime

EVERYTHING = datetime.datetime.max.replace(tzinfo=datetime.UTC)
"""As ``seen``: the writer has seen every change, so nothing conflicts."""


def is_unseen(at: datetime.datetime | None, seen: datetime.datetime | None) -> bool:
    """Returns whether a page that showed the text as of ``seen`` lacks its change at ``at``."""
    return at is not None and (seen is None or at > seen)


def seen_in(written: Any) -> datetime.datetime | None:
    """Returns the time that a page sent back; None for anything else."""
    try:
        at = parse_datetime(written) if isinstance(written, str) else None
    except ValueError:
        return None
    return at if at is not None and at.tzinfo is not None else None
