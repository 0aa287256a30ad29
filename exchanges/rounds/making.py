"""Makes rounds, and discards rounds that are not published."""

from __future__ import annotations

import datetime
import zoneinfo
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from academy.courses import life
from academy.models import Edition, Membership, Topic
from commons import notices
from commons.targets import hold_row
from exchanges.models import Format, Round
from exchanges.models.rounds import TakesPart
from exchanges.permissions import may_make_rounds
from rooms.models import Readers

A_WEEK = 7


class RoundFault(Exception):
    """The round cannot be made, proposed or published. The message says why and what to do."""


def usual_days(edition: Edition) -> tuple[datetime.date, datetime.date]:
    """Returns the first and last of the next seven days in the edition's zone, up to the end of a running course."""
    today = timezone.localdate(timezone=zoneinfo.ZoneInfo(edition.time_zone))
    first = max(today, edition.starts)
    last = first + datetime.timedelta(days=A_WEEK - 1)
    return first, min(last, edition.ends) if first <= edition.ends else last


def window(edition: Edition, first: datetime.date, last: datetime.date) -> tuple[datetime.datetime, datetime.datetime]:
    """Returns midnight before ``first`` and midnight after ``last``, in the edition's zone."""
    zone = zoneinfo.ZoneInfo(edition.time_zone)
    opens, closes = (
        datetime.datetime.combine(day, datetime.time(), tzinfo=zone)
        for day in (first, last + datetime.timedelta(days=1))
    )
    return opens, closes


@transaction.atomic
def make_round(
    edition: Edition,
    *,
    topic: Topic | None,
    format: Format,
    opens: datetime.datetime,
    closes: datetime.datetime,
    weights: Mapping[str, Any] | None = None,
    readers: str = Readers.MEMBERS_AND_FACILITATORS,
    takes_part: str = TakesPart.COME,
    by: Membership | None,
    sample: bool = False,
    after: int | None = None,
) -> Round:
    """Makes a round without a proposal. ``by`` None means the operator. Raises PermissionDenied, RoundFault.

    ``after``: the newest number that the page of the form knew, so that a button which is pressed twice makes one.
    """
    check(by, edition.pk)
    check_open(edition)
    if not format.stages:
        raise RoundFault(_("This format has no stages. Give it one at the set-up, or choose another."))
    if closes <= opens:
        raise RoundFault(_("A round has to close after it opens."))
    Edition.objects.select_for_update().get(pk=edition.pk)  # so that two rounds never take one number
    values: dict[str, Any] = {
        "topic": topic,
        "format": format,
        "opens": opens,
        "closes": closes,
        "weights": dict(weights or {}),
        "readers": readers,
        "takes_part": takes_part,
        "made_by": by,
        "sample": sample,
    }
    newest = newest_number(edition)
    if after is not None and newest > after:
        made = edition.rounds.get(number=newest)
        if made.published_at is None and all(getattr(made, name) == said for name, said in values.items()):
            return made
    return Round.objects.create(edition=edition, number=newest + 1, **values)


def newest_number(edition: Edition) -> int:
    """Returns 0 for a course without rounds."""
    return edition.rounds.aggregate(newest=Max("number"))["newest"] or 0


@transaction.atomic
def discard(round: Round, *, by: Membership) -> None:
    """Deletes a round. Raises PermissionDenied, and RoundFault when the round is published."""
    check(by, round.edition_id)
    locked = lock(round)
    if locked.published_at is not None:
        raise RoundFault(_("This round is published; its exchanges stay."))
    notices.withdraw_at(locked.get_absolute_url())
    locked.delete()


def check_open(edition: Edition) -> None:
    """Raises RoundFault unless the phase of the course allows rounds."""
    try:
        life.check(edition, life.Act.PAIR)
    except life.Closed as closed:
        raise RoundFault(str(closed)) from closed


def check(by: Membership | None, edition_id: int) -> None:
    if by is not None and not may_make_rounds(by, edition_id):
        raise PermissionDenied


def check_unpublished(round: Round) -> None:
    if round.published_at is not None:
        raise RoundFault(_("This round is published; make a new one."))


def check_published(round: Round) -> None:
    if round.published_at is None:
        raise RoundFault(_("This round is not published yet; change its proposal."))


def lock(round: Round) -> Round:
    """Raises Http404 when somebody has discarded it since."""
    return hold_row(round)
