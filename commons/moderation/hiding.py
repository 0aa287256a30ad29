"""Hiding a text: it stays, and only its author and those who run the course read it."""

from typing import Any

from academy.models import Membership
from commons import signals
from commons.models import Hiding
from commons.moderation.target_measures import Act, TargetMeasure

HIDING = TargetMeasure(
    Hiding, "hidden_at", Act("hide", "hidden", signals.hidden), Act("restore", "restored", signals.restored)
)


def hide(target: Any, *, by: Membership, reason: str) -> None:
    """Hides the target; a second hiding changes nothing. Raises PermissionDenied."""
    HIDING.begin(target, by=by, reason=reason)


def restore(target: Any, *, by: Membership, reason: str) -> None:
    """Shows the target again. Raises PermissionDenied."""
    HIDING.lift(target, by=by, reason=reason)
