"""Corrections: a member proposes a text with its source; one who runs the course accepts or refuses it."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from academy.models import Membership
from academy.pages.texts import localized
from academy.typed.signs import plain
from commons import notices
from commons.moderation.auditing import record
from commons.targets import hold_row
from compare.models import Correction, Decision, Provision
from compare.objections.parts import value_of, write
from compare.permissions import may_correct, may_decide


class Outdated(Exception):
    """The provision was changed after the correction had been proposed: its text would undo that change."""


@transaction.atomic
def propose(
    provision: Provision, *, by: Membership, proposed: Mapping[str, Any], source: str, language: str = "en"
) -> Correction:
    """Leaves a correction that waits; what a member who runs the course proposes is accepted at once.

    ``proposed`` maps a part of the provision to its new value. The same again changes nothing. Raises PermissionDenied.
    """
    if not may_correct(by):
        raise PermissionDenied
    locked = hold_row(provision)
    changes = {part: [value_of(locked, part), _clean(value)] for part, value in proposed.items()}
    same = Correction.objects.filter(provision=locked, author=by, decision="", source=plain(source))
    for waiting in same:
        if waiting.changes == changes:
            return waiting
    made = Correction.objects.create(
        provision=provision, author=by, language=language, source=plain(source), at=timezone.now(), changes=changes
    )
    if may_decide(by):
        close(made, Decision.ACCEPTED, by=by, reason=made.source, language=language)
        record("edit-provision", by=by, edition=made.edition, reason=made.source)
    return made


@transaction.atomic
def accept(correction: Correction, *, by: Membership, reason: str, language: str = "en") -> None:
    """Writes the proposed text and tells the author; a decided correction stays as it is.

    Raises PermissionDenied, and Outdated when the provision says something else than when it was proposed.
    """
    _decide(correction, Decision.ACCEPTED, by=by, reason=reason, language=language)


@transaction.atomic
def refuse(correction: Correction, *, by: Membership, reason: str, language: str = "en") -> None:
    """Leaves the provision as it is and tells the author; a decided correction stays as it is.

    Raises PermissionDenied.
    """
    _decide(correction, Decision.REFUSED, by=by, reason=reason, language=language)


def _decide(correction: Correction, decision: Decision, *, by: Membership, reason: str, language: str) -> None:
    if not may_decide(by):
        raise PermissionDenied
    if not close(correction, decision, by=by, reason=reason, language=language):
        return
    accepted = decision == Decision.ACCEPTED
    act, notice = ("accept-correction", "corrected") if accepted else ("refuse-correction", "not-corrected")
    record(act, by=by, edition=correction.edition, reason=plain(reason), subject=correction.author)
    words: Any = {"title": localized(correction.provision.aspect.title), "reason": plain(reason)}
    notices.tell([correction.author], notice, correction.get_absolute_url(), by=by, **words)


@transaction.atomic
def close(correction: Correction, decision: str, *, by: Membership, reason: str, language: str) -> bool:
    """Writes the decision, and the text if it is accepted; tells nobody. False when it was decided before.

    Raises Outdated.
    """
    provision = Provision.objects.select_for_update().get(pk=correction.provision_id)
    if Correction.objects.select_for_update().get(pk=correction.pk).decision:
        return False
    correction.decision, correction.decided_by, correction.decided_at = decision, by, timezone.now()
    correction.decision_reason, correction.decision_language = plain(reason), language
    if decision == Decision.ACCEPTED:
        _apply(correction, provision)
    correction.save()
    return True


def _apply(correction: Correction, provision: Provision) -> None:
    if is_outdated(correction, provision):
        raise Outdated
    for part, (_before, proposed) in correction.changes.items():
        write(provision, part, proposed)
    provision.edited_at = correction.decided_at
    provision.save()


def is_outdated(correction: Correction, provision: Provision) -> bool:
    return any(value_of(provision, part) != before for part, (before, _proposed) in correction.changes.items())


def _clean(value: Any) -> Any:
    return plain(value) if isinstance(value, str) else value
