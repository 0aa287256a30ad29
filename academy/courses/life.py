"""The life of an edition: which acts each of its phases allows. Every act that depends on the phase asks here."""

import datetime
import enum
import zoneinfo

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from academy.models import Edition, Phase

AFTERWARDS = datetime.timedelta(days=365)
"""Months after the last day. So long, people are still asked what became of their cards."""


class Act(enum.Enum):
    WRITE = "members write, mark and talk"
    PAIR = "facilitators make and publish rounds"
    INVITE = "facilitators invite people"


ALLOWED: dict[Phase, frozenset[Act]] = {
    Phase.BEFORE: frozenset({Act.WRITE, Act.PAIR, Act.INVITE}),
    Phase.SESSION: frozenset({Act.WRITE, Act.PAIR, Act.INVITE}),
    Phase.AFTER: frozenset({Act.WRITE, Act.PAIR}),
    Phase.ARCHIVED: frozenset(),
}


class Closed(PermissionDenied):
    """The phase of the edition does not allow the act; the message says so in the reader's language."""


def by_the_day(edition: Edition, now: datetime.datetime | None = None) -> Phase:
    """Returns the phase that the dates give, in the edition's own zone."""
    day = timezone.localdate(now or timezone.now(), timezone=zoneinfo.ZoneInfo(edition.time_zone))
    if day < edition.starts:
        return Phase.BEFORE
    if day <= edition.ends:
        return Phase.SESSION
    return Phase.AFTER if day <= edition.ends + AFTERWARDS else Phase.ARCHIVED


def phase_of(edition: Edition, now: datetime.datetime | None = None) -> Phase:
    """Returns the phase that a facilitator chose; otherwise the day decides."""
    return Phase(edition.chosen_phase) if edition.chosen_phase else by_the_day(edition, now)


def allows(edition: Edition, act: Act, now: datetime.datetime | None = None) -> bool:
    return act in ALLOWED[phase_of(edition, now)]


def check(edition: Edition, act: Act) -> None:
    """Raises Closed."""
    if not allows(edition, act):
        raise Closed(words_of(phase_of(edition)))


def words_of(phase: Phase) -> str:
    """Returns what people read when the phase does not allow their act."""
    if phase == Phase.ARCHIVED:
        return _("This course is archived. Everything can be read; nothing more is written here.")
    return _("The course is over: nobody is invited any more. A facilitator can open it again under Set-up.")
