"""Pausing a conversation of two: a block, said in words that accuse nobody. Both go on reading; nobody writes."""

import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from academy.models import Membership
from rooms import access
from rooms.announcing import announce_after_commit
from rooms.models import Block, Readers, Room, RoomKind


def refuses(room: Room, author: Membership) -> str:
    """The code with which an act of theirs in the room is refused (see ``posting.WORDS``), "" where it is not.

    Asked of the room's row as its lock holds it. No query for members of a conversation; who runs the course and writes
    where only members read is asked again, because their socket may be older than the end of their opening.
    """
    if room.kind == RoomKind.DIRECT and access.is_member(author, room):
        mine, theirs = blocked(room, author)
        return "paused" if theirs else "pausing" if mine else ""
    asked = room.kind == RoomKind.DIRECT or (room.readers == Readers.MEMBERS and author.runs_the_course)
    return "forbidden" if asked and not access.may_enter(author, room) else ""


def blocked(room: Room, member: Membership) -> tuple[datetime.datetime | None, datetime.datetime | None]:
    """Since when the member of a conversation, and since when the other, wants no messages; None: does."""
    mine, theirs = _fields(room, member)
    return getattr(room, mine), getattr(room, theirs)


def paused_by(room: Room) -> list[int]:
    """The members of a conversation who want no messages in it now; nobody elsewhere. No query."""
    sides = ((room.first_id, room.blocked_by_first_at), (room.second_id, room.blocked_by_second_at))
    return [member for member, since in sides if member is not None and since is not None]


@transaction.atomic
def block(room: Room, *, by: Membership) -> None:
    """No message from the other until it is lifted; blocking twice changes nothing. Raises PermissionDenied."""
    held = _hold(room, by)
    mine, _theirs = _fields(held, by)
    if getattr(held, mine) is None:
        now = timezone.now()
        Block.objects.create(room=held, by=by, at=now)
        _write(held, mine, now)
        _announce(held, by, paused=True)


@transaction.atomic
def unblock(room: Room, *, by: Membership) -> None:
    """Lift one's own block; the other's stands. Raises PermissionDenied."""
    held = _hold(room, by)
    mine, _theirs = _fields(held, by)
    if getattr(held, mine) is not None:
        Block.objects.filter(room=held, by=by, lifted_at=None).update(lifted_at=timezone.now())
        _write(held, mine, None)
        _announce(held, by, paused=False)


def _hold(room: Room, by: Membership) -> Room:
    """The row that every send holds: what is sent after a block was never on its way before it."""
    held = Room.objects.select_for_update().get(pk=room.pk)
    if held.kind != RoomKind.DIRECT or not access.is_member(by, held) or not access.may_enter(by, held):
        raise PermissionDenied
    return held


def _fields(room: Room, member: Membership) -> tuple[str, str]:
    """The columns of ``blocked``."""
    fields = ("blocked_by_first_at", "blocked_by_second_at")
    return fields if member.pk == room.first_id else fields[::-1]


def _write(room: Room, field: str, at: object) -> None:
    setattr(room, field, at)
    room.save(update_fields=[field])


def _announce(room: Room, by: Membership, *, paused: bool) -> None:
    frame = {"type": "paused", "who": by.pk, "on": paused}
    announce_after_commit({"what": "passing", "room": room.pk, "frame": frame})
