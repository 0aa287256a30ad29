"""Reports: a member asks the facilitators to look at a text."""

import datetime
from typing import Any

from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from academy.models import Membership
from academy.pages.pages_above import moderation
from academy.typed.signs import plain
from commons import notices, signals
from commons.models import Report
from commons.moderation.auditing import record
from commons.permissions import may_moderate
from commons.targets import kind_of, reference

WITNESSED_FOR = datetime.timedelta(days=1)


def witness(target: Any, *, by: Membership) -> str:
    """Signs the present text for the page on which the member reports it, because its author may change it, or take it
    back, before the report is sent."""
    return signing.dumps([by.pk, kind_of(type(target)).name, target.pk, target.typed], salt="report", compress=True)


def witnessed(target: Any, *, by: Membership, witness: str) -> str | None:
    """Returns the text as this member's page showed it; None when the page was made more than a day ago."""
    try:
        member, kind, pk, said = signing.loads(witness, salt="report", max_age=WITNESSED_FOR)
    except signing.BadSignature:
        return None
    return said if (member, kind, pk) == (by.pk, kind_of(type(target)).name, target.pk) else None


def report(target: Any, *, by: Membership, reason: str, words: str = "", witness: str = "") -> None:
    """Puts the target into the queue with its present words, or with those that the ``witness`` holds.

    While the member's first report is open, a second one only adds its words. Raises PermissionDenied.
    """
    if target.edition.pk != by.edition_id:
        raise PermissionDenied
    said = witnessed(target, by=by, witness=witness)
    if said is None:
        if not kind_of(type(target)).readable_by(by, target):
            raise PermissionDenied
        said = target.typed
    words, pointer = plain(words), reference(target)
    try:
        with transaction.atomic():
            Report.objects.create(edition=target.edition, by=by, reason=reason, words=words, reported=said, **pointer)
            team = Membership.objects.active().facilitators().filter(edition=target.edition)
            notices.tell(team, "reported", moderation.path(target.edition.slug), by=by, once=True)
    except IntegrityError:
        _add(Report.objects.filter(by=by, settled_at=None, **pointer), words)


@transaction.atomic
def _add(own: Any, words: str) -> None:
    before = own.select_for_update().first()
    if before is not None and words not in before.words:
        before.words = "\n\n".join(said for said in (before.words, words) if said)
        before.save(update_fields=["words"])


@transaction.atomic
def settle(report: Report, *, by: Membership, reason: str = "") -> None:
    """Closes every open report of the same target. Raises PermissionDenied."""
    if not may_moderate(by, report.edition_id):
        raise PermissionDenied
    settled = Report.objects.filter(
        edition=report.edition, target_type=report.target_type, target_id=report.target_id, settled_at=None
    ).update(settled_at=timezone.now(), settled_by=by)
    if settled:
        if not Report.objects.filter(edition=report.edition, settled_at=None).exists():
            notices.withdraw_at(moderation.path(report.edition.slug), "reported")
        record("settle", by=by, edition=report.edition, reason=plain(reason), target=report.target)
        signals.settled.send(type(report.target), target=report.target)
