"""Messages that no member sends: those that an act elsewhere leaves in a room, and those that another verb changed."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction

from rooms.announcing import Passing, announce_after_commit, room_reached
from rooms.models import Message, Room


@transaction.atomic
def touch(message: Message) -> int:
    """Gives a message that another verb changed (hidden, restored) the room's next revision, and returns it."""
    room = Room.objects.select_for_update().get(pk=message.room_id)
    room.last_rev += 1
    room.save(update_fields=["last_rev"])
    Message.objects.filter(pk=message.pk).update(rev=room.last_rev)
    return room.last_rev


def note_in_all(rooms: Sequence[Room], made: Callable[[], Message], frame: dict[str, Any]) -> None:
    """Does what ``note`` does in each of these rooms, whose rows must be locked, in two statements."""
    messages = []
    for room in rooms:
        room.last_seq += 1
        room.last_rev += 1
        message = made()
        message.room, message.seq = room, room.last_seq
        message.rev = message.first_rev = room.last_rev
        messages.append(message)
    Message.objects.bulk_create(messages)
    Room.objects.bulk_update(rooms, ["last_seq", "last_rev"])
    for room in rooms:
        room_reached(room.pk, room.last_rev)
        announce_after_commit(Passing(room.pk, frame))


def note(room: Room, message: Message, frame: dict[str, Any]) -> None:
    """Gives a message that nobody typed the room's next place and revision; ``frame`` goes to everybody who is there.

    The room's row must be locked.
    """
    room.last_seq += 1
    room.last_rev += 1
    message.room, message.seq = room, room.last_seq
    message.rev = message.first_rev = room.last_rev
    message.save()
    room.save(update_fields=["last_seq", "last_rev"])
    room_reached(room.pk, room.last_rev)
    announce_after_commit(Passing(room.pk, frame))
