"""Telling every process's hub that something changed. Announcements carry no text: the database is the truth.

An announcement is one of
``{"what": "rooms", "revs": [[id, n], ..]}`` these rooms have reached these revisions,
``{"what": "closed", "room": id}`` the room was closed,
``{"what": "standing", "membership": id}`` a member was muted, suspended, or that was lifted; or has another role,
``{"what": "signed_out", "person": id}`` the person signed out everywhere,
``{"what": "session", "key": k}`` one session ended,
``{"what": "passing", "room": id, "frame": {..}}`` a word that nobody keeps: typing, read, the stage,
``{"what": "present", "rooms": [[id, [members]], ..]}`` who is in these rooms in that process,
To other processes each goes with ``"by"``, the process that says it.

One Redis carries them all in one group: one message for each commit, whatever rooms it touches. Where there are more,
what concerns a room goes to the room's own group, which only its processes hear, and which channels_redis gives to one
of the servers by the hash of its name.
"""

import asyncio
import logging
import uuid
from collections.abc import Callable
from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import InMemoryChannelLayer, get_channel_layer
from django.conf import settings
from django.db import transaction

log = logging.getLogger(__name__)

ALL = "kapok.hubs"
PROCESS = uuid.uuid4().hex

# Set by the hub of this process when it begins to listen.
_here: list[tuple[asyncio.AbstractEventLoop, Callable[[dict[str, Any]], None]]] = []


def listen(loop: asyncio.AbstractEventLoop, heard: Callable[[dict[str, Any]], None]) -> None:
    """From now on this process's announcements reach ``heard``, on ``loop``."""
    _here[:] = [(loop, heard)]


def room_reached(room_id: int, rev: int) -> None:
    """From synchronous code: a room has reached that revision, once the transaction is on disk."""
    announce_after_commit({"what": "rooms", "revs": [[room_id, rev]]})


def announce_after_commit(announcement: dict[str, Any]) -> None:
    """From synchronous code: once the transaction is on disk."""
    transaction.on_commit(lambda: announce(announcement))


def announce(announcement: dict[str, Any]) -> None:
    """From any thread but the hub's loop. A layer that is down loses nobody a message: hubs read the database again."""
    for loop, heard in _here:
        loop.call_soon_threadsafe(heard, announcement)
    if others_listen():
        for loop, _heard in _here:
            asyncio.run_coroutine_threadsafe(tell_others(announcement), loop)
        if not _here:
            async_to_sync(tell_others)(announcement)


async def tell_others(announcement: dict[str, Any]) -> None:
    """To the hubs of the other processes, over the channel layer; a hub here hears where it takes nothing."""
    for group, part in _parts(announcement):
        try:
            await get_channel_layer().group_send(group, {"type": "announcement", "by": PROCESS, **part})
        except Exception as fault:
            log.warning("What was to be announced to other processes they will read in the database (%s).", fault)
            for _loop, heard in _here:
                heard({"what": "untold"})


def group_of(room_id: int) -> str:
    return f"kapok.room.{room_id}" if settings.ROOMS_HAVE_GROUPS else ALL


def _parts(announcement: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """What goes to which group."""
    if not settings.ROOMS_HAVE_GROUPS:
        return [(ALL, announcement)]
    if "room" in announcement:
        return [(group_of(announcement["room"]), announcement)]
    for several in ("rooms", "revs"):
        if several in announcement:
            return [(group_of(one[0]), {**announcement, several: [one]}) for one in announcement[several]]
    return [(ALL, announcement)]


def others_listen() -> bool:
    """The layer in memory reaches nobody else."""
    return not isinstance(get_channel_layer(), InMemoryChannelLayer)
