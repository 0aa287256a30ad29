"""Changing a course's texts, days and phase, with a line in the log for each save that changes something."""

from typing import Any

from django.db import transaction

from academy.models import Edition, Membership, Phase
from academy.permissions import check_setting_up
from commons.moderation import auditing

FIELDS = ("titles", "part_of", "place", "time_zone", "starts", "ends", "own_reflection_first")


@transaction.atomic
def change(edition: Edition, *, by: Membership, values: dict[str, Any]) -> None:
    """Saves ``values`` (see ``CourseForm``). Raises PermissionDenied.

    The day on which bloc membership holds follows the first day unless somebody set another.
    """
    check_setting_up(by, edition)
    locked = Edition.objects.select_for_update().get(pk=edition.pk)
    changed = [name for name in FIELDS if getattr(locked, name) != values[name]]
    if "starts" in changed and locked.membership_date == locked.starts:
        locked.membership_date = values["starts"]
        changed.append("membership_date")
    for name in changed:
        if name in values:
            setattr(locked, name, values[name])
    if changed:
        locked.save(update_fields=changed)
        auditing.record("set_up", by=by, edition=edition, reason=", ".join(changed))
    choose_phase(locked, values["chosen_phase"], by=by)


@transaction.atomic
def choose_phase(edition: Edition, phase: Phase | str, *, by: Membership) -> None:
    """Sets the phase; "" leaves it to the day. Raises PermissionDenied."""
    check_setting_up(by, edition)
    if edition.chosen_phase == phase:
        return
    edition.chosen_phase = phase
    edition.save(update_fields=["chosen_phase"])
    auditing.record("choose_phase", by=by, edition=edition, reason=str(Phase(phase).label) if phase else "–")
