"""Rooms: opened for exchanges, topics and editions; who may enter; who is in them."""

from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from academy.models import Edition, Membership, Role
from academy.texts import localized
from rooms.announcing import announce_after_commit
from exchanges.models import Exchange, Participant
from rooms.models import Opening, Readers, Room, RoomKind


@transaction.atomic
def open_common_rooms(edition: Edition) -> None:
    """The edition's plenary and a lounge for each topic; those that are there stay."""
    everybodys = {"readers": Readers.EVERYBODY}
    Room.objects.get_or_create(edition=edition, kind=RoomKind.PLENARY, defaults=everybodys)
    for topic in edition.topics.all():
        lounge = {"edition": edition, "kind": RoomKind.LOUNGE, **everybodys}
        Room.objects.get_or_create(topic=topic, defaults=lounge)


def open_room(exchange: Exchange) -> Room:
    """The room of an exchange, read by whom its round says; the one it has, where it has one."""
    made = {"edition": exchange.round.edition, "kind": RoomKind.EXCHANGE, "readers": exchange.round.readers}
    room, _made = Room.objects.get_or_create(exchange=exchange, defaults=made)
    return room


@transaction.atomic
def close_room(room: Room) -> None:
    """The row alone and who has to hear of it; who may, and why, is ``exchanges.measures``."""
    if Room.objects.filter(pk=room.pk, closed_at=None).update(closed_at=timezone.now()):
        announce_after_commit({"what": "closed", "room": room.pk})


def may_enter(membership: Membership, room: Room) -> bool:
    """Whoever the room is read by, while they are active in its edition.

    What is its members' alone a facilitator enters through an opening, while its report or hand waits.
    """
    if membership.edition_id != room.edition_id or membership.suspended_at is not None:
        return False
    if room.readers == Readers.EVERYBODY:
        return True
    if room.readers == Readers.MEMBERS_AND_FACILITATORS and membership.runs_the_course:
        return True
    return is_member(membership, room) or opened_by(membership, room)


def is_member(membership: Membership, room: Room) -> bool:
    """One of those whose room it is, by name."""
    if room.kind == RoomKind.DIRECT:
        return membership.pk in {room.first_id, room.second_id}
    if room.exchange is not None:
        return any(seat.membership_id == membership.pk for seat in room.exchange.participants.all())
    return membership.edition_id == room.edition_id


def opened_by(membership: Membership, room: Room) -> bool:
    """They run the course and opened the room for a cause that still stands."""
    return membership.runs_the_course and Opening.objects.standing().filter(room=room, by=membership).exists()


def is_in_by_opening(membership: Membership, room: Room) -> bool:
    """Of who may enter: only because they opened it, and as long as that stands."""
    return room.readers == Readers.MEMBERS and membership.runs_the_course and not is_member(membership, room)


def open_to(reader: Membership) -> Q:
    """Of rows that point at a room: those whose room somebody who runs its course may enter (see ``may_enter``)."""
    seats = Participant.objects.filter(exchange=OuterRef("room__exchange"), membership=reader)
    opened = Opening.objects.standing().filter(room=OuterRef("room"), by=reader)
    mine = Q(room__first=reader) | Q(room__second=reader) | Q(Exists(seats))
    return ~Q(room__readers=Readers.MEMBERS) | mine | Q(Exists(opened))


def members_of(room: Room) -> QuerySet[Membership]:
    """Those whose room it is, by name: an exchange's participants, the two of a conversation, or everybody active."""
    belong = Q()
    if room.kind == RoomKind.EXCHANGE:
        belong = Q(participations__exchange=room.exchange_id)
    elif room.kind == RoomKind.DIRECT:
        belong = Q(pk__in=[room.first_id, room.second_id])
    return (
        Membership.objects.active()
        .filter(belong, edition=room.edition_id)
        .select_related("person", "bloc", "state")
        .order_by("person__given_name", "pk")
    )


