"""The channel layer between processes: what others say, and whether it still carries anything."""

import asyncio
import logging
import time
from collections.abc import Callable
from typing import Any

from channels.layers import get_channel_layer

from exchanges import announcing, figures

log = logging.getLogger(__name__)

BEAT_SECONDS = 1.0
SILENCE = 3.5
"""Seconds without hearing a beat of our own after which the layer counts as away."""


class Layer:
    """What is away only says nothing: hubs ask the database meanwhile, and everything returns by itself."""

    def __init__(self, heard: Callable[[dict[str, Any]], None]) -> None:
        self.heard = heard
        self.own_beat_at = 0.0
        self.was_up = False

    @property
    def is_up(self) -> bool:
        return time.monotonic() - self.own_beat_at < SILENCE

    async def listen(self) -> None:
        """For ever; begins again after a while when the layer fails."""
        beating = asyncio.ensure_future(self._beat())
        try:
            while True:
                try:
                    await self._hear_all()
                except Exception:
                    log.warning("The channel layer does not answer; reading the database instead.")
                    await asyncio.sleep(BEAT_SECONDS)
        finally:
            beating.cancel()

    async def _hear_all(self) -> None:
        layer = get_channel_layer()
        channel = await layer.new_channel()
        await layer.group_add(announcing.GROUP, channel)
        while True:
            said = await layer.receive(channel)
            mine = said.get("by") == announcing.PROCESS
            if said.get("what") == "beat":
                if mine:
                    self.own_beat_at = time.monotonic()
            elif not mine:
                self.heard(said)

    async def _beat(self) -> None:
        while True:
            await announcing.tell_others({"what": "beat"})
            if self.is_up != self.was_up:
                self.was_up = self.is_up
                figures.layer_answers(self.is_up)
                log.warning("The channel layer %s.", "carries" if self.is_up else "is silent; reading the database")
            await asyncio.sleep(BEAT_SECONDS)
