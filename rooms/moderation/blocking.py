"""Pauses a conversation of two: a block, in words that accuse nobody. Both can still read; nobody writes."""

import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from academy.models import Membership
from rooms import access
from rooms.announcing import Passing, announce_after_commit
from rooms.models import Block, Readers, Room, RoomKind, RoomMember


def refuses(room: Room, author: Membership) -> str:
    """Returns the code with which the room refuses their acts (see ``posting.WORDS``), "" when it takes them.

    The room's row is locked, and a conversation's ``room.members`` are prefetched. A facilitator who writes where only
    members read is checked again, because their socket may be older than the end of their access.
    """
    if room.kind == RoomKind.DIRECT and access.is_member(author, room):
        mine, theirs = blocked(room, author)
        return "paused" if theirs else "pausing" if mine else ""
    asked = room.kind == RoomKind.DIRECT or (room.readers == Readers.MEMBERS and author.runs_the_course)
    return "forbidden" if asked and not access.may_enter(author, room) else ""


def blocked(room: Room, member: Membership) -> tuple[datetime.datetime | None, datetime.datetime | None]:
    """Returns since when the member of a conversation wants no messages, and since when the other; None: wants them."""
    since = {one.membership_id: one.blocked_at for one in room.members.all()}
    mine = since.pop(member.pk, None)
    return mine, next(iter(since.values()), None)


def paused_by(room: Room) -> list[int]:
    """Returns the members of a conversation who want no messages in it now; nobody in other rooms."""
    if room.kind != RoomKind.DIRECT:
        return []
    return [one.membership_id for one in room.members.order_by("membership_id") if one.blocked_at is not None]


@transaction.atomic
def block(room: Room, *, by: Membership) -> None:
    """Refuses messages from the other until it is lifted; blocking twice changes nothing. Raises PermissionDenied."""
    member = _lock_member(room, by)
    if member.blocked_at is None:
        now = timezone.now()
        Block.objects.create(room_id=member.room_id, by=by, at=now)
        _write(member, now)


@transaction.atomic
def unblock(room: Room, *, by: Membership) -> None:
    """Lifts one's own block; the other's stays. Raises PermissionDenied."""
    member = _lock_member(room, by)
    if member.blocked_at is not None:
        Block.objects.filter(room=member.room_id, by=by, lifted_at=None).update(lifted_at=timezone.now())
        _write(member, None)


def _lock_member(room: Room, by: Membership) -> RoomMember:
    """Returns their place in the conversation, under the room's lock, which every send takes too."""
    held = Room.objects.select_for_update().get(pk=room.pk)
    member = RoomMember.objects.filter(room=held, membership=by).first()
    if held.kind != RoomKind.DIRECT or member is None or not access.may_enter(by, held):
        raise PermissionDenied
    return member


def _write(member: RoomMember, at: datetime.datetime | None) -> None:
    member.blocked_at = at
    member.save(update_fields=["blocked_at"])
    frame = {"type": "paused", "who": member.membership_id, "on": at is not None}
    announce_after_commit(Passing(member.room_id, frame))
