"""Each job hands its letter over once, however often workers are killed: whoever writes the row of the job does it."""

import datetime
from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from academy.models import Handover
from academy.pages.dates import date_words

KEPT = datetime.timedelta(days=30)
SHOWN = datetime.timedelta(days=14)
UNDER_WAY = datetime.timedelta(minutes=15)
"""A letter that began later may still be on its way."""
LONGEST = 300


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

    def end(self, fault: str = "") -> bool:
        """The server has answered, or the letter goes on in another job. Returns False when another worker is at it."""
        ended = {"ended_at": timezone.now(), "fault": fault[:LONGEST]}
        if self.began:
            return Handover.objects.filter(job=self.job).update(**ended) == 1
        said = {"address": self.to, "began_at": ended["ended_at"], **ended}
        return Handover.objects.get_or_create(job=self.job, defaults=said)[1]


def in_doubt(addresses: Iterable[str] | QuerySet, now: datetime.datetime) -> list[Handover]:
    """Returns the letters of the last days to these addresses that were given up, or may not have arrived, the newest
    first."""
    doubts = Q(ended_at=None, began_at__lt=now - UNDER_WAY) | ~Q(fault="")
    return list(Handover.objects.filter(doubts, address__in=addresses, began_at__gt=now - SHOWN).order_by("-pk")[:100])


def words_of(handover: Handover) -> str:
    """Returns what a page shows of a letter in doubt, in the active language."""
    day = date_words(timezone.localtime(handover.began_at), "MONTH_DAY_FORMAT")
    if handover.fault:
        return _("a mail of %(day)s was given up: %(words)s") % {"day": day, "words": handover.fault}
    return _("a mail of %(day)s may not have arrived: the connection broke off") % {"day": day}


def forget(now: datetime.datetime) -> int:
    return Handover.objects.filter(began_at__lt=now - KEPT).delete()[0]
