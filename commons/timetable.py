"""The timetable: verbs that run by the clock. The background workers run its entries, each in one worker at a time.

A lease in the database says who is at an entry, so that several workers share the work without a lock of Redis, and an
entry whose worker was killed is taken up again. Each verb takes ``now``, does what is due by then, however late it is,
and may run twice.
"""

import dataclasses
import datetime
import logging
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, TypeVar

from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from commons.models import Timetabled, TimetableRun

log = logging.getLogger(__name__)

LEASE = datetime.timedelta(minutes=15)
AFTER_FAULT = datetime.timedelta(minutes=5)
LATE = datetime.timedelta(minutes=20)
Thing = TypeVar("Thing")
KEPT = 50
"""Runs of an entry that are kept."""


@dataclasses.dataclass(frozen=True)
class Entry:
    """One verb that runs by the clock. ``verb(now)`` returns how many things it did. ``words``: what it does, for
    people."""

    name: str
    words: Any
    every: datetime.timedelta
    verb: Callable[[datetime.datetime], int]


_entries: dict[str, Entry] = {}


def register(name: str, words: Any, verb: Callable[[datetime.datetime], int], *, minutes: float) -> None:
    _entries[name] = Entry(name, words, datetime.timedelta(minutes=minutes), verb)


def entries() -> list[Entry]:
    return list(_entries.values())


def work_off(now: datetime.datetime) -> list[str]:
    """Runs what is due by ``now`` and returns the names of the entries that ran here."""
    return [entry.name for entry in _due(now) if (lease := _claim(entry, now)) and _run(entry, now, lease)]


def each_alone(things: Iterable[Thing], do: Callable[[Thing], int]) -> int:
    """Returns the sum of what ``do`` did for each thing.

    A fault in one keeps no other waiting: it is logged, and the first is raised at the end, so that the entry is tried
    again soon.
    """
    done, faults = 0, list[Exception]()
    for thing in things:
        try:
            done += do(thing)
        except Exception as fault:
            log.exception("%s %s: the others are done.", type(thing).__name__, getattr(thing, "pk", ""))
            faults.append(fault)
    if faults:
        raise faults[0]
    return done


def late(now: datetime.datetime) -> list[str]:
    """Returns the names of entries that should have run long ago. One query."""
    rows = Timetabled.objects.filter(name__in=_entries, next_at__lt=now - LATE)
    return sorted(rows.values_list("name", flat=True))


def _due(now: datetime.datetime) -> list[Entry]:
    waiting = set(Timetabled.objects.filter(next_at__gt=now).values_list("name", flat=True))
    return [entry for entry in entries() if entry.name not in waiting]


def _claim(entry: Entry, now: datetime.datetime) -> datetime.datetime | None:
    """Returns until when this worker alone is at the entry; None when another one is."""
    Timetabled.objects.get_or_create(name=entry.name, defaults={"next_at": now})
    free = Timetabled.objects.filter(Q(leased_until=None) | Q(leased_until__lt=now), name=entry.name, next_at__lte=now)
    lease = now + LEASE
    return lease if free.update(leased_until=lease) == 1 else None


def _run(entry: Entry, now: datetime.datetime, lease: datetime.datetime) -> bool:
    row = Timetabled.objects.get(name=entry.name)
    run = TimetableRun.objects.create(entry=row, began_at=timezone.now())
    try:
        run.done = entry.verb(now)
    except Exception as fault:  # one entry's fault keeps no other entry waiting
        log.exception("%s did not end well; it is tried again.", entry.name)
        # A database quotes the row that it refused, and facilitators of every course read this.
        run.fault = type(fault).__name__
    run.ended_at = timezone.now()
    run.save()
    next_at = now + (min(entry.every, AFTER_FAULT) if run.fault else entry.every)
    # Another worker took the entry over after the lease had ended, and still runs it.
    Timetabled.objects.filter(pk=row.pk, leased_until=lease).update(next_at=next_at, leased_until=None)
    old = row.runs.values_list("pk", flat=True)[KEPT : KEPT + 1]
    TimetableRun.objects.filter(entry=row, pk__lte=next(iter(old), 0)).delete()
    return True


class Row(NamedTuple):
    """An entry as a page shows it; ``next_at`` and ``last`` are None before its first run."""

    words: Any
    every: datetime.timedelta
    next_at: datetime.datetime | None
    last: TimetableRun | None
    is_late: bool


def rows(now: datetime.datetime) -> list[Row]:
    """Returns all entries with their newest runs. Two queries."""
    newest = TimetableRun.objects.filter(entry=OuterRef("pk")).order_by("-pk").values("pk")[:1]
    known = {row.name: row for row in Timetabled.objects.annotate(newest=Subquery(newest))}
    runs = TimetableRun.objects.in_bulk([row.newest for row in known.values() if row.newest])
    found = []
    for entry in entries():
        row: Any = known.get(entry.name)
        late = row is not None and row.next_at < now - LATE
        found.append(Row(entry.words, entry.every, row and row.next_at, runs.get(row.newest) if row else None, late))
    return found
