"""Weekly free hours: ``[weekday, start, end]`` with weekday 0 = Monday, minutes after midnight, an end up to 48:00."""

import datetime
import itertools
import re
import zoneinfo

from django.utils.translation import gettext as _

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY, WEEK = 24 * 60, 7 * 24 * 60

_CLOCK = re.compile(r"(\d{1,3})(?:[:.](\d\d)|\s?h\s?(\d\d)?)", re.ASCII | re.IGNORECASE)
"""Times as people write them in French and Portuguese: 14:00, 14.00, 14h00 and 14 h."""
_DASHES = re.compile(r"[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")

Hours = list[list[int]]


def parse(written: str) -> Hours:
    """Reads weekly hours like ``"mon 16:00-18:00 | tue 22:00-02:00 | wed 22:00-26:00"``; returns them sorted.

    An end before its beginning is on the next day, as long as that makes no more than half a day.
    Raises ValueError, which names the wrong piece in the active language.
    """
    hours = sorted(_piece(piece.strip()) for piece in written.split("|") if piece.strip())
    next_week = [[day + 7, start, end] for day, start, end in hours[:1]]  # Sunday's hours may run into Monday's
    for (day, _start, end), (next_day, next_start, _end) in itertools.pairwise([*hours, *next_week]):
        if day * DAY + end > next_day * DAY + next_start:
            raise ValueError(_("hours overlap on %(day)s") % {"day": DAYS[next_day % 7]})
    return hours


def _piece(piece: str) -> list[int]:
    day, _space, span = " ".join(piece.split()).partition(" ")
    start, dash, end = _DASHES.sub("-", span).partition("-")
    if day.lower() not in DAYS:
        raise ValueError(_("“%(day)s” is not a day (mon … sun)") % {"day": day})
    if not dash:
        raise ValueError(_("“%(piece)s” is not like “mon 14:00-16:00”") % {"piece": piece})
    begins, ends = _minutes(start), _minutes(end)
    if begins >= DAY:
        raise ValueError(_("“%(time)s” is after the end of the day") % {"time": start})
    if ends < begins and ends + DAY - begins <= DAY // 2:
        ends += DAY
    if ends <= begins:
        raise ValueError(_("“%(span)s” ends before it begins") % {"span": span})
    if ends > 2 * DAY:
        raise ValueError(_("“%(time)s” is beyond 48:00") % {"time": end})
    return [DAYS.index(day.lower()), begins, ends]


def _minutes(clock: str) -> int:
    found = _CLOCK.fullmatch(clock.strip())
    minute = int(found[2] or found[3] or 0) if found else DAY
    if found is None or minute > 59:
        raise ValueError(_("“%(time)s” is not a time like 14:00") % {"time": clock})
    return int(found[1]) * 60 + minute


def in_zone(utc_hours: Hours, zone: zoneinfo.ZoneInfo, day: datetime.date) -> Hours:
    """Converts weekly hours from UTC to ``zone``, with the offset of ``zone`` at noon of ``day``."""
    noon = datetime.datetime.combine(day, datetime.time(12), tzinfo=zone)
    offset = noon.utcoffset()
    shift = int(offset.total_seconds() // 60) if offset else 0
    moved = []
    for weekday, start, end in utc_hours:
        begins = (weekday * DAY + start + shift) % WEEK
        moved.append([begins // DAY, begins % DAY, begins % DAY + end - start])
    return sorted(moved)


def clock(minutes: int) -> str:
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"
