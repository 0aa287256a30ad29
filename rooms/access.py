"""Says who may enter a room, and who its members are."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from academy.access import NotOfThisCourse, Suspended, membership_in
from academy.models import Membership, Person, Role
from academy.pages.compiled import Compiled, held, later_id
from rooms import kinds
from rooms.models import Access, Readers, Room, RoomKind, RoomMember


def enter(room_id: int, person: Person) -> tuple[Room | None, Membership | None, int]:
    """Returns the room and the person's membership, or a close code: 4404, 4403, 4409."""
    room = find_to_enter(room_id)
    if room is None:
        return None, None, 4404
    try:
        membership = membership_in(room.edition, person)
    except (NotOfThisCourse, Suspended):
        return room, None, 4403
    if not may_enter(membership, room):
        return room, None, 4403
    return room, membership, 4409 if room.closed_at is not None else 0


def may_enter(membership: Membership, room: Room) -> bool:
    """Active members of the edition enter if the room's readers include them.

    A facilitator enters a room that only its members read through an access, while its report or hand waits.
    """
    if membership.edition_id != room.edition_id or not membership.takes_part:
        return False
    if room.readers == Readers.EVERYBODY:
        return True
    if room.readers == Readers.MEMBERS_AND_FACILITATORS and membership.runs_the_course:
        return True
    return is_member(membership, room) or has_access(membership, room)


def is_member(membership: Membership, room: Room) -> bool:
    """True when the room belongs to them by name, or to everybody. No query when ``room.members`` is prefetched."""
    if not room.has_members:
        return membership.edition_id == room.edition_id
    if "members" in vars(room).get("_prefetched_objects_cache", {}):
        return any(member.membership_id == membership.pk for member in room.members.all())
    return _MEMBER.first(room=room.pk, member=membership.pk) is not None


def has_access(membership: Membership, room: Room) -> bool:
    """True when they run the course, and the report or hand for which they opened the room still waits."""
    return membership.runs_the_course and Access.objects.in_force().filter(room=room, by=membership).exists()


def enters_by_access(membership: Membership, room: Room) -> bool:
    """Given that they may enter: is a facilitator's access the only reason?"""
    return room.readers == Readers.MEMBERS and membership.runs_the_course and not is_member(membership, room)


def enters_by_name(membership: Membership, room: Room) -> bool:
    """Given that they may enter: is their name among the room's members the only reason?"""
    by_role = room.readers == Readers.MEMBERS_AND_FACILITATORS and membership.runs_the_course
    return room.has_members and not by_role and not enters_by_access(membership, room)


def open_to(reader: Any) -> Q:
    """Keeps only rows that point at a room which the reader, who runs the course, may enter. The reader may be their
    place in a compiled query."""
    mine = RoomMember.objects.filter(room=OuterRef("room"), membership=reader)
    opened = Access.objects.in_force().filter(room=OuterRef("room"), by=reader)
    return ~Q(room__readers=Readers.MEMBERS) | Q(Exists(mine)) | Q(Exists(opened))


def open_among(rooms: Iterable[int], reader: Membership) -> Q:
    """As ``open_to``, for rows of these few rooms. It reads only their accesses, because a database may read all for
    ``open_to``, and joins no table, because a database may begin with the rooms and read all that was written there."""
    by_readers = Room.objects.filter(pk__in=rooms).exclude(readers=Readers.MEMBERS)
    mine = RoomMember.objects.filter(room__in=rooms, membership=reader)
    opened = Access.objects.in_force().filter(room__in=rooms, by=reader)
    return Q(room__in=by_readers.values("pk")) | Q(room__in=mine.values("room")) | Q(room__in=opened.values("room"))


def members_of(room: Room) -> QuerySet[Membership]:
    """Returns the room's active members: those by name, or everybody in the edition."""
    belong = Q(room_memberships__room=room) if room.has_members else Q()
    return _by_name(Membership.objects.active().filter(belong, edition=room.edition_id))


def visitors_of(room: Room) -> QuerySet[Membership]:
    """Returns those who run the course and may enter a room that belongs to others by name."""
    team = Membership.objects.active().filter(edition=room.edition_id, role__in=[Role.FACILITATOR, Role.ADMINISTRATOR])
    if room.readers == Readers.EVERYBODY:
        return team.none()
    if room.readers == Readers.MEMBERS:
        team = team.filter(pk__in=Access.objects.in_force().filter(room=room).values("by"))
    return _by_name(team)


def _by_name(members: QuerySet[Membership]) -> QuerySet[Membership]:
    return members.select_related("person", "bloc", "state").order_by("person__sort_key", "pk")


def people_in(room: Room) -> list[Membership]:
    """Returns the members by name as ``find`` loads them: the active ones, or both of a conversation. No query."""
    members = [member.membership for member in room.members.all()]
    if room.kind == RoomKind.DIRECT:
        return members
    return [member for member in members if member.takes_part and member.person.is_active]


def two_of(room: Room) -> list[Membership]:
    """Returns both members of a conversation, active or not, by their ids. No query for a room that ``find`` loaded."""
    return sorted((member.membership for member in room.members.all()), key=lambda member: member.pk)


def partner_in(room: Room, reader: int) -> Membership | None:
    """Returns the other one of the reader's own conversation; None unless the reader is in it."""
    two = {member.pk: member for member in two_of(room)}
    return next((member for pk, member in two.items() if pk != reader), None) if reader in two else None


def with_members(rooms: QuerySet[Room]) -> QuerySet[Room]:
    """Loads rooms with all that their titles and permissions read. One query more."""
    return _with_relations(rooms).prefetch_related(Prefetch("members", _members()))


def _with_relations(rooms: QuerySet[Room]) -> QuerySet[Room]:
    return rooms.select_related("edition", *kinds.related()).defer(*kinds.unread())


def _members() -> QuerySet[RoomMember]:
    members = RoomMember.objects.select_related("membership__person", "membership__bloc", "membership__state")
    return members.order_by("membership__person__sort_key", "membership_id")


def find(pk: int) -> Room | None:
    """Returns the room with all that its title and permissions read. Two queries."""
    room = _ROOM.first(pk=pk)
    if room is not None:
        held(room, "members", _MEMBERS.all(room=pk))
    return room


_MEMBER = Compiled(
    lambda: RoomMember.objects.filter(room=later_id("room"), membership=later_id("member")).values_list("pk")
)
_ROOM = Compiled(lambda: _with_relations(Room.objects.filter(pk=later_id("pk"))))
_MEMBERS = Compiled(lambda: _members().filter(room=later_id("room")))


def find_to_enter(pk: int) -> Room | None:
    """Returns the room with what ``may_enter`` reads. One query; a second when the room belongs to people by name."""
    return Room.objects.select_related("edition").filter(pk=pk).first()
