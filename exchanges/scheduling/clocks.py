"""One moment on the wall clock of each member, always with its place."""

import dataclasses
import datetime
from collections.abc import Iterable

from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from academy.hours.zones import zone
from academy.models import Membership
from academy.pages.dates import day_of, time_of
from academy.voices import Voice


@dataclasses.dataclass(frozen=True)
class Clock:
    """One moment on one clock. ``at`` is aware, in the zone of the people that ``whose`` names. ``day`` and ``time``
    are its words there."""

    at: datetime.datetime
    day: str
    time: str
    whose: str
    mine: bool


def clocks(at: datetime.datetime, members: Iterable[Membership | Voice], reader: Membership) -> list[Clock]:
    """Returns the reader's clock first, then the others from west to east. Members at one place share a clock.

    Each member's place is the one where they are at that moment.
    """
    here = _where(reader, at)
    others: dict[tuple[str, str], list[str]] = {here: []}
    for member in members:
        names = others.setdefault(_where(member, at), [])
        if member.pk != reader.pk:
            names.append(member.given_name)
    shown = [_clock(at, where, names, mine=where == here) for where, names in others.items()]
    return sorted(shown, key=lambda clock: (not clock.mine, clock.at.utcoffset(), clock.whose))


def _where(member: Membership | Voice, at: datetime.datetime) -> tuple[str, str]:
    """Returns the zone and the place in which the member is at that moment."""
    return member.whereabouts.zone_at(at), member.whereabouts.place_at(at)


def _clock(at: datetime.datetime, where: tuple[str, str], names: list[str], *, mine: bool) -> Clock:
    zone_name, place = where
    local = at.astimezone(zone(zone_name))
    return Clock(at=local, day=day_of(local), time=time_of(local), whose=_whose(place, names, mine=mine), mine=mine)


def _whose(place: str, names: list[str], *, mine: bool) -> str:
    words = {"place": place, "names": get_text_list(names, _("and"))}
    if mine and names:
        return _("%(place)s, where you and %(names)s are") % words
    if mine:
        return _("%(place)s, where you are") % words
    return ngettext("%(place)s, where %(names)s is", "%(place)s, where %(names)s are", len(names)) % words


def until(at: datetime.datetime) -> str:
    """Returns the time from now: "2 h 10", "35 min", "2 days"; "" when ``at`` has passed."""
    minutes = int((at - timezone.now()).total_seconds() // 60)
    if minutes < 0:
        return ""
    if minutes < 60:
        return _("%(minutes)d min") % {"minutes": minutes}
    if minutes < 48 * 60:
        return _("%(hours)d h %(minutes)02d") % {"hours": minutes // 60, "minutes": minutes % 60}
    days = minutes // (24 * 60)
    return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}
