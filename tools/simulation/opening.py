"""The opening of a mail: the kind of the notice whose link stands first in it."""

from commons.models import Notice
from tools.simulation.mailbox import Letter

INVITATION, CALENDAR = "invitation", "calendar entry"


def opens_with(letter: Letter, member: int | None) -> str:
    if letter.is_calendar:
        return CALENDAR
    told = Notice.objects.filter(to=member, told_at__isnull=False, path=letter.first).order_by("-told_at", "-pk")
    return told.values_list("kind", flat=True).first() or INVITATION
