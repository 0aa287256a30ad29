"""The kinds of rooms, by ``Room.kind``. Each registers here how its rooms are titled, loaded and shown.

``rooms.registered.own_kinds`` has those of this floor. A higher floor registers its own in its ``apps.py``.
"""

import dataclasses
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from academy.models import Membership
from rooms.models import Room

Extras = Callable[[Room, int, dict[str, Any]], Any]
"""Takes a room as ``access.find`` loads it, a revision, and a dictionary that lives as long as the room is cached, in
which a kind may store values.
"""


Fields = Mapping[str, frozenset[int] | None]
"""Maps the key of each field of a worksheet -> the members (ids) who alone write it; None: everybody writes it."""


@dataclasses.dataclass(frozen=True)
class Kind:
    """A kind of room. ``title(room, reader)``: the room's title in the active language; ``reader``: a membership's id,
    or None. ``heading(room, reader)``: the heading of its page. ``section``: the part of the navigation that is current
    there.

    ``related``: what ``title`` and the rest read, as paths from a room for ``select_related``; ``unread``: columns of
    these that they do not. ``extras``: fields of
    the welcome frame's ``room`` by name; rooms of other kinds have None there. ``templates``: the parts of the room's
    page that this kind fills, ``above`` the talk, ``beside`` it, in the ``composer`` and ``about`` the room, with what
    ``page(room, reader, written)`` returns; ``written`` is a version of a field that was refused (field, typed, fault),
    or empty.
    The page's ``summary``, in ``summary_language``, stands instead of the members' names where these are many.
    ``words(room, stage)``: a message that nobody typed, in the reader's words. ``fields(rooms)``: maps the id of each
    room of this kind -> the fields of its worksheet, in a constant number of queries. ``called_later(pairs)``: those
    pairs of a room (id) and a member (id) whom this kind calls itself when their time comes; one query.
    """

    name: str
    title: Callable[[Room, int | None], str]
    heading: Callable[[Room, int], str] | None = None
    section: str = "exchanges"
    related: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    extras: Mapping[str, Extras] = dataclasses.field(default_factory=dict)
    templates: Mapping[str, str] = dataclasses.field(default_factory=dict)
    page: Callable[[Room, Membership, dict[str, str]], dict[str, Any]] = lambda _room, _reader, _written: {}
    words: Callable[[Room, dict[str, Any]], str] = lambda _room, _stage: ""
    fields: Callable[[list[Room]], dict[int, Fields]] = lambda _rooms: {}
    called_later: Callable[[Collection[tuple[int, int]]], set[tuple[int, int]]] = lambda _pairs: set()


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    _kinds[kind.name] = kind


def kind_of(room: Room) -> Kind:
    return _kinds[room.kind]


def unread() -> list[str]:
    """Returns the paths that ``defer`` leaves out of what ``related`` reads."""
    return [path for kind in _kinds.values() for path in kind.unread]


def related() -> list[str]:
    """Returns the paths that ``select_related`` of rooms loads for every kind."""
    return [path for kind in _kinds.values() for path in kind.related]


def fields_of(rooms: Iterable[Room]) -> dict[int, Fields]:
    """Maps the id of each room that has a worksheet -> its fields."""
    return {pk: own for name, some in _by_kind(rooms).items() for pk, own in _kinds[name].fields(some).items()}


def called_later(pairs: Collection[tuple[int, int]]) -> set[tuple[int, int]]:
    """Returns those of the pairs of room and member (ids) whom a kind of room calls itself when their time comes."""
    return set().union(*(kind.called_later(pairs) for kind in _kinds.values())) if pairs else set()


def _by_kind(rooms: Iterable[Room]) -> dict[str, list[Room]]:
    of_kind: dict[str, list[Room]] = {}
    for room in rooms:
        of_kind.setdefault(room.kind, []).append(room)
    return of_kind


def title_of(room: Room, reader: int | None = None) -> str:
    """Returns the title in the active language. A conversation has the other's name, or both for anybody not in it."""
    return kind_of(room).title(room, reader)


def heading_of(room: Room, reader: int) -> str:
    """Returns the heading of the room's page, in the active language."""
    kind = kind_of(room)
    return kind.title(room, reader) if kind.heading is None else kind.heading(room, reader)


def extras_of(room: Room, rev: int, memory: dict[str, Any]) -> dict[str, Any]:
    """Returns the welcome's fields of all kinds; a field is None when the room's kind does not have it."""
    own = kind_of(room).extras
    names = [name for kind in _kinds.values() for name in kind.extras]
    return {name: own[name](room, rev, memory) if name in own else None for name in names}
