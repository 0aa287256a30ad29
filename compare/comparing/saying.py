"""Saying how the sides stand on an aspect, and changing it."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from academy.models import Membership
from academy.typed.signs import plain
from commons.targets import hold_row
from compare.models import Aspect, View, ViewVersion
from compare.permissions import may_say

SAID = ("law", "why", "practice", "practice_why", "language")


@transaction.atomic
def say(
    aspect: Aspect,
    *,
    by: Membership,
    law: str,
    why: str = "",
    practice: str = "",
    practice_why: str = "",
    language: str = "en",
) -> View:
    """Says or changes the member's view; what was said before stays as a version. Raises PermissionDenied."""
    if not may_say(by):
        raise PermissionDenied
    said = dict(zip(SAID, (law, plain(why), practice, plain(practice_why), language), strict=True))
    now = timezone.now()
    hold_row(aspect)  # one view stays when the same member says two at once
    view = View.objects.filter(aspect=aspect, author=by).first()
    if view is None:
        return View.objects.create(aspect=aspect, author=by, at=now, **said)
    before = {key: getattr(view, key) for key in SAID}
    if before != said:
        ViewVersion.objects.create(view=view, at=view.changed_at or view.at, **before)
        for key, value in said.items():
            setattr(view, key, value)
        view.changed_at = now
        view.save(update_fields=[*SAID, "changed_at"])
    return view
