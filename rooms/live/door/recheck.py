"""Rooms, members and sessions as the database has them now, for a hub that may have missed an announcement."""

import dataclasses
from collections.abc import Collection, Iterable

from django.contrib.sessions.models import Session
from django.utils import timezone

from academy.models import Membership
from rooms.live.door.admission import MemberStanding, Seat
from rooms.models import Access, Room

OF_A_MEMBER = ("suspended_at", "muted_until", "role", "person__is_active", "person__sign_in_stamp")


@dataclasses.dataclass(frozen=True)
class Standing:
    """``accesses``: a room and the facilitator who has access to it now."""

    revs: dict[int, int]
    closed: set[int]
    members: dict[int, MemberStanding]
    sessions: set[str]
    accesses: set[tuple[int, int]] = dataclasses.field(default_factory=set)


def last_revs(room_ids: Iterable[int]) -> dict[int, int]:
    return dict(Room.objects.filter(pk__in=room_ids).values_list("pk", "last_rev"))


def read_standing(room_ids: Collection[int], seats: Collection[Seat]) -> Standing:
    """Three queries, however many there are; a fourth where somebody is in a room that they opened."""
    rooms = list(Room.objects.filter(pk__in=room_ids).values_list("pk", "last_rev", "closed_at"))
    members = Membership.objects.filter(pk__in={seat.member for seat in seats})
    keys = {seat.session for seat in seats}
    alive = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    return Standing(
        revs={pk: rev for pk, rev, _closed in rooms},
        closed={pk for pk, _rev, closed in rooms if closed is not None},
        members={pk: tuple(stands) for pk, *stands in members.values_list("pk", *OF_A_MEMBER)},
        sessions=set(alive.values_list("session_key", flat=True)),
        accesses=_accesses({seat.room for seat in seats if seat.by_access}),
    )


def _accesses(room_ids: set[int]) -> set[tuple[int, int]]:
    if not room_ids:
        return set()
    return set(Access.objects.in_force().filter(room__in=room_ids).values_list("room", "by"))
