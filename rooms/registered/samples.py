"""Loads the demo's conversation of two people; writes the talk of samples for higher floors too."""

import datetime
import uuid
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from academy.models import Edition, Membership
from commons.texts.rendering import to_html
from rooms.conversations import say_hello
from rooms.models import Message, Room, RoomKind

A_MINUTE = datetime.timedelta(minutes=1)


@transaction.atomic
def load(two: dict[str, Any], members: dict[str, Membership], shift: datetime.timedelta) -> None:
    """Loads the samples' conversation, unless one of its members is not in the edition."""
    if all(name in members for name in two["members"]):
        to, by = (members[name] for name in two["members"])
        fill(say_hello(to, by=by), messages_from(two["talk"], members, shift))


@transaction.atomic
def remove(edition: Edition) -> int:
    """Deletes the edition's sample conversations; returns how many conversations and messages were deleted.

    A conversation in which people have written themselves stays unchanged, because a room's order has no gaps.
    """
    talks = untouched(edition).filter(kind=RoomKind.DIRECT, messages__sample=True)
    return delete(list(talks.values_list("pk", flat=True)))


def untouched(edition: Edition) -> QuerySet[Room]:
    """Returns rooms in which people have not written themselves."""
    written = Message.objects.filter(room__edition=edition, sample=False).values("room")
    return Room.objects.filter(edition=edition).exclude(pk__in=written)


def delete(room_ids: list[int]) -> int:
    """Returns how many rooms and messages were deleted."""
    rooms = Room.objects.filter(pk__in=room_ids)
    gone = rooms.count() + Message.objects.filter(room__in=room_ids).count()
    rooms.delete()
    return gone


def messages_from(
    talk: list[dict[str, Any]], members: dict[str, Membership], shift: datetime.timedelta
) -> list[Message]:
    return [
        Message(
            author=members[entry["by"]],
            client_id=uuid.uuid4(),
            body=entry["text"],
            html=to_html(entry["text"]),
            language=entry["language"],
            sent_at=datetime.datetime.fromisoformat(entry["at"]) + shift,
        )
        for entry in talk
    ]


def fill(room: Room, talk: list[Message]) -> None:
    """Stores the messages in the order of their times, with place and revision as if sent one after the other.

    They follow those that the room has; one that would be earlier is moved to the minute after the last.
    """
    talk.sort(key=lambda message: (message.sent_at, message.is_said))
    last = room.messages.order_by("-seq").first()
    for place, message in enumerate(talk, room.last_seq + 1):
        message.room, message.sample = room, True
        message.seq = message.rev = message.first_rev = place
        if last is not None:
            message.sent_at = max(message.sent_at, last.sent_at + A_MINUTE)
    Message.objects.bulk_create(talk)
    room.last_rev = room.last_seq = room.last_seq + len(talk)
    room.save(update_fields=["last_rev", "last_seq"])
