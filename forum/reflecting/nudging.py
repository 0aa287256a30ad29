"""A reflection is never left alone: its reader is reminded, then a second one is asked, then the facilitators hear."""

import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, Min, QuerySet

from academy.courses import life
from academy.models import Membership, Role
from commons import notices
from commons.timetable import each_alone
from forum.models import Reader, Reflection
from forum.reflecting.readers import ask_reader, hold

REMIND = datetime.timedelta(hours=72)
SECOND = datetime.timedelta(hours=96)
TELL = datetime.timedelta(hours=144)
"""Since the first reader was asked."""
MOST = 200


def nudge(now: datetime.datetime) -> int:
    """Does what is due by ``now`` for reflections without an answer of another bloc. Returns how many it touched."""
    return each_alone(_waiting(now)[:MOST], lambda reflection: _touch(reflection, now))


def _waiting(now: datetime.datetime) -> QuerySet[Reflection]:
    alone = Reflection.objects.filter(
        published_at__isnull=False, answered_at=None, hidden_at=None, nudged__lt=3, sample=False
    )
    asked = alone.annotate(first=Min("readers__asked_at"), asked=Count("readers"), last=Max("readers__asked_at"))
    return asked.filter(first__lte=now - REMIND).select_related("topic__edition", "author__person").order_by("first")


@transaction.atomic
def _touch(reflection: Reflection, now: datetime.datetime) -> int:
    held = hold(reflection)
    since = now - Reader.objects.filter(reflection=held).aggregate(first=Min("asked_at"))["first"]
    step = sum(since >= passed for passed in (REMIND, SECOND, TELL))
    if held.answered_at is not None or step <= held.nudged or not life.allows(held.topic.edition, life.Act.WRITE, now):
        return 0
    said: dict[str, Any] = {"about": held, "headline": held.headline}
    if held.nudged < 1:
        asked = Reader.objects.filter(reflection=held, answered_at=None, declined_at=None)
        silent = Membership.objects.active().filter(pk__in=asked.values("membership"))
        notices.tell(silent, "reader-again", held.get_absolute_url(), by=held.author, **said)
    if step >= 2 > held.nudged:
        ask_reader(held)
    if step >= 3:
        team = held.topic.edition.memberships.active().filter(role=Role.FACILITATOR)
        notices.tell(team, "nobody-answers", held.get_absolute_url(), by=held.author, **said)
    Reflection.objects.filter(pk=held.pk).update(nudged=step)
    return 1
