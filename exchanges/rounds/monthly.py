"""A new partner each month after the course, for those who ask for it: their rounds are made and published by the
clock.
"""

import datetime
import zoneinfo

from django.core.exceptions import PermissionDenied
from django.db import transaction

from academy.courses import life
from academy.models import Edition, Membership, Phase, Role
from commons.timetable import each_alone
from exchanges.models import Format, MonthlyWish
from exchanges.models.rounds import TakesPart
from exchanges.rounds import check_ins
from exchanges.rounds.making import RoundFault, make_round, window
from exchanges.rounds.proposing import propose
from exchanges.rounds.publishing import publish

LEAST = datetime.timedelta(days=14)
"""Days. If fewer are left of a month, it brings no partner; the next month does."""


def may_ask(member: Membership) -> bool:
    """Delegates may, from the first day of the course until it is archived."""
    return member.role == Role.DELEGATE and life.phase_of(member.edition) in {Phase.SESSION, Phase.AFTER}


def has_asked(member: Membership) -> bool:
    return MonthlyWish.objects.filter(membership=member).exists()


def ask(member: Membership) -> None:
    """Raises PermissionDenied."""
    if not may_ask(member):
        raise PermissionDenied
    MonthlyWish.objects.get_or_create(membership=member)


def stop(member: Membership) -> None:
    """The partner of this month stays."""
    MonthlyWish.objects.filter(membership=member).delete()


def pair(now: datetime.datetime) -> int:
    """Makes and publishes this month's round of each course that is over; returns how many.

    A month whose round cannot be made, because nobody of the other shore asked, is tried again until it can.
    """
    editions = Edition.objects.filter(memberships__monthly_wish__isnull=False).distinct()
    return each_alone(editions, lambda edition: life.phase_of(edition, now) == Phase.AFTER and _pair_in(edition, now))


def _pair_in(edition: Edition, now: datetime.datetime) -> bool:
    opens, closes = _month(edition, now)
    format = _format_of(edition)
    if format is None or opens.date() <= edition.ends or closes - now < LEAST:
        return False
    try:
        with transaction.atomic():
            Edition.objects.select_for_update().get(pk=edition.pk)  # two workers make one round
            if edition.rounds.filter(takes_part=TakesPart.MONTHLY, opens__gte=opens, opens__lt=closes).exists():
                return False
            monthly = TakesPart.MONTHLY
            round = make_round(
                edition, topic=None, format=format, opens=now, closes=closes, takes_part=monthly, by=None
            )
            propose(round, by=None)
            publish(round, by=None)
    except RoundFault:
        return False
    return True


def _month(edition: Edition, now: datetime.datetime) -> tuple[datetime.datetime, datetime.datetime]:
    """Returns the beginnings of this month and the next one, where the course was."""
    first = now.astimezone(zoneinfo.ZoneInfo(edition.time_zone)).date().replace(day=1)
    last = (first + datetime.timedelta(days=31)).replace(day=1) - datetime.timedelta(days=1)
    return window(edition, first, last)


def _format_of(edition: Edition) -> Format | None:
    """Returns the format of check-ins, otherwise the first one for two."""
    for_two = edition.formats.standing().filter(smallest_group__lte=2).first()
    return check_ins.format_of(edition) or for_two
