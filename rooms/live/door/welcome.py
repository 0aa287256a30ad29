"""Builds the welcome for a person who enters a room."""

import dataclasses
from typing import Any, Protocol

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from academy.models import Membership
from academy.pages.texts import localized
from rooms import speaking
from rooms.live.door import casts
from rooms.live.wire import Frame, encode
from rooms.messages.changes import Changes, iso, since
from rooms.messages.frames import Hello
from rooms.models import Room
from rooms.moderation import blocking

ROOM_NOW = ("kind", "last_rev", "closed_at", "slow_seconds", "only_speakers_at")
"""Fields of a room that change while people are in it, and those that decide whether it can be paused."""


class WelcomedSeat(Protocol):
    """The welcome reads this of a seat (``admission.Seat``)."""

    @property
    def room(self) -> int: ...

    @property
    def member(self) -> int: ...

    @property
    def language(self) -> str: ...

    @property
    def me(self) -> dict[str, Any]: ...


@dataclasses.dataclass(frozen=True)
class Welcome:
    """The ``welcome`` frame without the people who are present, whom only the hub knows; and the first page of the
    catch-up.

    ``is_closed``: the room was closed meanwhile.
    """

    said: str
    missed: Changes
    is_closed: bool

    def frame(self, present: list[int]) -> Frame:
        return Frame(f'{self.said[:-1]},"present":{encode(present)}}}')


def build(seat: WelcomedSeat, hello: Hello) -> Welcome:
    """Builds the welcome, without the people when the client has them already.

    Two or three queries for a client that reconnects, another in a conversation, and a few more for the first one.
    """
    with translation.override(seat.language):
        cast = casts.cast_of(seat.room, seat.language, card)
        room = Room.objects.only(*ROOM_NOW).get(pk=seat.room)
        speakers = speaking.speakers_of(room)
        now = {"slow": room.slow_seconds, "paused": blocking.paused_by(room), "speakers": speakers}
        said = encode(
            {
                "type": "welcome",
                "room": cast.room_for(seat.member, room.last_rev) | now,
                "me": seat.me,
                "rev": room.last_rev,
                "now": iso(timezone.now()),
                "cast": cast.mark,
            }
        )
    if hello.cast != cast.mark:
        said = f"{said[:-1]},{cast.said[1:]}"
    return Welcome(said, since(seat.room, hello.since, room.last_rev), room.closed_at is not None)


def card(member: Membership) -> dict[str, Any]:
    return {
        "id": member.pk,
        "name": member.person.name,
        "role": member.role,
        "bloc": localized(member.bloc.short) if member.bloc else None,
        "shore": member.bloc.shore if member.bloc else None,
        "state": localized(member.state.names) if member.state else None,
        "time_zone": member.time_zone,
        "place": member.place_now,
    }


def muted_words(is_muted: bool) -> str:
    if is_muted:
        return _("A facilitator asked you to pause writing for a while.")
    return _("You can write again.")
