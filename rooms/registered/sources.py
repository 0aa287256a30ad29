"""Registers messages as sources: words that somebody said in a talk."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from academy.models import Membership, Topic
from academy.pages.addresses import address
from academy.voices import voices_of
from commons.marks import sources
from commons.texts.withheld import is_withheld
from rooms.access import may_enter
from rooms.models import Message, MessageKind, Room, RoomKind


def register() -> None:
    sources.register(sources.Kind("message", Message, _said, _readable, _card))


def _said() -> QuerySet[Message]:
    said = Message.objects.filter(kind=MessageKind.SAID, deleted_at=None)
    return said.select_related("room__edition", "room__lounge__topic", "author").prefetch_related("room__members")


def _readable(reader: Membership, messages: Sequence[Message]) -> list[Any]:
    """Asks once for each room that only its members read, when the reader runs the course."""
    rooms = {message.room_id: message.room for message in messages}
    doors = {pk: may_enter(reader, room) for pk, room in rooms.items()}
    return [one for one in messages if doors[one.room_id] and one.is_said and not is_withheld(reader, one)]


def _card(message: Message) -> sources.Card:
    by = voices_of(message.edition)[message.author_id]
    return sources.Card(
        title=message.excerpt[:160],
        language=message.language,
        who=f"{by.name}, {by.origin}",
        shore=by.shore,
        bloc_id=by.bloc_id,
        author_id=message.author_id,
        topic=_topic(message.room),
        address=address("message", message.room_id, message.pk),
    )


def _topic(room: Room) -> Topic | None:
    return room.lounge.topic if room.kind == RoomKind.LOUNGE else None
