"""Telling every process's hub that something changed. Announcements carry no text: the database is the truth.

One Redis carries them all in one group: one message for each commit, whatever rooms it touches. Where there are more,
what concerns a room goes to the room's own group, which only its processes hear, and which channels_redis gives to one
of the servers by the hash of its name.
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
    """Somebody in a room: a socket, or what is remembered of one."""

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
    """A word to everybody in a room that nobody keeps: typing, read, the stage."""

    room: int
    frame: dict[str, Any]
    what: ClassVar[str] = "passing"


@dataclasses.dataclass(frozen=True)
class Present:
    """Who is in these rooms in the process ``by``: ``(room, members)``."""

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
class StandingChanged:
    """A member was muted or suspended, or that was lifted; or they have another role, or an access ended."""

    membership: int
    what: ClassVar[str] = "standing"
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
    key: str
    what: ClassVar[str] = "session"
    code: ClassVar[int] = 4401

    def concerns(self, whom: Seated) -> bool:
        return whom.session == self.key


@dataclasses.dataclass(frozen=True)
class Untold:
    """The layer did not take an announcement. Said only within a process."""

    what: ClassVar[str] = "untold"


OfPeople = RoomClosed | StandingChanged | SignedOut | SessionEnded
"""``concerns``: whom it is about. ``code``: their sockets close with it; 0: they are checked again at the door."""
Announcement = RoomsReached | Passing | Present | OfPeople | Untold

_KINDS: dict[str, Any] = {
    kind.what: kind
    for kind in (RoomsReached, Passing, Present, RoomClosed, StandingChanged, SignedOut, SessionEnded, Untold)
}

Heard = Callable[[Announcement], None]

# Set by the hub of this process when it begins to listen.
_here: list[tuple[asyncio.AbstractEventLoop, Heard]] = []


def listen(loop: asyncio.AbstractEventLoop, heard: Heard) -> None:
    """From now on this process's announcements reach ``heard``, on ``loop``."""
    _here[:] = [(loop, heard)]


def room_reached(room_id: int, rev: int) -> None:
    """From synchronous code: a room has reached that revision, once the transaction is on disk."""
    announce_after_commit(RoomsReached([(room_id, rev)]))


def announce_after_commit(announcement: Announcement) -> None:
    """From synchronous code: once the transaction is on disk."""
    transaction.on_commit(lambda: announce(announcement))


def announce(announcement: Announcement) -> None:
    """From any thread but the hub's loop. A layer that is down loses nobody a message: hubs read the database again."""
    for loop, heard in _here:
        loop.call_soon_threadsafe(heard, announcement)
    if others_listen():
        for loop, _heard in _here:
            asyncio.run_coroutine_threadsafe(tell_others(announcement), loop)
        if not _here:
            async_to_sync(tell_others)(announcement)


async def tell_others(announcement: Announcement) -> None:
    """To the hubs of the other processes, over the channel layer; a hub here hears where it takes nothing."""
    for group, said in _parts(announcement):
        try:
            await get_channel_layer().group_send(group, said)
        except Exception as fault:
            log.warning("What was to be announced to other processes they will read in the database (%s).", fault)
            for _loop, heard in _here:
                heard(Untold())


def as_sent(announcement: Announcement) -> dict[str, Any]:
    """As the layer carries it: the announcement's fields, ``what`` it is, and ``by`` which process."""
    fields = {field.name: getattr(announcement, field.name) for field in dataclasses.fields(announcement)}
    return {"type": "announcement", "by": PROCESS, "what": announcement.what, **fields}


def parse(sent: dict[str, Any]) -> Announcement | None:
    """What another process said; None for a kind of a later release."""
    kind = _KINDS.get(str(sent.get("what")))
    if kind is None:
        log.warning("An announcement of a kind that is not known here (%s) is passed over.", sent.get("what"))
        return None
    announcement: Announcement = kind(**{field.name: sent[field.name] for field in dataclasses.fields(kind)})
    return announcement


def group_of(room_id: int) -> str:
    return f"kapok.room.{room_id}" if settings.ROOMS_HAVE_GROUPS else ALL


def _parts(announcement: Announcement) -> list[tuple[str, dict[str, Any]]]:
    """What goes to which group."""
    if settings.ROOMS_HAVE_GROUPS:
        if isinstance(announcement, RoomClosed | Passing):
            return [(group_of(announcement.room), as_sent(announcement))]
        if isinstance(announcement, RoomsReached):
            return [(group_of(one[0]), as_sent(RoomsReached([one]))) for one in announcement.revs]
        if isinstance(announcement, Present):
            return [(group_of(one[0]), as_sent(Present([one]))) for one in announcement.rooms]
    return [(ALL, as_sent(announcement))]


def others_listen() -> bool:
    """The layer in memory reaches nobody else."""
    return not isinstance(get_channel_layer(), InMemoryChannelLayer)
