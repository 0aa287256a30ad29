"""Muting a member for a time: they read but do not write."""

import datetime

from django.db import transaction
from django.utils import timezone

from academy.models import Membership
from commons import notices, signals
from commons.models import Mute
from commons.moderation.auditing import record
from commons.permissions import check_person

MUTE_MINUTES = (15, 60, 24 * 60, 3 * 24 * 60, 7 * 24 * 60)


@transaction.atomic
def mute(member: Membership, *, by: Membership, minutes: int, reason: str) -> None:
    """Stops the member from writing for ``minutes`` from now; a new mute replaces the old. Raises PermissionDenied."""
    check_person(by, member)
    now = timezone.now()
    member = Membership.objects.select_for_update().select_related("edition").get(pk=member.pk)
    member.mutes.filter(lifted_at=None).update(lifted_at=now, lifted_by=by)
    until = now + datetime.timedelta(minutes=minutes)
    Mute.objects.create(membership=member, by=by, reason=reason, until=until)
    member.muted_until = until
    member.save(update_fields=["muted_until"])
    record("mute", by=by, edition=member.edition, reason=reason, subject=member)
    notices.tell([member], "muted", member.edition.get_absolute_url(), by=by, reason=reason)
    signals.measure_changed.send(Membership, membership=member)


@transaction.atomic
def unmute(member: Membership, *, by: Membership, reason: str) -> None:
    """Lets the member write again. Raises PermissionDenied."""
    check_person(by, member)
    member = Membership.objects.select_for_update().select_related("edition").get(pk=member.pk)
    if not member.mutes.filter(lifted_at=None).update(lifted_at=timezone.now(), lifted_by=by):
        return
    member.muted_until = None
    member.save(update_fields=["muted_until"])
    record("unmute", by=by, edition=member.edition, reason=reason, subject=member)
    notices.tell([member], "unmuted", member.edition.get_absolute_url(), by=by, reason=reason)
    signals.measure_changed.send(Membership, membership=member)
