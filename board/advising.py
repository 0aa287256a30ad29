"""A facilitator names a resource person to a delegation, and ends it."""

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from academy.models import Membership, Role
from board.delegations import Delegation
from board.models import Adviser
from commons import notices
from commons.moderation.auditing import record


def name(member: Membership, delegation: Delegation, path: str, *, by: Membership) -> None:
    """Names the resource person and tells them and the delegation. A second time nothing changes. ``path``: the
    delegation's page. Raises PermissionDenied."""
    _check(by, member)
    if member.role != Role.RESOURCE:
        raise PermissionDenied
    try:
        with transaction.atomic():
            Adviser.objects.create(
                edition=by.edition, delegation=delegation.key, member=member, by=by, at=timezone.now()
            )
            record("name-adviser", by=by, edition=by.edition, subject=member, reason=delegation.key)
            own = Membership.objects.filter(pk__in=[voice.pk for voice in delegation.people])
            notices.tell([member], "adviser", path, by=by, title=delegation.name)
            notices.tell(own, "has-adviser", path, by=by, name=notices.named([member]))
    except IntegrityError:
        return


@transaction.atomic
def end(member: Membership, delegation: Delegation, path: str, *, by: Membership) -> None:
    """``path``: as in ``name``. Raises PermissionDenied."""
    _check(by, member)
    present = Adviser.objects.filter(edition=by.edition, delegation=delegation.key, member=member, ended_at=None)
    if present.update(ended_at=timezone.now(), ended_by=by):
        notices.withdraw_at(path, "adviser", to=[member])
        notices.withdraw_at(path, "has-adviser", name=notices.named([member]))
        record("end-adviser", by=by, edition=by.edition, subject=member, reason=delegation.key)


def _check(by: Membership, member: Membership) -> None:
    if not by.runs_the_course or member.edition_id != by.edition_id:
        raise PermissionDenied
