"""Rooms: opened for exchanges, topics and editions; who may enter; who is in them."""

from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from academy.models import Edition, Membership
from academy.texts import localized
from exchanges.announcing import announce_after_commit
from exchanges.models import Exchange, Participant, Room, RoomKind


@transaction.atomic
def open_common_rooms(edition: Edition) -> None:
    """The edition's plenary and a lounge for each topic; those that are there stay."""
    Room.objects.get_or_create(edition=edition, kind=RoomKind.PLENARY)
    for topic in edition.topics.all():
        Room.objects.get_or_create(topic=topic, defaults={"edition": edition, "kind": RoomKind.LOUNGE})


def open_room(exchange: Exchange) -> Room:
    """The room of an exchange; the one it has, where it has one."""
    room, _made = Room.objects.get_or_create(
        exchange=exchange, defaults={"edition": exchange.round.edition, "kind": RoomKind.EXCHANGE}
    )
    return room


@transaction.atomic
def close_room(room: Room) -> None:
    """Nothing more is said in it; it stays readable. Its sockets are told and closed."""
    if Room.objects.filter(pk=room.pk, closed_at=None).update(closed_at=timezone.now()):
        announce_after_commit({"what": "closed", "room": room.pk})


def may_enter(membership: Membership, room: Room) -> bool:
    """An exchange's room: its members and those who run the course. Lounge and plenary: everybody of the edition."""
    if membership.edition_id != room.edition_id or membership.suspended_at is not None:
        return False
    if room.exchange is not None:
        return membership.runs_the_course or room.exchange.participants.filter(membership=membership).exists()
    return room.kind in {RoomKind.LOUNGE, RoomKind.PLENARY}


def members_of(room: Room) -> QuerySet[Membership]:
    """Those whose room it is, by name: an exchange's participants, or everybody active in the edition."""
    belong = Q(participations__exchange=room.exchange_id) if room.kind == RoomKind.EXCHANGE else Q()
    return (
        Membership.objects.active()
        .filter(belong, edition=room.edition_id)
        .select_related("person", "bloc", "state")
        .order_by("person__given_name", "pk")
    )


def listed(edition: Edition) -> list[dict[str, Any]]:
    """Every room with its members' e-mails: an exchange's participants, or everybody active. Three queries."""
    everybody = list(edition.memberships.active().order_by("pk").values_list("person__email", flat=True))
    seats: dict[int, list[str]] = {}
    active = Participant.objects.filter(membership__in=edition.memberships.active())
    for exchange, email in active.order_by("pk").values_list("exchange", "membership__person__email"):
        seats.setdefault(exchange, []).append(email)
    return [
        {
            "id": room.pk,
            "kind": room.kind,
            "members": everybody if room.exchange_id is None else seats.get(room.exchange_id, []),
            "last_rev": room.last_rev,
        }
        for room in edition.rooms.order_by("pk")
    ]


def title_of(room: Room) -> str:
    """In the reader's language: the topic of a lounge or exchange, the edition of the plenary."""
    if room.topic is not None:
        return localized(room.topic.titles)
    if room.exchange is not None:
        return localized(room.exchange.topic.titles)
    return localized(room.edition.titles)


def heading_of(room: Room) -> str:
    """What its page calls the room, in the reader's language."""
    if room.kind == RoomKind.LOUNGE:
        return _("Lounge: %(topic)s") % {"topic": title_of(room)}
    return _("Plenary") if room.kind == RoomKind.PLENARY else title_of(room)


def find(pk: int) -> Room | None:
    """The room with all that its title and door need."""
    return (
        Room.objects.select_related("edition", "topic", "exchange__topic", "exchange__round__format")
        .filter(pk=pk)
        .first()
    )
