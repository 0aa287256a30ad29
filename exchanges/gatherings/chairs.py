"""The inner circle: a few sit and write, everybody else reads, and one chair stays free for somebody who asks."""

import dataclasses

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from academy.models import Membership
from academy.voices import Voice, voices_of
from commons import notices
from exchanges.gatherings.opening import GatheringFault, check, hold_open
from exchanges.gatherings.turns import in_turn
from exchanges.models import Chair, Gathering
from rooms import speaking


@dataclasses.dataclass(frozen=True)
class Circle:
    """An inner circle as it is now. ``seated``: the longest first. ``queue``: the next first. ``free``: chairs that
    nobody sits on."""

    seated: list[Voice]
    queue: list[Voice]
    free: int


def circle_of(gathering: Gathering) -> Circle:
    """Returns the circle of the gathering. One query."""
    rows = list(gathering.seated.order_by("sat_at", "pk"))
    voices = voices_of(gathering.edition)
    seated = [row for row in rows if row.sat_at is not None and row.left_at is None]
    queue = [voices[member] for member in _queue(gathering, rows)]
    return Circle([voices[row.membership_id] for row in seated], queue, gathering.chairs - len(seated))


@transaction.atomic
def ask(gathering: Gathering, *, by: Membership) -> None:
    """Asks for a chair. The member gets it at once when one is free and nobody waits before them.

    Raises PermissionDenied, and GatheringFault for somebody who sits or asks already.
    """
    if by.edition_id != gathering.edition_id or not by.takes_part:
        raise PermissionDenied
    held = _hold_circle(gathering)
    row = held.seated.filter(membership=by, left_at=None).first()
    if row is not None:
        raise GatheringFault(_("You have asked already.") if row.sat_at is None else _("You have a chair already."))
    Chair.objects.create(gathering=held, membership=by, asked_at=timezone.now())
    _call(held)


@transaction.atomic
def leave(gathering: Gathering, member: int, *, by: Membership) -> None:
    """Frees the member's chair, or takes their question back; the course team does so for anybody. The next in the
    queue sits down."""
    if member != by.pk:
        check(by, gathering.edition_id)
    held = _hold_circle(gathering)
    held.seated.filter(membership=member, left_at=None).update(left_at=timezone.now())
    notices.withdraw_at(held.room.get_absolute_url(), "chair", to=[member])
    speaking.let_listen(held.room, member)
    _call(held)


@transaction.atomic
def seat(gathering: Gathering, member: int, *, by: Membership) -> None:
    """The course team gives somebody a chair; the last one stays free for those who ask."""
    check(by, gathering.edition_id)
    held = _hold_circle(gathering)
    if not held.edition.memberships.active().filter(pk=member).exists():
        raise GatheringFault(_("Choose somebody who takes part."))
    row = held.seated.filter(membership=member, left_at=None).first()
    if row is not None and row.sat_at is not None:
        raise GatheringFault(_("They have a chair already."))
    taken = held.seated.filter(sat_at__isnull=False, left_at=None).count()
    if taken >= held.chairs - (row is None):
        raise GatheringFault(_("No chair is free for this: the last one is for those who ask."))
    now = timezone.now()
    row = row or Chair(gathering=held, membership_id=member, asked_at=now)
    _sit(held, row)


def _hold_circle(gathering: Gathering) -> Gathering:
    held = hold_open(gathering)
    if not held.chairs:
        raise GatheringFault(_("This gathering has no inner circle."))
    return held


def _call(gathering: Gathering) -> None:
    """Seats the next of the queue while a chair is free. Members who have left or are suspended get none."""
    rows = list(gathering.seated.order_by("sat_at", "pk"))
    here = set(Membership.objects.active().filter(edition=gathering.edition_id).values_list("pk", flat=True))
    free = gathering.chairs - sum(row.sat_at is not None and row.left_at is None for row in rows)
    while free > 0 and (queue := [member for member in _queue(gathering, rows) if member in here]):
        row = next(one for one in rows if one.membership_id == queue[0] and one.left_at is None)
        _sit(gathering, row)
        free -= 1


def _queue(gathering: Gathering, rows: list[Chair]) -> list[int]:
    voices = voices_of(gathering.edition)
    sat = [row for row in rows if row.sat_at is not None]
    asking = {row.membership_id: row.asked_at for row in rows if row.sat_at is None and row.left_at is None}
    often: dict[int, int] = {}
    for row in sat:
        often[row.membership_id] = often.get(row.membership_id, 0) + 1
    last = max(sat, key=lambda row: (row.sat_at, row.pk), default=None)
    shores = {member: voices[member].shore for member in asking}
    return in_turn(asking, shores, often, voices[last.membership_id].shore if last else "")


def _sit(gathering: Gathering, row: Chair) -> None:
    row.sat_at = timezone.now()
    row.save()
    speaking.let_speak(gathering.room, row.membership_id)
    notices.tell([row.membership], "chair", gathering.room.get_absolute_url())
