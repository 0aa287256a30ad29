"""Free time: weekly hours in each person's own zone, applied to real dates in UTC.

Weekly hours are those of ``academy.hours.free_hours``: ``[weekday, start, end]``, weekday 0 = Monday, minutes after
midnight by the person's wall clock. An end past 24:00 (up to 48:00) runs into the next day. A person is free at an
instant when their wall clock then lies within their hours. An hour that the clock skips in spring gives no free time,
and an hour that it repeats in autumn gives it twice, in any zone. Windows are ``[opens, closes)``, aware, in whole
minutes.
"""

import dataclasses
import datetime
import functools
import itertools
import zoneinfo
from collections.abc import Iterable, Sequence

from academy.hours.free_hours import DAY, WEEK
from academy.hours.whereabouts import Whereabouts, midnight

Span = tuple[datetime.datetime, datetime.datetime]
Minutes = tuple[int, int]
"""Begin and end in minutes since 1970 (UTC)."""
Place = str | Whereabouts
"""The IANA name of a zone, or where a person is on which days."""
Diary = tuple[Sequence[Sequence[int]], Place]
"""One person's weekly hours, and their place."""

A_MONDAY = -3 * DAY  # 29 December 1969
HALF_HOUR = 30
HALF_A_DAY, ONE_DAY = datetime.timedelta(hours=12), datetime.timedelta(days=1)


def common(diaries: Iterable[Diary], opens: datetime.datetime, closes: datetime.datetime) -> list[Span]:
    """Returns spans in which all are free: disjoint, sorted, in UTC. Raises ValueError for an unknown zone."""
    return [_span(minutes) for minutes in _common(diaries, *window(opens, closes))]


def weeks(begin: int, end: int) -> float:
    """Returns the weeks in a window of minutes, at least 1."""
    return max(1.0, (end - begin) / WEEK)


def slots(
    diaries: Sequence[Diary],
    opens: datetime.datetime,
    closes: datetime.datetime,
    *,
    minutes: int,
    count: int = 3,
    taken: Iterable[Span] = (),
) -> list[datetime.datetime]:
    """Returns up to ``count`` half hours (UTC, earliest first) from which all are free for ``minutes``.

    Nobody is free in the ``taken`` spans.

    The first slots are on different days by every person's own calendar. When no such day is left, later slots of the
    same days follow that do not overlap the others. Raises ValueError for an unknown zone.
    """
    free = _without(_common(diaries, *window(opens, closes)), [window(*span) for span in taken])
    fitting = [start for span in free for start in _half_hours(*span, minutes)]
    places = [place for _hours, place in diaries]
    chosen: list[int] = []
    dated: set[tuple[int, datetime.date]] = set()
    for start in fitting:
        days = {(n, _local(start, place).date()) for n, place in enumerate(places)}
        if len(chosen) < count and not days & dated:
            chosen.append(start)
            dated |= days
    for start in fitting:
        if len(chosen) < count and all(abs(start - other) >= minutes for other in chosen):
            chosen.append(start)
    return [_moment(start) for start in sorted(chosen)]


