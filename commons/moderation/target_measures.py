"""Measures on texts, which hiding and locking share: each is in force until it is lifted."""

import dataclasses
from typing import Any

from django.db import transaction
from django.dispatch import Signal
from django.utils import timezone

from academy.models import Membership
from commons import notices
from commons.models import Hiding, Lock
from commons.moderation.auditing import record
from commons.permissions import check_target
from commons.targets import kind_of, reference


@dataclasses.dataclass(frozen=True)
class Act:
    """The start or the end of a measure: its name in the audit log, the notice to the author, the signal."""

    name: str
    notice: str
    signal: Signal


@dataclasses.dataclass(frozen=True)
class TargetMeasure:
    """One kind of measure on texts. ``rows`` holds the measures, ``copy`` names the target's field that copies their
    time."""

    rows: type[Hiding] | type[Lock]
    copy: str
    beginning: Act
    lifting: Act

    @transaction.atomic
    def begin(self, target: Any, *, by: Membership, reason: str) -> None:
        """Starts the measure; a second start changes nothing. Raises PermissionDenied."""
        check_target(by, target)
        target = kind_of(type(target)).hold(target)  # one measure stays when two facilitators act at once
        if getattr(target, self.copy) is not None:
            return
        self.rows.objects.create(by=by, reason=reason, **reference(target))
        self._write(target, timezone.now())
        _tell(self.beginning, target, by=by, reason=reason)

    @transaction.atomic
    def lift(self, target: Any, *, by: Membership, reason: str) -> None:
        """Lifts the measure; without one in force, nothing changes. Raises PermissionDenied."""
        check_target(by, target)
        target = kind_of(type(target)).hold(target)  # one measure stays when two facilitators act at once
        if getattr(target, self.copy) is None:
            return
        in_force = self.rows.objects.filter(lifted_at=None, **reference(target))
        in_force.update(lifted_at=timezone.now(), lifted_by=by)
        self._write(target, None)
        _tell(self.lifting, target, by=by, reason=reason)

    def _write(self, target: Any, at: Any) -> None:
        setattr(target, self.copy, at)
        target.save(update_fields=[self.copy])


def _tell(act: Act, target: Any, *, by: Membership, reason: str) -> None:
    record(act.name, by=by, edition=target.edition, reason=reason, target=target, subject=target.author)
    address, excerpt = target.get_absolute_url(), target.excerpt[:80]
    notices.tell([target.author], act.notice, address, by=by, about=target, excerpt=excerpt, reason=reason)
    act.signal.send(type(target), target=target)
