"""Slow mode and the end of a room: set by those who run the course, with a reason, undoable, in the audit log."""

import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from academy.models import Membership
from commons.moderation.auditing import record
from commons.permissions import may_moderate
from rooms import access, closing, models
from rooms.announcing import announce_after_commit
from rooms.models import MeasureKind, Room, RoomMeasure

SLOW_SECONDS = (10, 30, 60, 120, 300)


@transaction.atomic
def slow_down(room: Room, *, by: Membership, seconds: int, reason: str = "") -> None:
    """From now on one message of a person in that many seconds; those who run the course are not held back.

    What stood before is replaced. This and the others raise PermissionDenied.
    """
    held = _hold(room, by)
    _lift(held, MeasureKind.SLOW, by)
    _set(held, MeasureKind.SLOW, by, reason, seconds=seconds)
    _slow(held, seconds)
    record("slow", by=by, edition=held.edition, reason=reason, target=held)


@transaction.atomic
def speed_up(room: Room, *, by: Membership) -> None:
    """As fast as everybody likes; where it is so already, nothing changes."""
    held = _hold(room, by)
    if _lift(held, MeasureKind.SLOW, by):
        _slow(held, 0)
        record("speed up", by=by, edition=held.edition, target=held)


@transaction.atomic
def close(room: Room, *, by: Membership, reason: str = "") -> None:
    """Nothing more is said in it; it stays readable. Its sockets are told and closed. Closing twice changes nothing."""
    held = _hold(room, by)
    if held.closed_at is None:
        _set(held, MeasureKind.CLOSED, by, reason)
        closing.close_room(held)
        record("close", by=by, edition=held.edition, reason=reason, target=held)


@transaction.atomic
def reopen(room: Room, *, by: Membership) -> None:
    """It goes on where it stopped; where it is open, nothing changes."""
    held = _hold(room, by)
    if held.closed_at is not None:
        _lift(held, MeasureKind.CLOSED, by)
        Room.objects.filter(pk=held.pk).update(closed_at=None)
        record("reopen", by=by, edition=held.edition, target=held)


def standing(room: Room) -> RoomMeasure | None:
    """The slow mode that stands, with who set it."""
    found = room.measures.filter(kind=MeasureKind.SLOW, lifted_at=None) if room.slow_seconds else None
    return None if found is None else found.select_related("by__person").first()


def may_measure(member: Membership, room: Room) -> bool:
    """They run its course and may be in it; a conversation of two is nobody else's to slow or close."""
    named = room.kind != models.RoomKind.DIRECT
    return named and may_moderate(member, room.edition_id) and access.may_enter(member, room)


def _hold(room: Room, by: Membership) -> Room:
    """The row that every send holds."""
    if not may_measure(by, room):
        raise PermissionDenied
    return Room.objects.select_for_update(of=("self",)).select_related("edition").get(pk=room.pk)


def _set(room: Room, kind: MeasureKind, by: Membership, reason: str, **more: Any) -> None:
    RoomMeasure.objects.create(room=room, kind=kind, by=by, at=timezone.now(), reason=reason, **more)


def _lift(room: Room, kind: MeasureKind, by: Membership) -> int:
    lifted: dict[str, datetime.datetime | Membership] = {"lifted_at": timezone.now(), "lifted_by": by}
    return room.measures.filter(kind=kind, lifted_at=None).update(**lifted)


def _slow(room: Room, seconds: int) -> None:
    Room.objects.filter(pk=room.pk).update(slow_seconds=seconds)
    announce_after_commit({"what": "passing", "room": room.pk, "frame": {"type": "slow", "seconds": seconds}})
