"""Hiding what somebody wrote: it stays, and only its author and those who run the course read it."""

from typing import Any

from academy.models import Membership
from commons import signals
from commons.models import Hiding
from commons.moderation.standing import Act, Standing

HIDING = Standing(
    Hiding, "hidden_at", Act("hide", "hidden", signals.hidden), Act("restore", "restored", signals.restored)
)


def hide(target: Any, *, by: Membership, reason: str) -> None:
    """Hide it; hiding what is hidden changes nothing. Raises PermissionDenied."""
    HIDING.begin(target, by=by, reason=reason)


def restore(target: Any, *, by: Membership, reason: str) -> None:
    """Show it again. Raises PermissionDenied."""
    HIDING.lift(target, by=by, reason=reason)
