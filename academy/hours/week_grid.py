"""The week as a grid: one cell for each hour of each day, for free hours that begin and end on the hour.

A cell is "0-9" for Monday from 09:00 to 10:00. The grid changes only the hours whose cells were changed in it, so that
spans to the minute stay as they are.
"""

from collections.abc import Iterable, Iterator

from academy.hours.free_hours import DAY, WEEK, Hours

HOUR = 60
CELLS = [f"{day}-{hour}" for hour in range(24) for day in range(7)]
_KNOWN = frozenset(CELLS)
LONGEST_NIGHT = DAY // 2
"""Minutes. A longer span that runs past midnight is cut there."""

Minutes = tuple[int, int]
"""Begin and end in minutes after Monday 00:00, within the week."""


def cells_of(hours: Hours) -> set[str]:
    """Returns the cells in which the person is free from their beginning to their end."""
    spans = _joined(_within_the_week(hours))
    return {cell for cell in CELLS for begin, end in [_span_of(cell)] if _covers(spans, begin, end)}


def touched_cells(hours: Hours) -> set[str]:
    """Returns the cells in which the person is free at some time."""
    spans = _joined(_within_the_week(hours))
    return {cell for cell in CELLS for b, e in [_span_of(cell)] if any(b < end and begin < e for begin, end in spans)}


def changed(hours: Hours, shown: Iterable[str], sent: Iterable[str]) -> Hours:
    """Returns the hours with the changes between the cells that were shown as free and those that were sent."""
    shown, sent = _KNOWN.intersection(shown), _KNOWN.intersection(sent)
    if shown == sent:
        return hours
    spans = _joined([*_within_the_week(hours), *map(_span_of, sent - shown)])
    for cell in shown - sent:
        first, last = _span_of(cell)
        cut = [piece for begin, end in spans for piece in ((begin, min(end, first)), (max(begin, last), end))]
        spans = [(begin, end) for begin, end in cut if begin < end]
    return sorted(piece for span in _round_the_week(spans) for piece in _days(*span))


def _span_of(cell: str) -> Minutes:
    day, _dash, hour = cell.partition("-")
    begin = int(day) * DAY + int(hour) * HOUR
    return begin, begin + HOUR


def _covers(spans: list[Minutes], first: int, last: int) -> bool:
    return any(begin <= first and last <= end for begin, end in spans)


def _within_the_week(hours: Hours) -> Iterator[Minutes]:
    """Sunday night's hours may run into Monday: they become two spans."""
    for day, start, end in hours:
        begin, stop = day * DAY + start, day * DAY + end
        yield begin, min(stop, WEEK)
        if stop > WEEK:
            yield 0, stop - WEEK


def _joined(spans: Iterable[Minutes]) -> list[Minutes]:
    joined: list[Minutes] = []
    for begin, end in sorted(spans):
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((begin, end))
    return joined


def _round_the_week(spans: list[Minutes]) -> list[Minutes]:
    """Joins a span that ends the week to one that begins it."""
    if len(spans) > 1 and spans[0][0] == 0 and spans[-1][1] == WEEK:
        return [*spans[1:-1], (spans[-1][0], WEEK + spans[0][1])]
    return spans


def _days(begin: int, end: int) -> Iterator[list[int]]:
    """Yields the span as hours of days: in one piece when it is short, else cut at each midnight."""
    if end - begin > LONGEST_NIGHT:
        while (midnight := (begin // DAY + 1) * DAY) < end:
            yield [begin // DAY % 7, begin % DAY, DAY]
            begin = midnight
    yield [begin // DAY % 7, begin % DAY, begin % DAY + end - begin]
