"""Each job hands its letter over once, however often workers are killed: whoever writes the row of the job does it."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult

from academy.models import Handover
from academy.pages.dates import date_words

KEPT = datetime.timedelta(days=30)
SHOWN = datetime.timedelta(days=14)
UNDER_WAY = datetime.timedelta(minutes=15)
"""A letter that began later may still be on its way."""
LONGEST, MOST_SHOWN = 300, 100


class Known(Exception):
    """Another worker hands this letter over, or one that was killed has perhaps done so."""


class Handing:
    """One job's try to hand its letter to ``to``."""

    def __init__(self, job: str, to: str) -> None:
        self.job, self.to, self.began = job, to, False

    def is_known(self) -> bool:
        return Handover.objects.filter(job=self.job).exists()

    def begin(self, message_id: str) -> None:
        """Writes the row, outside of any transaction, because the text leaves now. Raises Known."""
        said = {"address": self.to, "message_id": message_id, "began_at": timezone.now()}
        self.began = Handover.objects.get_or_create(job=self.job, defaults=said)[1]
        if not self.began:
            raise Known

    def settle(self) -> bool:
        """The server took it, or the letter goes on in another job. Returns False when another worker is at it."""
        return self._end(settled_at=timezone.now())

    def give_up(self, fault: str) -> bool:
        return self._end(fault=fault[:LONGEST] or "?")

    def _end(self, **end: Any) -> bool:
        if self.began:
            return Handover.objects.filter(job=self.job).update(**end) == 1
        said = {"address": self.to, "began_at": timezone.now(), **end}
        return Handover.objects.get_or_create(job=self.job, defaults=said)[1]


def in_doubt(addresses: Iterable[str] | QuerySet, now: datetime.datetime) -> list[Handover]:
    """Returns the letters of the last days to these addresses that were given up, or may not have arrived, the newest
    first."""
    rows = Handover.objects.filter(settled_at=None, address__in=addresses, began_at__gt=now - SHOWN).order_by("-pk")
    return [row for row in rows[:MOST_SHOWN] if row.fault or row.began_at < now - UNDER_WAY]


def words_of(handover: Handover) -> str:
    """Returns what a page shows of a letter in doubt, in the active language."""
    day = date_words(timezone.localtime(handover.began_at), "MONTH_DAY_FORMAT")
    if handover.fault:
        return _("a mail of %(day)s was given up: %(words)s") % {"day": day, "words": handover.fault}
    return _("a mail of %(day)s may not have arrived: the connection broke off") % {"day": day}


def forget(now: datetime.datetime) -> int:
    """Deletes old letters with their jobs, which hold the texts; returns how many."""
    jobs = DBTaskResult.objects.finished().filter(finished_at__lt=now - KEPT)
    return jobs.delete()[0] + Handover.objects.filter(began_at__lt=now - KEPT).delete()[0]
