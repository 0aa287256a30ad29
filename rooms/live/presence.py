"""Who is in which room: here, and in other processes as they said it last. Only ever in memory."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

from rooms.live.presence import Elsewhere
from rooms.live.live_room import LiveRoom
from rooms.live.wire import frame

DELAY = 0.2
CROWD = 40
CROWD_DELAY = 3.0
"""Told once for all that come and go within a moment, and in a crowd more rarely: a list of hundreds is heavy."""


class Presence:
    """``tell_others`` says something to the hubs of the other processes."""

    def __init__(self, rooms: dict[int, LiveRoom], tell_others: Callable[[dict[str, Any]], None]) -> None:
        self.rooms, self.tell_others = rooms, tell_others
        self.elsewhere = Elsewhere()
        self.timers: dict[int, asyncio.TimerHandle] = {}

    def of(self, room_id: int) -> list[int]:
        """Membership ids of those with an open socket, here or in another process."""
        room = self.rooms.get(room_id)
        return sorted((room.members() if room else set()) | self.elsewhere.present(room_id))

    def changed(self, room: LiveRoom) -> None:
        """Somebody came or went here."""
        if room.pk not in self.timers:
            delay = DELAY if len(room.sockets) <= CROWD else CROWD_DELAY
            self.timers[room.pk] = asyncio.get_running_loop().call_later(delay, self._tell, room.pk)

    def _tell(self, room_id: int) -> None:
        del self.timers[room_id]
        self._show(room_id)
        room = self.rooms.get(room_id)
        self.tell_others(_present([[room_id, sorted(room.members()) if room else []]]))

    def _show(self, room_id: int) -> None:
        room = self.rooms.get(room_id)
        if room is not None and room.sockets:
            room.tell(frame({"type": "presence", "present": self.of(room_id)}))

    def hear(self, said: dict[str, Any]) -> None:
        """Another process said who is there; who has just come there hears who is here."""
        answer = []
        for room_id, members in said["rooms"]:
            changed, is_new = self.elsewhere.say(room_id, said["by"], members, time.monotonic())
            room = self.rooms.get(room_id)
            if changed:
                self._show(room_id)
            if is_new and room is not None and room.sockets:
                answer.append([room_id, sorted(room.members())])
        if answer:
            self.tell_others(_present(answer))

    def repeat(self) -> None:
        """What was said may be lost, and a process that was killed says nothing more."""
        for room_id in self.elsewhere.forget_silent(time.monotonic()):
            self._show(room_id)
        here = [[room.pk, sorted(room.members())] for room in self.rooms.values() if room.sockets]
        if here:
            self.tell_others(_present(here))


def _present(rooms: list[Any]) -> dict[str, Any]:
    return {"what": "present", "rooms": rooms}
