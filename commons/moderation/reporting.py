"""Reports: a member asks the facilitators to look at a text."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from academy.models import Membership
from academy.typed.signs import plain
from commons import signals
from commons.models import Report
from commons.moderation.auditing import record
from commons.permissions import may_moderate
from commons.targets import kind_of, reference


def report(target: Any, *, by: Membership, reason: str, words: str = "") -> None:
    """Puts the target into the queue; a second report changes nothing while the member's first one is open.

    Raises PermissionDenied.
    """
    if target.edition.pk != by.edition_id or not kind_of(type(target)).readable_by(by, target):
        raise PermissionDenied
    try:
        with transaction.atomic():
            Report.objects.create(edition=target.edition, by=by, reason=reason, words=plain(words), **reference(target))
    except IntegrityError:
        return


@transaction.atomic
def settle(report: Report, *, by: Membership, reason: str = "") -> None:
    """Closes every open report of the same target. Raises PermissionDenied."""
    if not may_moderate(by, report.edition_id):
        raise PermissionDenied
    settled = Report.objects.filter(
        edition=report.edition, target_type=report.target_type, target_id=report.target_id, settled_at=None
    ).update(settled_at=timezone.now(), settled_by=by)
    if settled:
        record("settle", by=by, edition=report.edition, reason=plain(reason), target=report.target)
        signals.settled.send(type(report.target), target=report.target)
