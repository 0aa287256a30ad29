"""Reads rooms, members and sessions from the database for a hub that may have missed an announcement."""

import dataclasses
from collections.abc import Collection, Iterable

from django.utils import timezone

from academy.models import Membership, Session
from rooms.live.door.admission import MemberStatus, Seat
from rooms.models import Access, Room, RoomMember

STATUS_FIELDS = ("suspended_at", "muted_until", "role", "person__is_active", "person__sign_in_stamp")


@dataclasses.dataclass(frozen=True)
class Snapshot:
    """The present state of rooms, members and sessions in the database. ``accesses``: a room and the facilitator who
    has access to it now; ``named``: a room and a member by name."""

    revs: dict[int, int]
    closed: set[int]
    members: dict[int, MemberStatus]
    sessions: set[str]
    accesses: set[tuple[int, int]] = dataclasses.field(default_factory=set)
    named: set[tuple[int, int]] = dataclasses.field(default_factory=set)


def last_revs(room_ids: Iterable[int]) -> dict[int, int]:
    return dict(Room.objects.filter(pk__in=room_ids).values_list("pk", "last_rev"))


def read_snapshot(room_ids: Collection[int], seats: Collection[Seat]) -> Snapshot:
    """Reads any number of rooms, members and sessions in three queries; one more when somebody is in a room through an
    access, and one more when somebody is by name."""
    rooms = list(Room.objects.filter(pk__in=room_ids).values_list("pk", "last_rev", "closed_at"))
    members = Membership.objects.filter(pk__in={seat.member for seat in seats}, left_at=None)
    keys = {seat.session for seat in seats}
    alive = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    return Snapshot(
        revs={pk: rev for pk, rev, _closed in rooms},
        closed={pk for pk, _rev, closed in rooms if closed is not None},
        members={pk: tuple(stands) for pk, *stands in members.values_list("pk", *STATUS_FIELDS)},
        sessions=set(alive.values_list("session_key", flat=True)),
        accesses=_accesses({seat.room for seat in seats if seat.by_access}),
        named=_named({seat.room for seat in seats if seat.by_name}),
    )


def _named(room_ids: set[int]) -> set[tuple[int, int]]:
    if not room_ids:
        return set()
    return set(RoomMember.objects.filter(room__in=room_ids).values_list("room", "membership"))


def _accesses(room_ids: set[int]) -> set[tuple[int, int]]:
    if not room_ids:
        return set()
    return set(Access.objects.in_force().filter(room__in=room_ids).values_list("room", "by"))
