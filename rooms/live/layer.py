"""The channel layer between processes: receives their announcements and watches whether it still carries any."""

import asyncio
import logging
import time
from collections.abc import Collection

from channels.layers import get_channel_layer

from rooms import announcing, figures

log = logging.getLogger(__name__)

BEAT_SECONDS = 0.5
BEAT_TIMEOUT = 2.5
"""Seconds without a beat of our own after which the layer counts as down."""
FAILURE_SECONDS = 3.0
"""Seconds for which the layer counts as down after it refused a message, because one of several servers may be gone."""


class Layer:
    """One process's connection to the channel layer. If the layer is down, nothing is raised: hubs ask the database
    meanwhile, and it reconnects by itself.

    ``rooms``: the ids of the rooms that this process holds.
    """

    def __init__(self, rooms: Collection[int], listener: announcing.Listener) -> None:
        self.rooms, self.listener = rooms, listener
        self.channel = ""
        self.up_until = self.failed_at = float("-inf")
        self.was_up: bool | None = None
        self.down = asyncio.Event()

    @property
    def is_up(self) -> bool:
        now = time.monotonic()
        return now < self.up_until and now > self.failed_at + FAILURE_SECONDS

    def failed(self) -> None:
        """The layer refused a message."""
        self.failed_at = time.monotonic()
        self._note()

    async def subscribe(self, room_id: int) -> None:
        """Receives the room's announcements from now on; returns once that holds, or the layer is down."""
        if (group := announcing.group_of(room_id)) != announcing.ALL and self.channel:
            try:
                await get_channel_layer().group_add(group, self.channel)
            except Exception:
                self.failed()

    async def unsubscribe(self, room_id: int) -> None:
        if (group := announcing.group_of(room_id)) != announcing.ALL and room_id not in self.rooms:
            try:
                await get_channel_layer().group_discard(group, self.channel)
            except Exception:
                self.failed()

    async def listen(self) -> None:
        """Runs for ever; reconnects after BEAT_SECONDS when the layer fails."""
        figures.layer_answers(False)
        beating = asyncio.ensure_future(self._beat())
        try:
            while True:
                try:
                    await self._hear_all()
                except Exception:
                    self.failed()
                    await asyncio.sleep(BEAT_SECONDS)
        finally:
            beating.cancel()

    async def _hear_all(self) -> None:
        layer = get_channel_layer()
        self.channel = await layer.new_channel()
        await layer.group_add(announcing.ALL, self.channel)
        for room_id in list(self.rooms):
            await self.subscribe(room_id)
        while True:
            said = await layer.receive(self.channel)
            if said.get("what") == "beat":
                self.up_until = time.monotonic() + BEAT_TIMEOUT
                self._note()
            elif said.get("by") != announcing.PROCESS and (announcement := announcing.parse(said)) is not None:
                self.listener(announcement)

    async def _beat(self) -> None:
        """Sends each beat to itself alone, because other processes need not receive it."""
        while True:
            if self.channel:
                try:
                    await get_channel_layer().send(self.channel, {"type": "announcement", "what": "beat"})
                except Exception:
                    self.failed()
            await asyncio.sleep(BEAT_SECONDS)
            self._note()

    def _note(self) -> None:
        if self.is_up == self.was_up:
            return
        self.was_up = self.is_up
        figures.layer_answers(self.is_up)
        if self.is_up:
            self.down.clear()
            log.warning("The channel layer carries.")
        else:
            self.down.set()
            log.warning("The channel layer does not answer; the database is read instead.")
