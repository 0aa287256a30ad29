"""Stores how far a member has read in a room. A mark never moves back."""

from django.db.models.functions import Greatest

from academy.models import Membership
from rooms.models import Room, RoomRead


def mark_read(room_id: int, member_id: int, rev: int) -> int:
    """Moves the mark up to this revision, at most to the room's last. Returns the revision of the mark."""
    seen = min(rev, Room.objects.values_list("last_rev", flat=True).get(pk=room_id))
    mark, made = RoomRead.objects.get_or_create(room_id=room_id, membership_id=member_id, defaults={"rev": seen})
    if not made and seen > mark.rev:
        RoomRead.objects.filter(pk=mark.pk).update(rev=Greatest("rev", seen))
    return max(mark.rev, seen)


def mark_all_read(room: Room, membership: Membership, *, before: int | None) -> None:
    """Moves the mark to the room's last revision; ``before`` is the present mark, None when there is none. One
    query."""
    if before is None:
        mark = RoomRead(room=room, membership=membership, rev=room.last_rev)
        RoomRead.objects.bulk_create([mark], ignore_conflicts=True)
    elif before < room.last_rev:
        RoomRead.objects.filter(room=room, membership=membership).update(rev=Greatest("rev", room.last_rev))
