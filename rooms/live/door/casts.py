"""The people of a room for the welcome, cached for seconds because everybody reconnects at once after an outage."""

import dataclasses
import hashlib
import time
from collections.abc import Callable, Iterable
from typing import Any

from academy.models import Membership
from rooms import access, kinds
from rooms.live.wire import encode
from rooms.models import Readers, Room

SECONDS = 3.0
SECONDS_BY_NAME = 30.0
"""Members by name and the course team rarely change, so they are cached longer. Accesses change often."""

Card = Callable[[Membership], dict[str, Any]]


@dataclasses.dataclass
class Cast:
    """A room's people in one language. ``said``: their cards as JSON. ``mark``: a client that sends it has them."""

    room: Room
    said: str
    mark: str
    until: float
    memory: dict[str, Any] = dataclasses.field(default_factory=dict)

    def room_for(self, member: int, rev: int) -> dict[str, Any]:
        """Returns the welcome's ``room`` for the member, when the room is at that revision."""
        return {
            "id": self.room.pk,
            "kind": self.room.kind,
            "title": kinds.title_of(self.room, member),
            "edition": self.room.edition.slug,
            "readers": self.room.readers,
            **kinds.extras_of(self.room, rev, self.memory),
        }


_casts: dict[tuple[int, str], Cast] = {}
_teams: dict[tuple[int, str], tuple[list[dict[str, Any]], float]] = {}


def cast_of(room_id: int, language: str, card: Card) -> Cast:
    """Returns the people of the room in the active language. Raises Room.DoesNotExist."""
    cast = _casts.get((room_id, language))
    if cast is None or cast.until < time.monotonic():
        cast = _casts[room_id, language] = _read(room_id, language, card)
    return cast


def _read(room_id: int, language: str, card: Card) -> Cast:
    room = access.find(room_id)
    if room is None:
        raise Room.DoesNotExist
    members = access.people_in(room) if room.has_members else access.members_of(room)
    people = {"members": [card(member) for member in members], "facilitators": _facilitators(room, language, card)}
    said = encode(people)
    mark = hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:12]
    seconds = SECONDS_BY_NAME if room.readers == Readers.MEMBERS_AND_FACILITATORS else SECONDS
    return Cast(room, said, mark, time.monotonic() + seconds)


def _facilitators(room: Room, language: str, card: Card) -> list[dict[str, Any]]:
    """Returns those who run the course and may enter: one list for an edition, unless only members read the room."""

    def cards(people: Iterable[Membership]) -> list[dict[str, Any]]:
        return [card(member) for member in people]

    if room.readers != Readers.MEMBERS_AND_FACILITATORS:
        return cards(access.visitors_of(room))
    team, until = _teams.get((room.edition_id, language), ([], 0.0))
    if until < time.monotonic():
        team = cards(access.visitors_of(room))
        _teams[room.edition_id, language] = team, time.monotonic() + SECONDS
    return team


def forget_old() -> None:
    now = time.monotonic()
    for key, cast in list(_casts.items()):
        if cast.until < now:
            _casts.pop(key, None)
