"""Telling every process's hub that something changed. Announcements carry no text: the database is the truth.

An announcement is one of
``{"what": "room", "room": id, "rev": n}`` the room has reached revision n,
``{"what": "closed", "room": id}`` the room was closed,
``{"what": "standing", "membership": id}`` a member was muted, suspended, or that was lifted,
``{"what": "signed_out", "person": id}`` the person signed out everywhere,
``{"what": "session", "key": k}`` one session ended,
``{"what": "present", "room": id, "members": [..], "by": process}`` who is in the room in that process,
``{"what": "passing", "room": id, "frame": {..}, "by": process}`` a word that nobody keeps: typing, read.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import InMemoryChannelLayer, get_channel_layer
from django.db import transaction

log = logging.getLogger(__name__)

GROUP = "kapok.hubs"

# Set by the hub of this process when it begins to listen.
_here: list[tuple[asyncio.AbstractEventLoop, Callable[[dict[str, Any]], None]]] = []


def listen(loop: asyncio.AbstractEventLoop, heard: Callable[[dict[str, Any]], None]) -> None:
    """From now on this process's announcements reach ``heard``, on ``loop``."""
    _here[:] = [(loop, heard)]


def announce_after_commit(announcement: dict[str, Any]) -> None:
    """From synchronous code: once the transaction is on disk."""
    transaction.on_commit(lambda: announce(announcement))


def announce(announcement: dict[str, Any]) -> None:
    """From any thread but the hub's loop. A layer that is down loses nobody a message: hubs read the database again."""
    for loop, heard in _here:
        loop.call_soon_threadsafe(heard, announcement)
    if not _alone():
        for loop, _heard in _here:
            asyncio.run_coroutine_threadsafe(tell_others(announcement), loop)
        if not _here:
            async_to_sync(tell_others)(announcement)


async def tell_others(announcement: dict[str, Any]) -> None:
    """To the hubs of all processes, over the channel layer."""
    try:
        await get_channel_layer().group_send(GROUP, {"type": "announcement", **announcement})
    except Exception:
        log.warning("The channel layer does not answer; other processes will read the database.", exc_info=True)


def _alone() -> bool:
    """One process: the layer in memory reaches nobody else."""
    return isinstance(get_channel_layer(), InMemoryChannelLayer)


def others_listen() -> bool:
    return not _alone()
