"""Rooms as something that members follow or mute: their own, and those that are open to everybody."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from academy.models import Membership
from commons.telling import following
from rooms import kinds
from rooms.access import is_member, with_members
from rooms.models import Room


def register() -> None:
    following.register(
        following.Kind(
            "room",
            _("room"),
            Room,
            lambda: with_members(Room.objects.all()),
            _own,
            lambda room, member: kinds.title_of(room, member.pk),
        )
    )


def _own(member: Membership, rooms: Sequence[Room]) -> set[int]:
    """Not those that a facilitator enters through an access, because that ends."""
    return {room.pk for room in rooms if is_member(member, room) and room.edition_id == member.edition_id}
