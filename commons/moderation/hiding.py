"""Hiding what somebody wrote: it stays, and only its author and those who run the course read it."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from academy.models import Membership
from commons import notices, signals
from commons.models import Hiding
from commons.moderation.auditing import record
from commons.permissions import check_target
from commons.targets import reference


@transaction.atomic
def hide(target: Any, *, by: Membership, reason: str) -> None:
    """Hide it; hiding what is hidden changes nothing. Raises PermissionDenied."""
    check_target(by, target)
    target = _locked(target)
    if target.hidden_at is not None:
        return
    Hiding.objects.create(by=by, reason=reason, **reference(target))
    target.hidden_at = timezone.now()
    target.save(update_fields=["hidden_at"])
    record("hide", by=by, edition=target.edition, reason=reason, target=target, subject=target.author)
    notices.tell(
        [target.author], "hidden", target.get_absolute_url(), by=by, excerpt=target.excerpt[:80], reason=reason
    )
    signals.hidden.send(type(target), target=target)


@transaction.atomic
def restore(target: Any, *, by: Membership, reason: str) -> None:
    """Show it again. Raises PermissionDenied."""
    check_target(by, target)
    target = _locked(target)
    if target.hidden_at is None:
        return
    Hiding.objects.filter(lifted_at=None, **reference(target)).update(lifted_at=timezone.now(), lifted_by=by)
    target.hidden_at = None
    target.save(update_fields=["hidden_at"])
    record("restore", by=by, edition=target.edition, reason=reason, target=target, subject=target.author)
    notices.tell([target.author], "restored", target.get_absolute_url(), by=by, excerpt=target.excerpt[:80])
    signals.restored.send(type(target), target=target)


def _locked(target: Any) -> Any:
    """The target's row, held until the end of the transaction: two facilitators at once leave one hiding."""
    return type(target).objects.select_for_update().get(pk=target.pk)
