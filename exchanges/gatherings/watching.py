"""The gathering that is on, as the control room shows it: its tables or its circle, and who waits there."""

import dataclasses
import datetime
from collections import defaultdict
from typing import Any

from django.utils.translation import gettext as _

from academy.models import Edition
from academy.voices import Voice, voices_of
from exchanges.control import COMING, LIVE, NEEDS, last_said, said_lately, silent_for
from exchanges.gatherings.chairs import Circle, circle_of
from exchanges.gatherings.clock import clock_of, turn_of
from exchanges.gatherings.opening import open_in
from exchanges.models import Gathering, Table
from exchanges.stages.clock import StageClock
from rooms.models import Hand


@dataclasses.dataclass(frozen=True)
class WatchedTable:
    """``why`` says what it needs, "" for nothing; ``said``: messages of the last ten minutes by shore."""

    table: Table
    here: list[Voice]
    said: dict[str, int]
    why: str


@dataclasses.dataclass(frozen=True)
class WatchedGathering:
    """``state``: as of ``control.Watched``. ``come``: how many have come in; until the beginning they wait.

    ``hands``: who raised a hand in the plenary. ``said``: messages of the last ten minutes there and at all tables.
    """

    gathering: Gathering
    state: str
    clock: StageClock
    stage: dict[str, Any] | None
    come: int
    tables: list[WatchedTable]
    circle: Circle | None
    hands: list[Voice]
    said: dict[str, int]


def gathered(edition: Edition, now: datetime.datetime) -> WatchedGathering | None:
    """Returns the gathering that is open, if one is. One query without one, otherwise eight, however many come."""
    gathering = open_in(edition)
    if gathering is None:
        return None
    gathering.edition = edition
    clock, voices = clock_of(gathering), voices_of(edition)
    seats = list(gathering.tables.all()) if gathering.turns else []
    rooms = [gathering.room_id, *(table.room_id for table in seats)]
    said = said_lately(rooms, now, voices)
    hands: dict[int, list[Voice]] = defaultdict(list)
    for room, by in Hand.objects.filter(room__in=rooms, lowered_at=None).values_list("room", "by"):
        hands[room].append(voices[by])
    tables = _tables(gathering, seats, clock, said, set(hands), now) if seats else []
    is_on = clock.has_begun and not clock.is_over
    needs = bool(hands) or any(each.why for each in tables)
    return WatchedGathering(
        gathering,
        NEEDS if needs else LIVE if is_on else COMING,
        clock,
        gathering.stages[clock.number - 1] if is_on else None,
        gathering.comings.count() if gathering.turns else 0,
        tables,
        circle_of(gathering) if gathering.chairs else None,
        hands[gathering.room_id],
        {shore: sum(said[room].get(shore, 0) for room in rooms) for shore in ("west", "east")},
    )


def _tables(
    gathering: Gathering,
    tables: list[Table],
    clock: StageClock,
    said: dict[int, dict[str, int]],
    hands: set[int],
    now: datetime.datetime,
) -> list[WatchedTable]:
    """Two queries."""
    voices, turn = voices_of(gathering.edition), turn_of(gathering, clock)
    here: dict[int, list[Voice]] = defaultdict(list)
    for at, member in gathering.seats.filter(turn=turn).order_by("pk").values_list("table", "membership"):
        here[at].append(voices[member])
    last = last_said([table.room_id for table in tables], voices)
    found = []
    for table in tables:
        room = table.room_id
        why = _("a hand is raised") if room in hands else silent_for(clock, last.get(room), now) if turn else ""
        table.voice = voices[table.host_id] if table.host_id else None
        found.append(WatchedTable(table, here[table.pk], said[room], why))
    return found