def window(opens: datetime.datetime, closes: datetime.datetime) -> Minutes:
    """Returns whole minutes since 1970 within a window. Raises ValueError for naive times or a wrong order."""
    if opens.utcoffset() is None or closes.utcoffset() is None:
        raise ValueError("a window needs aware times")
    if closes <= opens:
        raise ValueError("a window closes after it opens")
    return -int(-opens.timestamp() // 60), int(closes.timestamp() // 60)


def free_minutes(hours: Sequence[Sequence[int]], place: Place, begin: int, end: int) -> list[Minutes]:
    """Returns spans in which a person is free within the window, in minutes since 1970: disjoint, sorted.

    At another place the hours are those of the clock there, and none on a day off.

    Raises ValueError for an unknown zone.
    """
    pieces = []
    where = place if isinstance(place, str) else dataclasses.replace(place, off=())  # days off change no clock
    for first, last, offset in _offsets(where, begin, end):
        week = (first + offset - A_MONDAY) // WEEK - 1  # Sunday's hours may run into this week's Monday
        while (monday := A_MONDAY + week * WEEK - offset) < last:
            for day, start, stop in hours:
                pieces.append((max(monday + day * DAY + start, first), min(monday + day * DAY + stop, last)))
            week += 1
    return _without(_joined(pieces), _days_off(place, begin, end))


def _days_off(place: Place, begin: int, end: int) -> list[Minutes]:
    if isinstance(place, str):
        return []
    days = ((day, place.zone_at(midnight(day, place.home) + HALF_A_DAY)) for day in place.off)
    return [window(midnight(day, there), midnight(day + ONE_DAY, there)) for day, there in days]


@functools.lru_cache(maxsize=1024)
def _offsets(where: Place, begin: int, end: int) -> list[tuple[int, int, int]]:
    """Cuts the window at changes of the place and of its zone's offset, into (from, to, minutes ahead of UTC)."""
    if not isinstance(where, str):
        cuts = [minute for moment in where.changes() if begin < (minute := int(moment.timestamp() // 60)) < end]
        ends = [begin, *cuts, end]
        return [
            piece
            for first, last in itertools.pairwise(ends)
            if first < last
            for piece in _offsets(where.zone_at(_moment(first)), first, last)
        ]
    place = _zone(where)

    def ahead(minute: int) -> int:
        offset = _moment(minute).astimezone(place).utcoffset()
        return int(offset.total_seconds() // 60) if offset else 0

    pieces, first = [], begin
    for day in range(begin, end, DAY):
        low, high = day, min(day + DAY, end)
        if ahead(low) == ahead(high):
            continue
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if ahead(middle) == ahead(low) else (low, middle)
        pieces.append((first, high, ahead(first)))
        first = high
    return [*pieces, (first, end, ahead(first))]


def _common(diaries: Iterable[Diary], begin: int, end: int) -> list[Minutes]:
    shared = [(begin, end)]
    for hours, zone in diaries:
        shared = _both(shared, free_minutes(hours, zone, begin, end))
    return shared


def _both(ours: list[Minutes], theirs: list[Minutes]) -> list[Minutes]:
    shared, here, there = [], 0, 0
    while here < len(ours) and there < len(theirs):
        first, last = max(ours[here][0], theirs[there][0]), min(ours[here][1], theirs[there][1])
        if first < last:
            shared.append((first, last))
        if ours[here][1] < theirs[there][1]:
            here += 1
        else:
            there += 1
    return shared


def _without(free: list[Minutes], taken: Iterable[Minutes]) -> list[Minutes]:
    for first, last in taken:
        cut = [((begin, min(end, first)), (max(begin, last), end)) for begin, end in free]
        free = [piece for pieces in cut for piece in pieces if piece[0] < piece[1]]
    return free


def _joined(pieces: Iterable[Minutes]) -> list[Minutes]:
    joined: list[Minutes] = []
    for first, last in sorted(piece for piece in pieces if piece[0] < piece[1]):
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return joined


def _half_hours(first: int, last: int, minutes: int) -> range:
    return range(-(-first // HALF_HOUR) * HALF_HOUR, last - minutes + 1, HALF_HOUR)


def _zone(name: str) -> zoneinfo.ZoneInfo:
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"“{name}” is not a time zone") from None


def _local(minute: int, place: Place) -> datetime.datetime:
    moment = _moment(minute)
    return moment.astimezone(_zone(place if isinstance(place, str) else place.zone_at(moment)))


def _moment(minute: int) -> datetime.datetime:
    return datetime.datetime.fromtimestamp(minute * 60, datetime.UTC)


def _span(minutes: Minutes) -> Span:
    return _moment(minutes[0]), _moment(minutes[1])
