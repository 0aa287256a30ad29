"""Reminders of exchanges by the clock: hours that come, partners who are silent, outcomes that nobody confirmed."""

import datetime
from collections.abc import Iterable
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from academy.models import Membership, Role
from academy.pages.addresses import address
from commons import notices
from commons.models import Notice
from commons.telling import groups
from commons.timetable import each_alone
from exchanges.models import Exchange, Hour, HourEnd, Outcome, StageAct
from exchanges.outcomes.confirming import answers_of, needed
from exchanges.scheduling.reminders import DAY_BEFORE, MINUTES_BEFORE, Agreed, Reminder, due
from rooms.models import Message

SOON = "hour-soon"
KINDS = {"hour-tomorrow": DAY_BEFORE, SOON: MINUTES_BEFORE}
SENTENCES = [
    ("hour-tomorrow", _("Your exchange with %(partners)s begins tomorrow: %(at)s."), groups.EXCHANGES),
    ("hour-soon", _("Your exchange with %(partners)s begins in ten minutes."), groups.EXCHANGES),
    (
        "silent",
        _("Nobody has written in your exchange with %(partners)s yet. Propose an hour, or say hello."),
        groups.EXCHANGES,
    ),
    ("silent-team", _("An exchange stays silent: nobody has written or proposed an hour."), groups.DESK),
    (
        "outcome-waits",
        _("What came of your exchange with %(partners)s still waits for your word."),
        groups.OUTCOMES,
    ),
    ("outcome-waits-team", _("Nobody has confirmed what came of an exchange for two weeks."), groups.DESK),
]
AHEAD = datetime.timedelta(hours=25)
SILENCE = datetime.timedelta(hours=72)
UNCONFIRMED = datetime.timedelta(days=7)
FORGOTTEN = datetime.timedelta(days=30)
MOST = 200
"""People told in one run."""


def remind_of_hours(now: datetime.datetime) -> int:
    """Reminds the members of exchanges that begin tomorrow or in ten minutes, once of each."""
    coming = Hour.objects.filter(agreed_at__isnull=False, ended_at=None, begins_at__gt=now, begins_at__lte=now + AHEAD)
    coming = coming.filter(exchange__sample=False).select_related("exchange__round__edition", "exchange__room")
    hours = {hour.pk: hour for hour in coming}
    agreed = [Agreed(hour.pk, hour.begins_at, hour.agreed_at) for hour in hours.values() if hour.agreed_at is not None]
    told = {reminder for hour in hours.values() for reminder in _told(hour.exchange)} if hours else set()
    return each_alone(due(agreed, now, told), lambda reminder: _remind(hours[reminder.hour], reminder))


@transaction.atomic
def _remind(hour: Hour, reminder: Reminder) -> int:
    kind = next(kind for kind, lead in KINDS.items() if lead == reminder.kind)
    place = hour.exchange.room if kind == SOON else hour.exchange
    members = needed(hour.exchange)
    said: dict[str, Any] = {"partners": notices.named(members), "at": notices.moment(hour.begins_at)}
    notices.tell(members, kind, place.get_absolute_url(), hour=hour.pk, **said)
    return 1


def _told(exchange: Exchange) -> set[Reminder]:
    places = (exchange.get_absolute_url(), exchange.room.get_absolute_url())
    rows = Notice.objects.filter(kind__in=KINDS, path__in=places).values_list("kind", "words")
    return {Reminder(words.get("hour", 0), KINDS[kind]) for kind, words in rows}


def nudge_the_silent(now: datetime.datetime) -> int:
    """Three days after a round was published, asks the members of exchanges in which nobody did anything; after as long
    again tells the facilitators. Takes back what was said of exchanges that are silent no more."""
    _withdraw_where_somebody_spoke()
    since = now - SILENCE
    silent = _silent().filter(round__published_at__lte=since)
    longer = silent.filter(round__published_at__lte=since - SILENCE)
    return _once(silent, "silent", now) + _once(longer, "silent-team", now)


def _withdraw_where_somebody_spoke() -> None:
    unread = Notice.objects.filter(kind__in=("silent", "silent-team"), read_at=None)
    if paths := set(unread.values_list("path", flat=True)):
        silent = {address("exchange", pk) for pk in _silent().values_list("pk", flat=True)}
        unread.filter(path__in=paths - silent).delete()


def _silent() -> QuerySet[Exchange]:
    said = Message.objects.filter(room=OuterRef("room"))
    proposed = Hour.objects.filter(exchange=OuterRef("pk")).exclude(end=HourEnd.REFUSED)
    begun = StageAct.objects.filter(exchange=OuterRef("pk"))
    alive = Exchange.objects.filter(sample=False, room__closed_at=None)
    return alive.filter(~Exists(said), ~Exists(proposed), ~Exists(begun))


def _once(exchanges: QuerySet[Exchange], kind: str, now: datetime.datetime) -> int:
    """Tells the people of each exchange once; exchanges older than a month are left out."""
    recent = exchanges.filter(round__published_at__gt=now - datetime.timedelta(days=30))
    rows = recent.select_related("round__edition").order_by("pk")
    untold = (each for each in rows if not Notice.objects.filter(kind=kind, path=each.get_absolute_url()).exists())
    return each_alone(
        islice(untold, MOST), lambda each: _tell(each, _team(each) if kind == "silent-team" else needed(each), kind)
    )


def _team(exchange: Exchange) -> Iterable[Membership]:
    return exchange.edition.memberships.active().filter(role=Role.FACILITATOR)


def ask_again_for_outcomes(now: datetime.datetime) -> int:
    """Asks those who have not confirmed an outcome after a week, once; after another week tells the facilitators."""
    lately = {"made_at__lte": now - UNCONFIRMED, "made_at__gt": now - FORGOTTEN}
    waiting = Outcome.objects.filter(published_at=None, sample=False, **lately)
    rows = waiting.select_related("exchange__round__edition").order_by("pk")
    kinds = ((row, f"outcome-waits{'-team' if row.made_at <= now - 2 * UNCONFIRMED else ''}") for row in rows)
    untold = (due for due in kinds if not Notice.objects.filter(kind=due[1], path=due[0].get_absolute_url()).exists())
    return each_alone(islice(untold, MOST), lambda due: _ask_again(*due))


def _ask_again(outcome: Outcome, kind: str) -> int:
    given, members = answers_of(outcome), needed(outcome.exchange)
    missing = [member for member in members if member.pk not in given or given[member.pk].version != outcome.version]
    to = _team(outcome.exchange) if kind == "outcome-waits-team" else missing
    notices.tell(to, kind, outcome.get_absolute_url(), partners=notices.named(members))
    return 1


@transaction.atomic
def _tell(exchange: Exchange, to: Iterable[Membership], kind: str, **words: Any) -> int:
    notices.tell(to, kind, exchange.get_absolute_url(), partners=notices.named(needed(exchange)), **words)
    return 1
