"""Suspending a member: they neither read nor write in the course until it is lifted."""

from django.db import transaction
from django.utils import timezone

from academy.models import Membership
from commons import notices, signals
from commons.models import Suspension
from commons.moderation.auditing import record
from commons.permissions import check_person


@transaction.atomic
def suspend(member: Membership, *, by: Membership, reason: str) -> None:
    """Close the course to them, at once; suspending twice changes nothing. Raises PermissionDenied."""
    check_person(by, member)
    member = Membership.objects.select_for_update().select_related("edition").get(pk=member.pk)
    if member.suspended_at is not None:
        return
    Suspension.objects.create(membership=member, by=by, reason=reason)
    member.suspended_at = timezone.now()
    member.save(update_fields=["suspended_at"])
    record("suspend", by=by, edition=member.edition, reason=reason, subject=member)
    signals.standing_changed.send(Membership, membership=member)


@transaction.atomic
def lift_suspension(member: Membership, *, by: Membership, reason: str) -> None:
    """Let them in again. Raises PermissionDenied."""
    check_person(by, member)
    member = Membership.objects.select_for_update().select_related("edition").get(pk=member.pk)
    if not member.suspensions.filter(lifted_at=None).update(lifted_at=timezone.now(), lifted_by=by):
        return
    member.suspended_at = None
    member.save(update_fields=["suspended_at"])
    record("lift", by=by, edition=member.edition, reason=reason, subject=member)
    notices.tell([member], "lifted", member.edition.get_absolute_url(), by=by, reason=reason)
    signals.standing_changed.send(Membership, membership=member)


def why_suspended(member: Membership) -> Suspension | None:
    """The standing suspension, with who and why."""
    return member.suspensions.select_related("by__person").filter(lifted_at=None).first()
