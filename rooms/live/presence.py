"""Presence: the people in each room, here and in other processes. Held only in memory."""

import asyncio
import time
from collections.abc import Callable, Sequence

from rooms.announcing import Present
from rooms.live.live_room import LiveRoom
from rooms.live.wire import frame

DELAY = 0.2
CROWD = 40
CROWD_DELAY = 3.0
"""Seconds. Changes within the delay go out once; in a crowd it is longer, because a list of hundreds is heavy."""
SILENCE = 20.0
"""Seconds after which a silent process counts as gone; each process repeats its people every few seconds."""


class Elsewhere:
    """The people in other processes, as each last reported them. A silent process loses its people.

    Times are seconds of one monotonic clock.
    """

    def __init__(self) -> None:
        self._said: dict[int, dict[str, tuple[frozenset[int], float]]] = {}

    def say(self, room: int, process: str, members: Sequence[int], now: float) -> tuple[bool, bool]:
        """Takes a process's report of a room. Returns whether the people changed, and whether the process is new to the
        room."""
        known = self._said.setdefault(room, {})
        before = known.get(process)
        if members:
            known[process] = frozenset(members), now
        else:
            known.pop(process, None)
        if not known:
            del self._said[room]
        return (before[0] if before else frozenset()) != frozenset(members), before is None and bool(members)

    def present(self, room: int) -> set[int]:
        return {member for members, _at in self._said.get(room, {}).values() for member in members}

    def forget_silent(self, now: float) -> set[int]:
        """Returns the rooms that lost somebody."""
        silent = [
            (room, process)
            for room, known in self._said.items()
            for process, (_members, at) in known.items()
            if now - at > SILENCE
        ]
        for room, process in silent:
            self.say(room, process, [], now)
        return {room for room, _process in silent}


class Presence:
    """The people who are in rooms now. ``tell_others`` announces to the hubs of other processes; ``wake`` tells those
    who wait for anything to happen in a room."""

    def __init__(
        self,
        rooms: dict[int, LiveRoom],
        tell_others: Callable[[Present], None],
        wake: Callable[[list[int]], None],
    ) -> None:
        self.rooms, self.tell_others, self.wake = rooms, tell_others, wake
        self.elsewhere = Elsewhere()
        self.timers: dict[int, asyncio.TimerHandle] = {}

    def present_in(self, room_id: int) -> list[int]:
        """Returns the membership ids of people with an open socket, here or in another process."""
        room = self.rooms.get(room_id)
        return sorted((room.members() if room else set()) | self.elsewhere.present(room_id))

    def changed(self, room: LiveRoom) -> None:
        """Somebody joined or left here."""
        if room.pk not in self.timers:
            delay = DELAY if len(room.sockets) <= CROWD else CROWD_DELAY
            self.timers[room.pk] = asyncio.get_running_loop().call_later(delay, self._tell, room.pk)

    def _tell(self, room_id: int) -> None:
        del self.timers[room_id]
        self._show(room_id)
        room = self.rooms.get(room_id)
        self.tell_others(Present([(room_id, sorted(room.members()) if room else [])]))

    def _show(self, room_id: int) -> None:
        self.wake([room_id])
        room = self.rooms.get(room_id)
        if room is not None and room.sockets:
            room.broadcast(frame({"type": "presence", "present": self.present_in(room_id)}))

    def hear(self, said: Present) -> None:
        """Takes another process's report; a process that is new to a room gets the people who are here."""
        answer = []
        for room_id, members in said.rooms:
            changed, is_new = self.elsewhere.say(room_id, said.by, members, time.monotonic())
            room = self.rooms.get(room_id)
            if changed:
                self._show(room_id)
            if is_new and room is not None and room.sockets:
                answer.append((room_id, sorted(room.members())))
        if answer:
            self.tell_others(Present(answer))

    def repeat(self) -> None:
        """Repeats the people here, because a report may be lost; forgets processes that were killed."""
        for room_id in self.elsewhere.forget_silent(time.monotonic()):
            self._show(room_id)
        here = [(room.pk, sorted(room.members())) for room in self.rooms.values() if room.sockets]
        if here:
            self.tell_others(Present(here))
