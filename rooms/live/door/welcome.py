"""What a room tells somebody who comes in."""

import dataclasses
from typing import Any, Protocol

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from academy.models import Membership
from academy.texts import localized
from academy.zones import place_of
from rooms.live.door import casts
from rooms.live.wire import Frame, encode
from rooms.messages.changes import Changes, iso, since
from rooms.messages.frames import Hello
from rooms.models import Room
from rooms.moderation import blocking

ROOM_NOW = ("kind", "last_rev", "closed_at", "slow_seconds")
"""What of a room changes under those who are in it, and what decides whether it can be paused."""


class Guest(Protocol):
    """What the welcome reads of the person who comes in (``admission.Seat``)."""

    @property
    def room(self) -> int: ...

    @property
    def member(self) -> int: ...

    @property
    def language(self) -> str: ...

    @property
    def me(self) -> dict[str, Any]: ...


@dataclasses.dataclass(frozen=True)
class Arrival:
    """The ``welcome`` frame but for who is present, which only the hub knows; and the first page of what was missed.

    ``is_closed``: the room was closed meanwhile.
    """

    said: str
    missed: Changes
    is_closed: bool

    def greeting(self, present: list[int]) -> Frame:
        return Frame(f'{self.said[:-1]},"present":{encode(present)}}}')


def arrive(guest: Guest, hello: Hello) -> Arrival:
    """What somebody who comes into the room is told; the people are left out where the client has them already.

    Two queries, or three, for somebody who comes back, and another in a conversation; a few more for the first one.
    """
    with translation.override(guest.language):
        cast = casts.cast_of(guest.room, guest.language, card)
        room = Room.objects.only(*ROOM_NOW).get(pk=guest.room)
        now = {"slow": room.slow_seconds, "paused": blocking.paused_by(room)}
        said = encode(
            {
                "type": "welcome",
                "room": cast.room_for(guest.member, room.last_rev) | now,
                "me": guest.me,
                "rev": room.last_rev,
                "now": iso(timezone.now()),
                "cast": cast.mark,
            }
        )
    if hello.cast != cast.mark:
        said = f"{said[:-1]},{cast.said[1:]}"
    return Arrival(said, since(guest.room, hello.since, room.last_rev), room.closed_at is not None)


def card(member: Membership) -> dict[str, Any]:
    return {
        "id": member.pk,
        "name": member.person.name,
        "role": member.role,
        "bloc": localized(member.bloc.short) if member.bloc else None,
        "shore": member.bloc.shore if member.bloc else None,
        "state": localized(member.state.names) if member.state else None,
        "time_zone": member.person.time_zone,
        "place": place_of(member.person.time_zone),
    }


def muted_words(is_muted: bool) -> str:
    if is_muted:
        return _("A facilitator asked you to pause writing for a while.")
    return _("You can write again.")
