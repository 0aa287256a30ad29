"""Who may enter a room, and who its members are."""

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from academy.access import NotOfThisCourse, Suspended, membership_in
from academy.models import Membership, Person, Role
from rooms import kinds
from rooms.models import Access, Readers, Room, RoomKind, RoomMember


def enter(room_id: int, person: Person) -> tuple[Room | None, Membership | None, int]:
    """The room and the person's membership, or a close code: 4404, 4403, 4409."""
    room = at_the_door(room_id)
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
    """Everybody by whom the room is read, while they are active in its edition.

    A facilitator enters a room of its members alone through an access, while its report or hand waits.
    """
    if membership.edition_id != room.edition_id or membership.suspended_at is not None:
        return False
    if room.readers == Readers.EVERYBODY:
        return True
    if room.readers == Readers.MEMBERS_AND_FACILITATORS and membership.runs_the_course:
        return True
    return is_member(membership, room) or has_access(membership, room)


def is_member(membership: Membership, room: Room) -> bool:
    """The room belongs to them by name, or to everybody. No query where ``room.members`` is prefetched."""
    if room.has_members:
        return any(member.membership_id == membership.pk for member in room.members.all())
    return membership.edition_id == room.edition_id


def has_access(membership: Membership, room: Room) -> bool:
    """They run the course and opened the room for a cause that still waits."""
    return membership.runs_the_course and Access.objects.in_force().filter(room=room, by=membership).exists()


def enters_by_access(membership: Membership, room: Room) -> bool:
    """Given that they may enter: is a facilitator's access the only reason?"""
    return room.readers == Readers.MEMBERS and membership.runs_the_course and not is_member(membership, room)


def open_to(reader: Membership) -> Q:
    """For rows that point at a room: those whose room this person, who runs its course, may enter."""
    mine = RoomMember.objects.filter(room=OuterRef("room"), membership=reader)
    opened = Access.objects.in_force().filter(room=OuterRef("room"), by=reader)
    return ~Q(room__readers=Readers.MEMBERS) | Q(Exists(mine)) | Q(Exists(opened))


def members_of(room: Room) -> QuerySet[Membership]:
    """The active members of the room: by name, or everybody in the edition."""
    belong = Q(room_memberships__room=room) if room.has_members else Q()
    return _by_name(Membership.objects.active().filter(belong, edition=room.edition_id))


def visitors_of(room: Room) -> QuerySet[Membership]:
    """Those who run the course and may enter a room that belongs to others by name."""
    team = Membership.objects.active().filter(edition=room.edition_id, role__in=[Role.FACILITATOR, Role.ADMINISTRATOR])
    if room.readers == Readers.EVERYBODY:
        return team.none()
    if room.readers == Readers.MEMBERS:
        team = team.filter(pk__in=Access.objects.in_force().filter(room=room).values("by"))
    return _by_name(team)


def _by_name(members: QuerySet[Membership]) -> QuerySet[Membership]:
    return members.select_related("person", "bloc", "state").order_by("person__given_name", "pk")


def people_in(room: Room) -> list[Membership]:
    """The members by name as ``find`` loaded them: the active ones, or both of a conversation. No query."""
    members = [member.membership for member in room.members.all()]
    if room.kind == RoomKind.DIRECT:
        return members
    return [member for member in members if member.suspended_at is None and member.person.is_active]


def two_of(room: Room) -> list[Membership]:
    """The two of a conversation, active or not, by their ids. No query for a room that ``find`` loaded."""
    return sorted((member.membership for member in room.members.all()), key=lambda member: member.pk)


def partner_in(room: Room, reader: int) -> Membership | None:
    """The other one in the reader's own conversation; None for anybody who is not in it."""
    two = {member.pk: member for member in two_of(room)}
    return next((member for pk, member in two.items() if pk != reader), None) if reader in two else None


def with_members(rooms: QuerySet[Room]) -> QuerySet[Room]:
    """Rooms with all that their titles and doors read. One query more."""
    members = RoomMember.objects.select_related("membership__person", "membership__bloc", "membership__state")
    return rooms.select_related("edition", *kinds.related()).prefetch_related(
        Prefetch("members", members.order_by("membership__person__given_name", "membership_id"))
    )


def find(pk: int) -> Room | None:
    """The room with all that its title and door read. Two queries."""
    return with_members(Room.objects.filter(pk=pk)).first()


def at_the_door(pk: int) -> Room | None:
    """The room with what ``may_enter`` reads. One query, and another where the room belongs to people by name."""
    return Room.objects.select_related("edition").filter(pk=pk).first()
