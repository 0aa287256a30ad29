"""Locking a thread: it is read, and only those who run the course write in it."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from academy.models import Membership
from commons import notices, signals
from commons.models import Lock
from commons.moderation.auditing import record
from commons.permissions import check_target
from commons.targets import reference


@transaction.atomic
def lock(thread: Any, *, by: Membership, reason: str) -> None:
    """Lock it; locking what is locked changes nothing. Raises PermissionDenied."""
    check_target(by, thread)
    thread = type(thread).objects.select_for_update().get(pk=thread.pk)
    if thread.locked_at is not None:
        return
    Lock.objects.create(by=by, reason=reason, **reference(thread))
    thread.locked_at = timezone.now()
    thread.save(update_fields=["locked_at"])
    record("lock", by=by, edition=thread.edition, reason=reason, target=thread, subject=thread.author)
    notices.tell(
        [thread.author], "locked", thread.get_absolute_url(), by=by, excerpt=thread.excerpt[:80], reason=reason
    )
    signals.locked.send(type(thread), target=thread)


@transaction.atomic
def unlock(thread: Any, *, by: Membership, reason: str) -> None:
    """Open it again. Raises PermissionDenied."""
    check_target(by, thread)
    thread = type(thread).objects.select_for_update().get(pk=thread.pk)
    if thread.locked_at is None:
        return
    Lock.objects.filter(lifted_at=None, **reference(thread)).update(lifted_at=timezone.now(), lifted_by=by)
    thread.locked_at = None
    thread.save(update_fields=["locked_at"])
    record("unlock", by=by, edition=thread.edition, reason=reason, target=thread, subject=thread.author)
    notices.tell([thread.author], "unlocked", thread.get_absolute_url(), by=by, excerpt=thread.excerpt[:80])
    signals.unlocked.send(type(thread), target=thread)


def why_locked(thread: Any) -> Lock | None:
    """The standing lock, with who and why."""
    return Lock.objects.select_related("by__person").filter(lifted_at=None, **reference(thread)).first()
