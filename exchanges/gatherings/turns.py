"""Orders a queue: both shores in turn, and of each shore those who sat least, then those who asked first."""

import datetime
from collections.abc import Mapping, Sequence


def in_turn(
    asking: Mapping[int, datetime.datetime], shores: Mapping[int, str], sat: Mapping[int, int], last: str = ""
) -> list[int]:
    """Returns the members who ask, the next one first. ``sat``: how often each has sat; ``last``: the shore that sat
    down last. If nobody of a shore asks, it is left out."""
    lines: dict[str, list[int]] = {}
    for member in sorted(asking, key=lambda who: (sat.get(who, 0), asking[who], who)):
        lines.setdefault(shores[member], []).append(member)
    order: list[int] = []
    while any(lines.values()):
        last = min(_others(lines, last), key=lambda shore: _weight(lines[shore][0], sat, asking))
        order.append(lines[last].pop(0))
    return order


def _others(lines: Mapping[str, Sequence[int]], last: str) -> list[str]:
    waiting = [shore for shore, line in lines.items() if line]
    return [shore for shore in waiting if shore != last] or waiting


def _weight(
    member: int, sat: Mapping[int, int], asking: Mapping[int, datetime.datetime]
) -> tuple[int, datetime.datetime, int]:
    return sat.get(member, 0), asking[member], member
