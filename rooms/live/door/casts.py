"""The people of a room, as a welcome names them: kept for a moment, as after a cut everybody comes back at once."""

import dataclasses
import hashlib
import time
from collections.abc import Callable, Iterable
from typing import Any

from academy.models import Membership
from rooms import access, kinds
from exchanges.models import StageAct
from rooms.models import Readers, Room
from exchanges.stages.acts import clock_now, frame_of
from rooms.live.wire import encode

SECONDS = 3.0
SECONDS_BY_NAME = 30.0
"""Whose exchange it is hardly ever changes, nor who runs the course; who opened a room of its members alone does."""

Card = Callable[[Membership], dict[str, Any]]


@dataclasses.dataclass
class Cast:
    """In one language. ``said``: the people as JSON; ``mark``: by it clients know them already."""

    room: Room
    said: str
    mark: str
    until: float
    acts: list[StageAct] = dataclasses.field(default_factory=list)
    acts_at: int = -1

    def room_for(self, member: int) -> dict[str, Any]:
        return {
            "id": self.room.pk,
            "kind": self.room.kind,
            "title": kinds.title_of(self.room, member),
            "edition": self.room.edition.slug,
            "exchange": self.room.exchange_id,
            "readers": self.room.readers,
        }

    def stage(self, rev: int) -> dict[str, Any] | None:
        """Where the stage clock stands. What is done with it takes a revision, so at the same one nothing was done."""
        if self.room.exchange is None:
            return None
        if self.acts_at != rev:
            self.acts, self.acts_at = list(self.room.exchange.stage_acts.order_by("number")), rev
        return frame_of(self.room.exchange, clock_now(self.room.exchange, self.acts))


_casts: dict[tuple[int, str], Cast] = {}
_teams: dict[tuple[int, str], tuple[list[dict[str, Any]], float]] = {}


def of(room_id: int, language: str, card: Card) -> Cast:
    """In the active language. Raises Room.DoesNotExist."""
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
    return Cast(
        room,
        said,
        mark,
        time.monotonic() + (SECONDS_BY_NAME if room.readers == Readers.MEMBERS_AND_FACILITATORS else SECONDS),
    )


def _facilitators(room: Room, language: str, card: Card) -> list[dict[str, Any]]:
    """Those who run the course and may be there; the same in all exchanges of an edition but those of members alone."""

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
