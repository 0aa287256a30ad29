"""Sends frames to one client. ``put`` never waits; it returns False when the client reads too slowly."""

import asyncio
from collections import deque
from typing import Any, Protocol

from rooms.live.wire import Frame

EXTENSION = "kapok.connection"
MOST_UNREAD = 1024 * 1024
"""Bytes (characters, in a queue) that may wait for a client that does not read."""
TOO_SLOW = 4408
STALLED_SECONDS = 20.0
LOW_WATER = 16 * 1024
"""Bytes. The next page of a catch-up waits until less is unread, because pongs queue behind it on a slow connection."""


class Outlet(Protocol):
    """A server's class offers this when it writes finished frames itself (``kapok.servers.daphne_sockets``)."""

    def write_frame(self, wire: bytes) -> None: ...

    def unread(self) -> int: ...


class Connection(Protocol):
    def put(self, frame: Frame) -> bool: ...

    def unread(self) -> int: ...

    def close(self, code: int) -> None: ...


def open_connection(scope: dict[str, Any], send: Any) -> Connection:
    outlet = (scope.get("extensions") or {}).get(EXTENSION)
    return Queued(send) if outlet is None else Immediate(outlet, send)


async def until_low(connection: Connection) -> bool:
    """Waits until at most LOW_WATER bytes are unread; returns False if the client reads nothing for STALLED_SECONDS."""
    pause, least, stalled = 0.01, connection.unread(), 0.0
    while connection.unread() > LOW_WATER:
        await asyncio.sleep(pause)
        stalled = 0.0 if connection.unread() < least else stalled + pause
        if stalled > STALLED_SECONDS:
            return False
        least, pause = min(least, connection.unread()), min(2 * pause, 0.5)
    return True


class Immediate:
    """Writes the frame's bytes to the kernel at once."""

    __slots__ = ("outlet", "send")

    def __init__(self, outlet: Outlet, send: Any) -> None:
        self.outlet, self.send = outlet, send

    def put(self, frame: Frame) -> bool:
        if self.outlet.unread() > MOST_UNREAD:
            return False
        self.outlet.write_frame(frame.wire)
        return True

    def unread(self) -> int:
        return self.outlet.unread()

    def close(self, code: int) -> None:
        _spawn(self.send({"type": "websocket.close", "code": code}))


class Queued:
    """Works with any ASGI server: a task sends what waits, and lives only while something waits."""

    __slots__ = ("closing", "send", "size", "waiting", "writing")

    def __init__(self, send: Any) -> None:
        self.send, self.waiting, self.size = send, deque[str](), 0
        self.writing, self.closing = False, 0

    def put(self, frame: Frame) -> bool:
        if self.closing:
            return True
        if self.size > MOST_UNREAD:
            return False
        self.waiting.append(frame.text)
        self.size += len(frame.text)
        self._start_writing()
        return True

    def unread(self) -> int:
        return self.size

    def close(self, code: int) -> None:
        """Closes after the frames that wait. A client that reads too slowly (4408) is closed at once."""
        self.closing = self.closing or code
        if code == TOO_SLOW:
            self.waiting.clear()
        self._start_writing()

    def _start_writing(self) -> None:
        if not self.writing:
            self.writing = True
            _spawn(self._write())

    async def _write(self) -> None:
        try:
            while self.waiting:
                text = self.waiting.popleft()
                await self.send({"type": "websocket.send", "text": text})
                self.size -= len(text)
            if self.closing:
                await self.send({"type": "websocket.close", "code": self.closing})
        except Exception:
            # Each server has its own error for a client that is gone; ``receive`` reports that too.
            self.waiting.clear()
        finally:
            self.writing = False


_tasks: set[asyncio.Task[None]] = set()


def _spawn(work: Any) -> None:
    """Holds the task until it is done, because the loop itself holds none."""
    task = asyncio.ensure_future(work)
    _tasks.add(task)
    task.add_done_callback(_tasks.discard)
