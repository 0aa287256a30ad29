"""Suspending a member: they neither read nor write in the course until the suspension is lifted."""

from django.db import transaction
from django.utils import timezone

from academy.models import Membership
from commons import notices, signals
from commons.models import Suspension
from commons.moderation.auditing import record
from commons.permissions import check_person


@transaction.atomic
def suspend(member: Membership, *, by: Membership, reason: str) -> None:
    """Closes the course to the member at once; a second suspension changes nothing. Raises PermissionDenied."""
    check_person(by, member)
    member = Membership.objects.select_for_update().select_related("edition").get(pk=member.pk)
    if member.suspended_at is not None:
        return
    Suspension.objects.create(membership=member, by=by, reason=reason)
    member.suspended_at = timezone.now()
    member.save(update_fields=["suspended_at"])
    record("suspend", by=by, edition=member.edition, reason=reason, subject=member)
    signals.measure_changed.send(Membership, membership=member)


@transaction.atomic
def lift_suspension(member: Membership, *, by: Membership, reason: str) -> None:
    """Lets the member in again. Raises PermissionDenied."""
    check_person(by, member)
    member = Membership.objects.select_for_update().select_related("edition").get(pk=member.pk)
    if not member.suspensions.filter(lifted_at=None).update(lifted_at=timezone.now(), lifted_by=by):
        return
    member.suspended_at = None
    member.save(update_fields=["suspended_at"])
    record("lift", by=by, edition=member.edition, reason=reason, subject=member)
    notices.tell([member], "lifted", member.edition.get_absolute_url(), by=by, reason=reason)
    signals.measure_changed.send(Membership, membership=member)


def current_suspension(member: Membership) -> Suspension | None:
    """Returns the suspension in force with its author loaded, or None."""
    return member.suspensions.select_related("by__person").filter(lifted_at=None).first()
