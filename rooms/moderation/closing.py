"""The end of a room: set by those who run the course, with a reason, undoable, in the audit log."""

from django.db import transaction
from django.utils import timezone

from academy.models import Membership
from commons.moderation.auditing import record
from rooms.announcing import RoomClosed, announce_after_commit
from rooms.models import MeasureKind, Room
from rooms.moderation import measures


@transaction.atomic
def close_room(room: Room) -> None:
    """Writes the row and announces it to every process; ``close`` asks for permission and keeps the reason."""
    if Room.objects.filter(pk=room.pk, closed_at=None).update(closed_at=timezone.now()):
        announce_after_commit(RoomClosed(room.pk))


@transaction.atomic
def close(room: Room, *, by: Membership, reason: str = "") -> None:
    """Ends writing in the room, which stays readable. Its sockets are closed with a code. Closing twice changes
    nothing. Raises PermissionDenied."""
    held = measures.lock(room, by)
    if held.closed_at is None:
        measures.begin(held, MeasureKind.CLOSED, by, reason)
        close_room(held)
        record("close", by=by, edition=held.edition, reason=reason, target=held)


@transaction.atomic
def reopen(room: Room, *, by: Membership) -> None:
    """Lets the room continue; when it is open, nothing changes. Raises PermissionDenied."""
    held = measures.lock(room, by)
    if held.closed_at is not None:
        measures.lift(held, MeasureKind.CLOSED, by)
        Room.objects.filter(pk=held.pk).update(closed_at=None)
        record("reopen", by=by, edition=held.edition, target=held)
