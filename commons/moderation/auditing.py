"""The log that every verb of this package writes to."""

from typing import Any

from academy.models import Edition, Membership
from commons.models import AuditEntry
from commons.targets import reference


def record(
    act: str,
    *,
    by: Membership,
    edition: Edition,
    reason: str = "",
    target: Any = None,
    subject: Membership | None = None,
) -> None:
    """One line in the audit log, in the caller's transaction. ``subject`` is the person whom it concerns."""
    pointer = reference(target) if target is not None else {}
    AuditEntry.objects.create(act=act, by=by, edition=edition, reason=reason, subject=subject, **pointer)
