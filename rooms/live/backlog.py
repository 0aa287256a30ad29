"""Reads the changes that this process has not sent yet, because another process or a page wrote them."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from typing import Any

from rooms.live.live_room import LiveRoom
from rooms.live.reading import read_for_all
from rooms.messages import changes

log = logging.getLogger(__name__)


class Backlog:
    """The rooms of this process that are behind. They are all read together. ``spawn`` runs a task beside everything
    else."""

    def __init__(self, rooms: Mapping[int, LiveRoom], spawn: Callable[[Any], asyncio.Task[Any]]) -> None:
        self.rooms, self.spawn = rooms, spawn
        self.behind: set[int] = set()
        self.reading: asyncio.Task[None] | None = None

    def add(self, room: LiveRoom) -> None:
        self.behind.add(room.pk)
        if self.reading is None:
            self.reading = self.spawn(self._read())

    async def _read(self) -> None:
        try:
            while self.behind:
                rooms = [self.rooms[pk] for pk in self.behind if pk in self.rooms and self.rooms[pk].is_behind]
                self.behind.clear()
                asked = {room.pk: room.wanted for room in rooms}
                found = await read_for_all(changes.since_each, {room.pk: room.rev or 0 for room in rooms})
                for room in rooms:
                    room.apply_read(found[room.pk], asked[room.pk])
                self.behind.update(room.pk for room in rooms if room.is_behind)
        except Exception:
            log.warning("The database does not answer; what is missing is read again.", exc_info=True)
        finally:
            self.reading = None
