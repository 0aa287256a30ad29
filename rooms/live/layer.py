"""The channel layer between processes: what others say, and whether it still carries anything."""

import asyncio
import logging
import time
from collections.abc import Collection

from channels.layers import get_channel_layer

from rooms import announcing, figures

log = logging.getLogger(__name__)

BEAT_SECONDS = 0.5
SILENCE = 2.5
"""Seconds without hearing a beat of our own after which the layer counts as away."""
DISTRUST = 3.0
"""Seconds for which it counts as away after it took something badly: of several servers one may be gone."""


class Layer:
    """What is away only says nothing: hubs ask the database meanwhile, and everything returns by itself.

    ``rooms``: the ids of those that this process holds."""

    def __init__(self, rooms: Collection[int], heard: announcing.Heard) -> None:
        self.rooms, self.heard = rooms, heard
        self.channel = ""
        self.up_until = self.failed_at = float("-inf")
        self.was_up: bool | None = None
        self.silence = asyncio.Event()
        """Set while it is away, once that was noticed."""

    @property
    def is_up(self) -> bool:
        now = time.monotonic()
        return now < self.up_until and now > self.failed_at + DISTRUST

    def failed(self) -> None:
        """Something was not taken."""
        self.failed_at = time.monotonic()
        self._note()

    async def hold(self, room_id: int) -> None:
        """From now on what is said of the room is heard; returns once that is so, or the layer is away."""
        if (group := announcing.group_of(room_id)) != announcing.ALL and self.channel:
            try:
                await get_channel_layer().group_add(group, self.channel)
            except Exception:
                self.failed()

    async def let_go(self, room_id: int) -> None:
        if (group := announcing.group_of(room_id)) != announcing.ALL and room_id not in self.rooms:
            try:
                await get_channel_layer().group_discard(group, self.channel)
            except Exception:
                self.failed()

    async def listen(self) -> None:
        """For ever; begins again after a while when the layer fails."""
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
            await self.hold(room_id)
        while True:
            said = await layer.receive(self.channel)
            if said.get("what") == "beat":
                self.up_until = time.monotonic() + SILENCE
                self._note()
            elif said.get("by") != announcing.PROCESS and (announcement := announcing.parse(said)) is not None:
                self.heard(announcement)

    async def _beat(self) -> None:
        """To itself alone: others need not hear it."""
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
            self.silence.clear()
            log.warning("The channel layer carries.")
        else:
            self.silence.set()
            log.warning("The channel layer does not answer; the database is read instead.")
