"""The page of a gathering for one reader."""

from collections import defaultdict
from typing import Any

from academy.models import Membership
from academy.voices import Voice, voices_of
from commons.texts.withheld import is_withheld
from exchanges.gatherings.chairs import circle_of
from exchanges.gatherings.clock import clock_of, turn_of
from exchanges.gatherings.room_kinds import strip_in_room
from exchanges.models import Gathering, Table
from exchanges.sheets.fields import Field, fields_of
from exchanges.stages.clock import StageClock
from exchanges.stages.showing import acts_at
from rooms.models import Message

HARVEST = "harvest"


def page(gathering: Gathering, reader: Membership) -> dict[str, Any]:
    """Nine queries at most, however many people and tables there are. ``written``: each field of the plenary's
    worksheet that somebody has filled, with its texts."""
    clock, voices = clock_of(gathering), voices_of(gathering.edition)
    come = [voices[member] for member in gathering.comings.order_by("pk").values_list("membership", flat=True)]
    context = strip_in_room(gathering, reader, clock)
    context["strip"] |= {"next": "", "links": []}
    if reader.runs_the_course and gathering.ended_at is None:
        context["strip"]["acts"] = acts_at("gathering_act", gathering.pk, clock)
    tables = _tables(gathering, reader, clock) if gathering.turns else []
    people = sorted(_offered(gathering, reader, come), key=lambda voice: voice.name)
    return {
        **context,
        "sheet": {"stages": []},
        "room": gathering.room,
        "come": come,
        "is_in": any(voice.pk == reader.pk for voice in come),
        "turn": turn_of(gathering, clock),
        "tables": tables,
        "own": next((table for table in tables if any(voice.pk == reader.pk for voice in table.here)), None),
        "people": people,
        "circle": circle_of(gathering) if gathering.chairs else None,
        "written": [] if gathering.turns else _written(gathering, reader),
    }


def _written(gathering: Gathering, reader: Membership) -> list[tuple[Field, list[Message]]]:
    """Returns each field of the plenary's worksheet that somebody has filled, with its texts. One query."""
    fields = fields_of(gathering, gathering.edition)
    texts = _standing(reader, room=gathering.room_id, field__in=[field.key for field in fields])
    by_field: dict[str, list[Message]] = defaultdict(list)
    for text in texts:
        by_field[text.field].append(text)
    return [(field, by_field[field.key]) for field in fields if field.key in by_field]


def _standing(reader: Membership, **of: Any) -> list[Message]:
    """Returns the versions that stand and that the reader may see, the earliest first."""
    found = Message.objects.filter(**of, stands=True).order_by("pk")
    return [message for message in found if message.body and not is_withheld(reader, message)]


def _offered(gathering: Gathering, reader: Membership, come: list[Voice]) -> list[Voice]:
    """Returns whom a facilitator may choose: as hosts those who have come, as speakers every delegate."""
    if not reader.runs_the_course or gathering.ended_at is not None:
        return []
    if not gathering.chairs:
        return come
    delegates = gathering.edition.memberships.active().delegates().values_list("pk", flat=True)
    voices = voices_of(gathering.edition)
    return [voices[member] for member in delegates]


def _tables(gathering: Gathering, reader: Membership, clock: StageClock) -> list[Table]:
    voices = voices_of(gathering.edition)
    tables = list(gathering.tables.all())
    here: dict[int, list[Voice]] = defaultdict(list)
    sits = gathering.seats.filter(turn=turn_of(gathering, clock)).order_by("pk")
    for at, member in sits.values_list("table", "membership"):
        here[at].append(voices[member])
    rooms = [table.room_id for table in tables]
    texts: dict[int, list[Message]] = defaultdict(list)
    for message in _standing(reader, room__in=rooms, field=HARVEST):
        texts[message.room_id].append(message)
    for table in tables:
        table.here, table.harvest = here[table.pk], texts[table.room_id]
        table.voice = voices[table.host_id] if table.host_id else None
    return tables
