"""The gathering that is on, as the control room shows it: its tables or its circle, and who waits there."""

import dataclasses
import datetime
from collections import defaultdict
from typing import Any

from django.db.models import F, FilteredRelation, Q
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
    """One table as the control room shows it, with who is ``here`` and the ``voice`` of its host. ``why`` says what it
    needs, "" for nothing; ``said``: the balance of the last ten minutes."""

    table: Table
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
    """Returns what the control room shows. Six queries without a gathering, otherwise eight, however many come; one
    more when a room is read by its members alone, and one more before the turns of a gathering begin."""
    gathering = open_in(edition)
    if gathering is None:
        return watched(edition, reader, now), None
    gathering.edition = edition
    clock = clock_of(gathering)
    tables = _seated(gathering, turn_of(gathering, clock)) if gathering.turns else []
    seen = look(edition, now, [gathering.room_id, *(table.room_id for table in tables)])
    return watched(edition, reader, now, seen), _gathered(gathering, clock, tables, seen.news, now)


def _seated(gathering: Gathering, turn: int) -> list[Table]:
    """Returns the tables with those who sit there in the turn. One query."""
    voices = voices_of(gathering.edition)
    sits = FilteredRelation("seats", condition=Q(seats__turn=turn))
    rows = gathering.tables.annotate(sits=sits).annotate(member=F("sits__membership")).order_by("number", "sits")
    here: dict[int, list[Voice]] = defaultdict(list)
    tables: dict[int, Table] = {}
    for row in rows:
        tables.setdefault(row.pk, row)
        if row.member is not None:
            here[row.pk].append(voices[row.member])
    for table in tables.values():
        table.here, table.voice = here[table.pk], voices[table.host_id] if table.host_id else None
    return list(tables.values())


def _gathered(
    gathering: Gathering, clock: StageClock, tables: list[Table], news: News, now: datetime.datetime
) -> WatchedGathering:
    """Returns the gathering with the news of its rooms. At most one query."""
    is_on = clock.has_begun and not clock.is_over
    rooms = [gathering.room_id, *(table.room_id for table in tables)]
    shown = _tables(tables, clock, news, now, is_on=bool(turn_of(gathering, clock))) if clock.has_begun else []
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
    tables: list[Table], clock: StageClock, news: News, now: datetime.datetime, *, is_on: bool
) -> list[WatchedTable]:
    """Returns the tables with their news. ``is_on``: people sit at them now."""
    found = []
    for table in tables:
        room = table.room_id
        silent = silent_for(clock, news.last.get(room), now) if is_on else ""
        why = _("a hand is raised") if room in news.hands else silent
        found.append(WatchedTable(table, news.said[room], why))
    return found
