"""The opening of a mail: the kind of the first notice in it."""

from commons.models import Notice
from tools.simulation.mailbox import Letter

INVITATION, CALENDAR = "invitation", "calendar entry"


def opens_with(letter: Letter, member: int | None) -> str:
    if letter.is_calendar:
        return CALENDAR
    told = Notice.objects.filter(to=member, told_at__isnull=False, path__in=letter.paths).order_by("-told_at", "-pk")
    kinds = dict(reversed(told.values_list("path", "kind")))
    return next((kinds[path] for path in letter.paths if path in kinds), INVITATION)
