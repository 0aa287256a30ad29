"""Measures for a whole room: the permission to set them, and the row that names their author."""

import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from academy.models import Membership
from commons.permissions import may_moderate
from rooms.access import may_enter
from rooms.models import MeasureKind, Room, RoomKind, RoomMeasure


def may_measure(member: Membership, room: Room) -> bool:
    """True when they run its course and may enter. Nobody may in a conversation: its two members decide about it."""
    return room.kind != RoomKind.DIRECT and may_moderate(member, room.edition_id) and may_enter(member, room)


def lock(room: Room, by: Membership) -> Room:
    """Locks the row that every send locks. Raises PermissionDenied."""
    if not may_measure(by, room):
        raise PermissionDenied
    return Room.objects.select_for_update(of=("self",)).select_related("edition").get(pk=room.pk)


def begin(room: Room, kind: MeasureKind, by: Membership, reason: str, **more: Any) -> None:
    RoomMeasure.objects.create(room=room, kind=kind, by=by, at=timezone.now(), reason=reason, **more)


def lift(room: Room, kind: MeasureKind, by: Membership) -> int:
    """Returns the number of measures that were lifted: 0 or 1."""
    lifted: dict[str, datetime.datetime | Membership] = {"lifted_at": timezone.now(), "lifted_by": by}
    return room.measures.filter(kind=kind, lifted_at=None).update(**lifted)
