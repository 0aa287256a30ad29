"""The rooms of gatherings: the plenary, and a room for each table."""

from typing import Any

from django.utils.translation import gettext as _

from academy.models import Membership
from academy.pages.addresses import address
from academy.pages.texts import localized
from academy.voices import voices_of
from exchanges.gatherings.clock import clock_of, frame_of, turn_of
from exchanges.gatherings.opening import TABLE, open_in
from exchanges.models import Gathering, GatheringAct, Seat, Table
from exchanges.sheets.fields import keys_of
from exchanges.sheets.showing import sheet_of
from exchanges.stages.showing import strip_of
from exchanges.stages.words import describe
from rooms.kinds import Fields, Kind, register
from rooms.models import Room, RoomKind

LATELY = 5
"""Gatherings of the plenary whose stages' titles are read for its older messages."""


def register_kinds() -> None:
    register(
        Kind(
            RoomKind.PLENARY,
            title=lambda room, _reader: localized(room.edition.titles),
            heading=lambda _room, _reader: _("Plenary"),
            extras={"stage": _stage_in_plenary, "sheet": _keys_in_plenary},
            templates={
                "above": "exchanges/_gathering_strip.html",
                "about": "rooms/_about_plenary.html",
                "beside": "exchanges/_sheet.html",
            },
            page=_plenary_page,
            words=_plenary_words,
            fields=_plenary_fields,
        )
    )
    register(
        Kind(
            TABLE,
            title=lambda room, _reader: _("Table %(number)s") % {"number": _table(room).number},
            related=("table__gathering",),
            extras={"stage": _stage_at_table, "sheet": lambda room, _rev, _memory: keys_of(_gathering(room).stages)},
            templates={
                "above": "exchanges/_gathering_strip.html",
                "about": "exchanges/_about_table.html",
                "beside": "exchanges/_sheet.html",
            },
            page=_table_page,
            words=lambda room, stage: describe(stage, _gathering(room)),
            fields=_table_fields,
        )
    )


def _table(room: Room) -> Table:
    table: Table = room.table
    return table


def _gathering(room: Room) -> Gathering:
    return _table(room).gathering


def _stage_at_table(room: Room, rev: int, memory: dict[str, Any]) -> dict[str, Any]:
    return _frame(_gathering(room), rev, memory)


def _stage_in_plenary(room: Room, rev: int, memory: dict[str, Any]) -> dict[str, Any] | None:
    gathering = open_in(room.edition)
    return None if gathering is None else _frame(gathering, rev, memory)


def _frame(gathering: Gathering, rev: int, memory: dict[str, Any]) -> dict[str, Any]:
    """Each act on the clock takes a revision of the room, so that acts read at revision ``rev`` can be reused."""
    if memory.get("rev") != (rev, gathering.pk):
        memory["acts"] = list(GatheringAct.objects.filter(gathering=gathering).order_by("number"))
        memory["rev"] = rev, gathering.pk
    return frame_of(gathering, clock_of(gathering, memory["acts"]))


def keys_in_plenary(gathering: Gathering | None) -> list[str]:
    """Returns the keys of the plenary's worksheet; none when there are tables, because those have worksheets."""
    return [] if gathering is None or gathering.turns else keys_of(gathering.stages)


def _keys_in_plenary(room: Room, _rev: int, _memory: dict[str, Any]) -> list[str] | None:
    return keys_in_plenary(open_in(room.edition)) or None


def _plenary_fields(rooms: list[Room]) -> dict[int, Fields]:
    found = Gathering.objects.filter(room__in=rooms, ended_at=None)
    return {gathering.room_id: dict.fromkeys(keys_in_plenary(gathering)) for gathering in found}


def _table_fields(rooms: list[Room]) -> dict[int, Fields]:
    found = Table.objects.filter(room__in=rooms).values_list("room", "gathering__stages")
    return {room: dict.fromkeys(keys_of(stages)) for room, stages in found}


def _plenary_page(room: Room, reader: Membership, written: dict[str, str]) -> dict[str, Any]:
    gathering = open_in(room.edition)
    if gathering is None:
        return {"gathering": None, "sheet": {"stages": []}}
    clock = clock_of(gathering)
    has_sheet = bool(keys_in_plenary(gathering))
    return {
        **strip_in_room(gathering, reader, clock),
        "sheet": sheet_of(room.pk, gathering, reader, clock, written) if has_sheet else {"stages": []},
    }


def _table_page(room: Room, reader: Membership, written: dict[str, str]) -> dict[str, Any]:
    table, gathering = _table(room), _gathering(room)
    clock, voices = clock_of(gathering), voices_of(room.edition)
    sits = Seat.objects.filter(table=table, turn=turn_of(gathering, clock)).order_by("pk")
    return {
        **strip_in_room(gathering, reader, clock),
        "table": table,
        "summary": table.question,
        "summary_language": gathering.language,
        "host": voices[table.host_id] if table.host_id else None,
        "here": [voices[member] for member in sits.values_list("membership", flat=True)],
        "sheet": sheet_of(room.pk, gathering, reader, clock, written),
    }


def strip_in_room(gathering: Gathering, reader: Membership, clock: Any) -> dict[str, Any]:
    """Returns what ``_gathering_strip.html`` shows. ``strip.next``: where a turn's beginning leads its reader."""
    leads = gathering.turns and gathering.ended_at is None and not reader.runs_the_course
    own = address("own_table", gathering.pk) if leads else ""
    links = [(own, _("Where I sit now"))] if leads else []
    links.append((gathering.get_absolute_url(), _("The inner circle") if gathering.chairs else _("The gathering")))
    strip = {**strip_of(gathering.stages, clock, reader), "next": own, "links": links}
    return {"gathering": gathering, "strip": strip, "proposed": None, "may_answer": False, "exchange": None}


def _plenary_words(room: Room, stage: dict[str, Any]) -> str:
    staged: Any = getattr(room, "staged", None)
    if staged is None:
        newest = Gathering.objects.filter(room=room).order_by("-pk")[:LATELY]
        staged = Gathering(stages=[stage for each in reversed(newest) for stage in each.stages])
        room.staged = staged  # type: ignore[attr-defined]
    return describe(stage, staged)
