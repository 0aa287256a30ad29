"""The kinds of rooms that this floor registers: a topic's lounge, and the room of an exchange."""

from typing import Any

from django.utils.translation import gettext as _

from academy.models import Membership
from academy.pages.texts import localized
from exchanges.models import Exchange, RelayAct, StageAct
from exchanges.relay import words as relay_words
from exchanges.relay.acts import frame as relay_frame
from exchanges.relay.acts import relay_now
from exchanges.relay.passing import called_with_the_word
from exchanges.relay.showing import strip
from exchanges.scheduling.showing import in_room
from exchanges.sheets.fields import fields_by_room, keys_of
from exchanges.sheets.showing import sheet
from exchanges.stages.acts import clock_now, frame_of
from exchanges.stages.words import describe
from rooms.kinds import Kind, register
from rooms.models import Room, RoomKind

EXCHANGE = "exchange"
"""``Room.kind`` of an exchange's room."""


def register_kinds() -> None:
    register(
        Kind(
            RoomKind.LOUNGE,
            title=lambda room, _reader: localized(room.lounge.topic.titles),
            heading=lambda room, _reader: _("Lounge: %(topic)s") % {"topic": localized(room.lounge.topic.titles)},
            section="topics",
            related=("lounge__topic",),
            templates={"about": "exchanges/_about_lounge.html"},
        )
    )
    register(
        Kind(
            EXCHANGE,
            title=lambda room, _reader: localized(_exchange(room).topic.titles),
            related=("exchange__topic", "exchange__round__format"),
            unread=("exchange__round__proposal",),
            extras={
                "exchange": lambda room, _rev, _memory: _exchange(room).pk,
                "stage": _stage,
                "relay": _relay,
                "sheet": lambda room, _rev, _memory: keys_of(_exchange(room).staged.stages),
            },
            templates={
                "above": "exchanges/_strip.html",
                "about": "exchanges/_about_room.html",
                "beside": "exchanges/_sheet.html",
                "composer": "exchanges/_role.html",
            },
            page=_page,
            words=_words,
            fields=fields_by_room,
            called_later=called_with_the_word,
        )
    )


def _exchange(room: Room) -> Exchange:
    exchange: Exchange = room.exchange
    return exchange


def _stage(room: Room, rev: int, memory: dict[str, Any]) -> dict[str, Any]:
    """Returns the stage clock as a frame.

    Each act on the clock takes a revision of the room. So acts that were read at revision ``rev`` can be reused.
    """
    if memory.get("rev") != rev:
        memory["acts"], memory["rev"] = list(StageAct.objects.filter(exchange=_exchange(room)).order_by("number")), rev
    return frame_of(_exchange(room), clock_now(_exchange(room), memory["acts"]))


def _relay(room: Room, rev: int, memory: dict[str, Any]) -> dict[str, Any] | None:
    """Returns the relay as a frame, None before it begins. Acts read at revision ``rev`` can be reused, too."""
    if memory.get("relay_rev") != rev:
        acts = RelayAct.objects.filter(exchange=_exchange(room)).order_by("number")
        memory["relay_acts"], memory["relay_rev"] = list(acts), rev
    relay = relay_now(_exchange(room), memory["relay_acts"])
    return relay_frame(_exchange(room), relay) if relay.has_begun else None


def _page(room: Room, reader: Membership, written: dict[str, str]) -> dict[str, Any]:
    exchange = _exchange(room)
    exchange.round.edition = room.edition  # loaded with the room
    above = strip(exchange, reader)
    return {
        "exchange": exchange,
        "strip": above,
        "proposed": in_room(exchange, reader),
        "may_answer": any(member.membership_id == reader.pk for member in room.members.all()),
        "sheet": sheet(exchange, reader, above["stands"], written),
    }


def _words(room: Room, stage: dict[str, Any]) -> str:
    if "relay" in stage:
        return relay_words.describe(stage, _exchange(room).staged, room.edition)
    return describe(stage, _exchange(room).staged)
