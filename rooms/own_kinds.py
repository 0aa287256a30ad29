"""Registers the kinds of rooms that need no higher floor: plenary and conversation."""

from django.utils.translation import gettext as _

from academy.texts import localized
from rooms.access import partner_in, two_of
from rooms.kinds import Kind, register
from rooms.models import Room, RoomKind


def register_all() -> None:
    register(
        Kind(
            RoomKind.PLENARY,
            title=lambda room, _reader: localized(room.edition.titles),
            heading=lambda _room, _reader: _("Plenary"),
            templates={"about": "rooms/_about_plenary.html"},
        )
    )
    register(Kind(RoomKind.DIRECT, title=_of_two))


def _of_two(room: Room, reader: int | None) -> str:
    partner = partner_in(room, reader) if reader else None
    return partner.person.name if partner else " · ".join(member.person.name for member in two_of(room))
