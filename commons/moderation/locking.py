"""Locking a thread: everybody reads it, and only those who run the course write in it."""

from typing import Any

from academy.models import Membership
from commons import signals
from commons.models import Lock
from commons.moderation.target_measures import Act, TargetMeasure
from commons.targets import reference

LOCKING = TargetMeasure(
    Lock, "locked_at", Act("lock", "locked", signals.locked), Act("unlock", "unlocked", signals.unlocked)
)


def lock(thread: Any, *, by: Membership, reason: str) -> None:
    """Locks the thread; a second lock changes nothing. Raises PermissionDenied."""
    LOCKING.begin(thread, by=by, reason=reason)


def unlock(thread: Any, *, by: Membership, reason: str) -> None:
    """Opens the thread again. Raises PermissionDenied."""
    LOCKING.lift(thread, by=by, reason=reason)


def current_lock(thread: Any) -> Lock | None:
    """Returns the lock in force with its author loaded, or None."""
    return Lock.objects.select_related("by__person").filter(lifted_at=None, **reference(thread)).first()