def visitors_of(room: Room) -> QuerySet[Membership]:
    """Those who run the course and may be in a room that is others' by name."""
    team = Membership.objects.active().filter(edition=room.edition_id, role__in=[Role.FACILITATOR, Role.ADMINISTRATOR])
    if room.readers == Readers.EVERYBODY:
        return team.none()
    if room.readers == Readers.MEMBERS:
        team = team.filter(pk__in=Opening.objects.standing().filter(room=room).values("by"))
    return team.select_related("person", "bloc", "state").order_by("person__given_name", "pk")


def listed(edition: Edition) -> list[dict[str, Any]]:
    """Every room with its members' e-mails: an exchange's participants, a conversation's two, or everybody active.

    Three queries.
    """
    everybody = list(edition.memberships.active().order_by("pk").values_list("person__email", flat=True))
    seats: dict[int, list[str]] = {}
    active = Participant.objects.filter(membership__in=edition.memberships.active())
    for exchange, email in active.order_by("pk").values_list("exchange", "membership__person__email"):
        seats.setdefault(exchange, []).append(email)
    return [
        {
            "id": room.pk,
            "kind": room.kind,
            "members": _emails(room, everybody, seats),
            "last_rev": room.last_rev,
        }
        for room in edition.rooms.select_related("first__person", "second__person").order_by("pk")
    ]


def _emails(room: Room, everybody: list[str], seats: dict[int, list[str]]) -> list[str]:
    if room.first is not None and room.second is not None:
        return [two for two in (room.first.person.email, room.second.person.email) if two in everybody]
    return everybody if room.exchange_id is None else seats.get(room.exchange_id, [])


def people_in(room: Room) -> list[Membership]:
    """``members_of`` a room that belongs to people by name, as ``find`` loaded them; nobody for others."""
    if room.exchange is None:
        return two_of(room)
    seats = [seat.membership for seat in room.exchange.participants.all()]
    return [member for member in seats if member.suspended_at is None and member.person.is_active]


def two_of(room: Room) -> list[Membership]:
    """The members of a conversation, active or not; nobody for other rooms."""
    return [member for member in (room.first, room.second) if member is not None]


def partner_in(room: Room, reader: int) -> Membership | None:
    """The other one of a conversation that is the reader's own."""
    two = two_of(room)
    return next((two[1 - n] for n, member in enumerate(two) if member.pk == reader), None)


def title_of(room: Room, reader: int | None = None) -> str:
    """In the reader's language: the topic of a lounge or exchange, the edition of the plenary; of a conversation the
    other's name, and both names for who is not in it.
    """
    if room.kind == RoomKind.DIRECT:
        partner = partner_in(room, reader) if reader else None
        return partner.person.name if partner else " · ".join(member.person.name for member in two_of(room))
    if room.topic is not None:
        return localized(room.topic.titles)
    if room.exchange is not None:
        return localized(room.exchange.topic.titles)
    return localized(room.edition.titles)


def heading_of(room: Room, reader: Membership) -> str:
    """What its page calls the room, in the reader's language."""
    if room.kind == RoomKind.LOUNGE:
        return _("Lounge: %(topic)s") % {"topic": title_of(room)}
    return _("Plenary") if room.kind == RoomKind.PLENARY else title_of(room, reader.pk)


def find(pk: int) -> Room | None:
    """The room with all that its title and door need. Two queries for an exchange's, else one."""
    seats = Participant.objects.select_related("membership__person", "membership__bloc", "membership__state")
    return (
        Room.objects.select_related("edition", "topic", "exchange__topic", "exchange__round__format")
        .prefetch_related(Prefetch("exchange__participants", seats.order_by("membership__person__given_name", "pk")))
        .select_related("first__person", "first__bloc", "first__state")
        .select_related("second__person", "second__bloc", "second__state")
        .filter(pk=pk)
        .first()
    )


def at_the_door(pk: int) -> Room | None:
    """The room with what ``may_enter`` asks. One query, and for an exchange's another one."""
    return Room.objects.select_related("edition", "exchange").filter(pk=pk).first()
