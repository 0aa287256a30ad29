"""The gathering that is on, as the control room shows it: its tables or its circle, and who waits there."""

import dataclasses
import datetime
from collections import defaultdict
from typing import Any

from django.utils.translation import gettext as _

from academy.models import Edition, Membership
from academy.voices import Voice, voices_of
from exchanges.balance import Balance, together
from exchanges.control import COMING, LIVE, NEEDS, News, Watched, look, rooms_around, silent_for, watched
from exchanges.gatherings.chairs import Circle, circle_of
from exchanges.gatherings.clock import clock_of, turn_of
from exchanges.gatherings.opening import open_in
from exchanges.models import Gathering, Table
from exchanges.stages.clock import StageClock


@dataclasses.dataclass(frozen=True)
class WatchedTable:
    """One table as the control room shows it. ``why`` says what it needs, "" for nothing; ``said``: the balance of
    the last ten minutes."""

    table: Table
    here: list[Voice]
    said: Balance
    why: str


@dataclasses.dataclass(frozen=True)
class WatchedGathering:
    """The gathering as the control room shows it. ``state``: as of ``control.Watched``. ``come``: how many have come in
    and wait for the beginning of the turns.

    ``hands``: who raised a hand in the plenary. ``said``: the balance of the last ten minutes there and at all
    tables.
    """

    gathering: Gathering
    state: str
    clock: StageClock
    stage: dict[str, Any] | None
    come: int
    tables: list[WatchedTable]
    circle: Circle | None
    hands: list[Voice]
    said: Balance


def rooms_of(edition: Edition, now: datetime.datetime) -> list[int]:
    """Returns the rooms (ids) that the control room looks into. Three queries at most."""
    gathering = open_in(edition)
    tables = [] if gathering is None else [gathering.room_id, *gathering.tables.values_list("room", flat=True)]
    return [*rooms_around(edition, now), *tables]


def whole(
    edition: Edition, reader: Membership, now: datetime.datetime
) -> tuple[list[Watched], WatchedGathering | None]:
    """Returns what the control room shows. Eight queries without a gathering, otherwise eleven, however many come."""
    gathering = open_in(edition)
    if gathering is None:
        return watched(edition, reader, now), None
    gathering.edition = edition
    tables = list(gathering.tables.all()) if gathering.turns else []
    rooms = [gathering.room_id, *(table.room_id for table in tables)]
    seen = look(edition, now, rooms)
    return watched(edition, reader, now, seen), _gathered(gathering, tables, seen.news, now)


def _gathered(gathering: Gathering, tables: list[Table], news: News, now: datetime.datetime) -> WatchedGathering:
    """Returns the gathering with the news of its rooms. Two queries."""
    clock = clock_of(gathering)
    is_on = clock.has_begun and not clock.is_over
    rooms = [gathering.room_id, *(table.room_id for table in tables)]
    shown = _tables(gathering, tables, clock, news, now) if clock.has_begun else []
    needs = any(news.hands.get(room) for room in rooms) or any(each.why for each in shown)
    return WatchedGathering(
        gathering,
        NEEDS if needs else LIVE if is_on else COMING,
        clock,
        gathering.stages[clock.number - 1] if is_on else None,
        0 if clock.has_begun or not gathering.turns else gathering.comings.count(),
        shown,
        circle_of(gathering) if gathering.chairs else None,
        news.hands.get(gathering.room_id, []),
        together((news.said[room] for room in rooms), voices_of(gathering.edition)),
    )


def _tables(
    gathering: Gathering, tables: list[Table], clock: StageClock, news: News, now: datetime.datetime
) -> list[WatchedTable]:
    """Returns the tables with their people and news. One query."""
    voices, turn = voices_of(gathering.edition), turn_of(gathering, clock)
    here: dict[int, list[Voice]] = defaultdict(list)
    for at, member in gathering.seats.filter(turn=turn).order_by("pk").values_list("table", "membership"):
        here[at].append(voices[member])
    found = []
    for table in tables:
        room = table.room_id
        silent = silent_for(clock, news.last.get(room), now) if turn else ""
        table.voice = voices[table.host_id] if table.host_id else None
        why = _("a hand is raised") if room in news.hands else silent
        found.append(WatchedTable(table, here[table.pk], news.said[room], why))
    return found
