"""Reminders of agreed hours: a day before, and ten minutes before. The reminders due at a moment are computed; nothing
is scheduled."""

import dataclasses
import datetime
from collections.abc import Container, Iterable

DAY_BEFORE, MINUTES_BEFORE = "day", "minutes"
LEADS = {DAY_BEFORE: datetime.timedelta(days=1), MINUTES_BEFORE: datetime.timedelta(minutes=10)}
FRESH = {DAY_BEFORE: datetime.timedelta(days=1), MINUTES_BEFORE: datetime.timedelta()}
"""Time after the agreement without reminders, because its mail with the calendar entry is still fresh."""


@dataclasses.dataclass(frozen=True)
class Agreed:
    """An hour that stands, as ``Hour`` has it: its id, beginning, and the time of its agreement. All in UTC."""

    hour: int
    begins_at: datetime.datetime
    agreed_at: datetime.datetime


@dataclasses.dataclass(frozen=True)
class Reminder:
    """One reminder that is due. ``kind`` is a key of ``LEADS``. The pair of hour and kind names the reminder: each is
    sent once."""

    hour: int
    kind: str


def due(agreed: Iterable[Agreed], now: datetime.datetime, sent: Container[Reminder] = ()) -> list[Reminder]:
    """Returns the reminders to send at ``now``, however late the clock that asks.

    Of two that are due only the nearer is returned: after an outage nobody is told "tomorrow" of what begins in five
    minutes. None is due once the exchange has begun, nor one whose moment lay before the agreement or less than
    ``FRESH`` after it, because its members have just chosen the hour. A moved hour is another ``Hour``, so it has its
    own reminders.
    """
    found = []
    for one in agreed:
        if now >= one.begins_at:
            continue
        passed = [kind for kind, lead in LEADS.items() if one.agreed_at + FRESH[kind] <= one.begins_at - lead <= now]
        nearest = min(passed, key=lambda kind: LEADS[kind], default=None)
        if nearest is not None and Reminder(one.hour, nearest) not in sent:
            found.append(Reminder(one.hour, nearest))
    return found
