"""Tells every process's hub that something changed. Announcements carry no text, because the database is the truth.

With one Redis, one group carries them all: one message for each commit, however many rooms it touches. With several,
announcements of a room go to the room's own group, which only the processes with that room receive; channels_redis
assigns the group to a server by the hash of its name.
"""

import asyncio
import dataclasses
import logging
import uuid
from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Protocol

from asgiref.sync import async_to_sync
from channels.layers import InMemoryChannelLayer, get_channel_layer
from django.conf import settings
from django.db import transaction

log = logging.getLogger(__name__)

ALL = "kapok.hubs"
PROCESS = uuid.uuid4().hex


class Seated(Protocol):
    """A person in a room: an open socket, or the seat that is remembered after the socket has closed."""

    @property
    def room(self) -> int: ...

    @property
    def member(self) -> int: ...

    @property
    def person(self) -> int: ...

    @property
    def session(self) -> str: ...


@dataclasses.dataclass(frozen=True)
class RoomsReached:
    """These rooms have reached these revisions: ``(room, revision)``."""

    revs: Sequence[tuple[int, int]]
    what: ClassVar[str] = "rooms"


@dataclasses.dataclass(frozen=True)
class Passing:
    """A frame for everybody in a room that is never stored: typing, read, the stage."""

    room: int
    frame: dict[str, Any]
    what: ClassVar[str] = "passing"


@dataclasses.dataclass(frozen=True)
class Present:
    """The process ``by`` has these people in these rooms: ``(room, members)``."""

    rooms: Sequence[tuple[int, Sequence[int]]]
    by: str = PROCESS
    what: ClassVar[str] = "present"


@dataclasses.dataclass(frozen=True)
class RoomClosed:
    room: int
    what: ClassVar[str] = "closed"
    code: ClassVar[int] = 4409

    def concerns(self, whom: Seated) -> bool:
        return whom.room == self.room


@dataclasses.dataclass(frozen=True)
class MembershipChanged:
    """A member is muted, suspended, or allowed again; or has another role, or loses an access."""

    membership: int
    what: ClassVar[str] = "membership"
    code: ClassVar[int] = 0

    def concerns(self, whom: Seated) -> bool:
        return whom.member == self.membership


@dataclasses.dataclass(frozen=True)
class SignedOut:
    """The person signed out everywhere."""

    person: int
    what: ClassVar[str] = "signed_out"
    code: ClassVar[int] = 4401

    def concerns(self, whom: Seated) -> bool:
        return whom.person == self.person


@dataclasses.dataclass(frozen=True)
class SessionEnded:
    """The session's row is deleted: its person signed out, or another one signed in in the same browser."""

    key: str
    what: ClassVar[str] = "session"
    code: ClassVar[int] = 4401

    def concerns(self, whom: Seated) -> bool:
        return whom.session == self.key


@dataclasses.dataclass(frozen=True)
class LayerFailed:
    """The channel layer refused an announcement. Stays within the process."""

    what: ClassVar[str] = "layer_failed"


SeatAnnouncement = RoomClosed | MembershipChanged | SignedOut | SessionEnded
"""``concerns``: is this seat affected? ``code``: the close code of its sockets; 0: their permission is checked
again."""
Announcement = RoomsReached | Passing | Present | SeatAnnouncement | LayerFailed

_KINDS: dict[str, Any] = {
    kind.what: kind
    for kind in (RoomsReached, Passing, Present, RoomClosed, MembershipChanged, SignedOut, SessionEnded, LayerFailed)
}

Listener = Callable[[Announcement], None]

# The hub of this process sets this when it begins to listen.
_listeners: list[tuple[asyncio.AbstractEventLoop, Listener]] = []


def listen(loop: asyncio.AbstractEventLoop, listener: Listener) -> None:
    """Calls ``listener`` on ``loop`` with each announcement of this process from now on."""
    _listeners[:] = [(loop, listener)]


def room_reached(room_id: int, rev: int) -> None:
    """Announces from synchronous code, after commit, that a room has reached that revision."""
    announce_after_commit(RoomsReached([(room_id, rev)]))


def announce_after_commit(announcement: Announcement) -> None:
    """Announces from synchronous code, once the transaction is on disk."""
    transaction.on_commit(lambda: announce(announcement))


def announce(announcement: Announcement) -> None:
    """Announces from any thread but the hub's loop. When the layer is down no message is lost: hubs read the database
    again."""
    for loop, listener in _listeners:
        loop.call_soon_threadsafe(listener, announcement)
    if others_listen():
        for loop, _listener in _listeners:
            asyncio.run_coroutine_threadsafe(tell_others(announcement), loop)
        if not _listeners:
            async_to_sync(tell_others)(announcement)


async def tell_others(announcement: Announcement) -> None:
    """Sends to the hubs of other processes over the channel layer; when the layer refuses, the hub of this process is
    told."""
    for group, said in _by_group(announcement):
        try:
            await get_channel_layer().group_send(group, said)
        except Exception as fault:
            log.warning("What was to be announced to other processes they will read in the database (%s).", fault)
            for _loop, listener in _listeners:
                listener(LayerFailed())


def serialize(announcement: Announcement) -> dict[str, Any]:
    """Returns the announcement as the layer carries it: its fields, its kind (``what``), and the sending process
    (``by``)."""
    fields = {field.name: getattr(announcement, field.name) for field in dataclasses.fields(announcement)}
    return {"type": "announcement", "by": PROCESS, "what": announcement.what, **fields}


def parse(sent: dict[str, Any]) -> Announcement | None:
    """Returns the announcement of another process; None for a kind of a later release."""
    kind = _KINDS.get(str(sent.get("what")))
    if kind is None:
        log.warning("An announcement of a kind that is not known here (%s) is passed over.", sent.get("what"))
        return None
    announcement: Announcement = kind(**{field.name: sent[field.name] for field in dataclasses.fields(kind)})
    return announcement


def group_of(room_id: int) -> str:
    return f"kapok.room.{room_id}" if settings.ROOMS_HAVE_GROUPS else ALL


def _by_group(announcement: Announcement) -> list[tuple[str, dict[str, Any]]]:
    """Returns each group with the announcement for it."""
    if settings.ROOMS_HAVE_GROUPS:
        if isinstance(announcement, RoomClosed | Passing):
            return [(group_of(announcement.room), serialize(announcement))]
        if isinstance(announcement, RoomsReached):
            return [(group_of(one[0]), serialize(RoomsReached([one]))) for one in announcement.revs]
        if isinstance(announcement, Present):
            return [(group_of(one[0]), serialize(Present([one]))) for one in announcement.rooms]
    return [(ALL, serialize(announcement))]


def others_listen() -> bool:
    """False for the in-memory layer, which reaches no other process."""
    return not isinstance(get_channel_layer(), InMemoryChannelLayer)
