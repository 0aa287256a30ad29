"""Locking a thread: it is read, and only those who run the course write in it."""

from typing import Any

from academy.models import Membership
from commons import signals
from commons.models import Lock
from commons.moderation.standing import Act, Standing
from commons.targets import reference

LOCKING = Standing(
    Lock, "locked_at", Act("lock", "locked", signals.locked), Act("unlock", "unlocked", signals.unlocked)
)


def lock(thread: Any, *, by: Membership, reason: str) -> None:
    """Lock it; locking what is locked changes nothing. Raises PermissionDenied."""
    LOCKING.begin(thread, by=by, reason=reason)


def unlock(thread: Any, *, by: Membership, reason: str) -> None:
    """Open it again. Raises PermissionDenied."""
    LOCKING.lift(thread, by=by, reason=reason)


def why_locked(thread: Any) -> Lock | None:
    """The standing lock, with who and why."""
    return Lock.objects.select_related("by__person").filter(lifted_at=None, **reference(thread)).first()
