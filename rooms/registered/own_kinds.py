"""Registers the kind of room that needs no higher floor: the conversation of two."""

from rooms.access import partner_in, two_of
from rooms.kinds import Kind, register
from rooms.models import Room, RoomKind


def register_all() -> None:
    register(Kind(RoomKind.DIRECT, title=_of_two))


def _of_two(room: Room, reader: int | None) -> str:
    partner = partner_in(room, reader) if reader else None
    return partner.person.name if partner else " · ".join(member.person.name for member in two_of(room))
