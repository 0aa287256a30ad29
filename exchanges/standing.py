"""How rooms, members and sessions stand now, for a hub that may have missed what was announced."""

import dataclasses
import datetime
from collections.abc import Iterable

from django.contrib.sessions.models import Session
from django.utils import timezone

from academy.models import Membership
from exchanges.models import Room

MemberStanding = tuple[datetime.datetime | None, datetime.datetime | None]
"""Suspended at, muted until."""


@dataclasses.dataclass(frozen=True)
class Standing:
    revs: dict[int, int]
    closed: set[int]
    members: dict[int, MemberStanding]
    sessions: set[str]


def last_revs(room_ids: Iterable[int]) -> dict[int, int]:
    return dict(Room.objects.filter(pk__in=room_ids).values_list("pk", "last_rev"))


def of(room_ids: Iterable[int], seats: set[tuple[int, str]]) -> Standing:
    """Three queries, however many there are. ``seats``: members and the keys of their sessions."""
    rooms = list(Room.objects.filter(pk__in=room_ids).values_list("pk", "last_rev", "closed_at"))
    members = Membership.objects.filter(pk__in={member for member, _session in seats})
    keys = {session for _member, session in seats}
    alive = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    return Standing(
        revs={pk: rev for pk, rev, _closed in rooms},
        closed={pk for pk, _rev, closed in rooms if closed is not None},
        members={pk: (at, until) for pk, at, until in members.values_list("pk", "suspended_at", "muted_until")},
        sessions=set(alive.values_list("session_key", flat=True)),
    )
