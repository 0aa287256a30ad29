"""The kinds of rooms, by ``Room.kind``: each registers here how its rooms are called, loaded and shown.

``rooms.own_kinds`` has those of this floor. A higher floor registers its own in its ``apps.py``.
"""

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

from academy.models import Membership
from rooms.models import Message, Room

Extras = Callable[[Room, int, dict[str, Any]], Any]
"""Of a room as ``access.find`` loads it, at a revision. The dictionary lives as long as the room is cached: what a kind
puts there it finds again."""


@dataclasses.dataclass(frozen=True)
class Kind:
    """``title(room, reader)``: what the room is called, in the active language; ``reader``: a membership's id, or None.
    ``heading(room, reader)``: what its page calls it. ``section``: the part of the navigation that is current there.

    ``related``: what ``title`` and the rest read, as paths from a room for ``select_related``. ``extras``: fields of
    the welcome frame's ``room`` by name; rooms of other kinds say None there. ``templates``: the parts of the room's
    page that this kind fills, ``above`` the talk and ``about`` the room, with what ``page(room, reader)`` returns.
    ``words(message)``: a message that nobody typed, in the reader's words.
    """

    name: str
    title: Callable[[Room, int | None], str]
    heading: Callable[[Room, int], str] | None = None
    section: str = "exchanges"
    related: tuple[str, ...] = ()
    extras: Mapping[str, Extras] = dataclasses.field(default_factory=dict)
    templates: Mapping[str, str] = dataclasses.field(default_factory=dict)
    page: Callable[[Room, Membership], dict[str, Any]] = lambda _room, _reader: {}
    words: Callable[[Room, Message], str] = lambda _room, _message: ""


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    _kinds[kind.name] = kind


def kind_of(room: Room) -> Kind:
    return _kinds[room.kind]


def related() -> list[str]:
    """What ``select_related`` of rooms loads so that every kind finds what it reads."""
    return [path for kind in _kinds.values() for path in kind.related]


def title_of(room: Room, reader: int | None = None) -> str:
    """In the active language. Of a conversation the other's name, or both names for somebody who is not in it."""
    return kind_of(room).title(room, reader)


def heading_of(room: Room, reader: int) -> str:
    """What the room's page calls it, in the active language."""
    kind = kind_of(room)
    return kind.title(room, reader) if kind.heading is None else kind.heading(room, reader)


def extras_of(room: Room, rev: int, memory: dict[str, Any]) -> dict[str, Any]:
    """The fields of the welcome that kinds add: each name of any kind, None where the room's kind has no such field."""
    own = kind_of(room).extras
    names = [name for kind in _kinds.values() for name in kind.extras]
    return {name: own[name](room, rev, memory) if name in own else None for name in names}
