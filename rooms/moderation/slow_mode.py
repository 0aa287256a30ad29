"""Slow mode of a room: set by those who run the course, with a reason, undoable, in the audit log."""

from django.db import transaction

from academy.models import Membership
from commons.moderation.auditing import record
from rooms.announcing import Passing, announce_after_commit
from rooms.models import MeasureKind, Room, RoomMeasure
from rooms.moderation import measures

SLOW_SECONDS = (10, 30, 60, 120, 300)


@transaction.atomic
def slow_down(room: Room, *, by: Membership, seconds: int, reason: str = "") -> None:
    """From now on a person sends one message in that many seconds. Slow mode does not bind those who run the course.

    An earlier slow mode is replaced. Raises PermissionDenied.
    """
    held = measures.lock(room, by)
    measures.lift(held, MeasureKind.SLOW, by)
    measures.begin(held, MeasureKind.SLOW, by, reason, seconds=seconds)
    _slow(held, seconds)
    record("slow", by=by, edition=held.edition, reason=reason, target=held)


@transaction.atomic
def speed_up(room: Room, *, by: Membership) -> None:
    """Ends slow mode; without one, nothing changes. Raises PermissionDenied."""
    held = measures.lock(room, by)
    if measures.lift(held, MeasureKind.SLOW, by):
        _slow(held, 0)
        record("speed up", by=by, edition=held.edition, target=held)


def slow_mode_of(room: Room) -> RoomMeasure | None:
    """Returns the slow mode in force, with its author. One query, none when there is no slow mode."""
    found = room.measures.filter(kind=MeasureKind.SLOW, lifted_at=None) if room.slow_seconds else None
    return None if found is None else found.select_related("by__person").first()


def _slow(room: Room, seconds: int) -> None:
    Room.objects.filter(pk=room.pk).update(slow_seconds=seconds)
    announce_after_commit(Passing(room.pk, {"type": "slow", "seconds": seconds}))
