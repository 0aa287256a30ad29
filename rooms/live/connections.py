"""How frames reach one client. ``put`` never waits; its False says that the reader is too slow for what waits here."""

import asyncio
from collections import deque
from typing import Any, Protocol

from rooms.live.wire import Frame

EXTENSION = "kapok.line"
MOST_UNREAD = 1024 * 1024
"""Bytes (characters, in a queue) that may wait for who does not read."""
TOO_SLOW = 4408
STALLED_SECONDS = 20.0
EASY = 16 * 1024
"""Bytes. With no more waiting, the next page of what was missed may go: on a slow connection pongs wait behind it."""


class Outlet(Protocol):
    """What a server's protocol class offers, where it can write a finished frame itself (``kapok.daphne_sockets``)."""

    def write_frame(self, wire: bytes) -> None: ...

    def unread(self) -> int: ...


class Connection(Protocol):
    def put(self, frame: Frame) -> bool: ...

    def unread(self) -> int: ...

    def close(self, code: int) -> None: ...


def open_connection(scope: dict[str, Any], send: Any) -> Connection:
    outlet = (scope.get("extensions") or {}).get(EXTENSION)
    return Queued(send) if outlet is None else AtOnce(outlet, send)


async def until_easy(connection: Connection) -> bool:
    """Until what waits is little; False where nothing of it was read for STALLED_SECONDS."""
    pause, least, stalled = 0.01, connection.unread(), 0.0
    while connection.unread() > EASY:
        await asyncio.sleep(pause)
        stalled = 0.0 if connection.unread() < least else stalled + pause
        if stalled > STALLED_SECONDS:
            return False
        least, pause = min(least, connection.unread()), min(2 * pause, 0.5)
    return True


class AtOnce:
    """The frame's bytes go to the kernel there and then."""

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
    """Any ASGI server: what waits is sent by a task that lives only while something waits."""

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
        self._write_on()
        return True

    def unread(self) -> int:
        return self.size

    def close(self, code: int) -> None:
        """After what waits; who is too slow to read (4408) is not waited for."""
        self.closing = self.closing or code
        if code == TOO_SLOW:
            self.waiting.clear()
        self._write_on()

    def _write_on(self) -> None:
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
            # Servers say in their own ways that the client is gone; its ``receive`` says so too.
            self.waiting.clear()
        finally:
            self.writing = False


_tasks: set[asyncio.Task[None]] = set()


def _spawn(work: Any) -> None:
    """Held until it is done, because the loop itself holds no task."""
    task = asyncio.ensure_future(work)
    _tasks.add(task)
    task.add_done_callback(_tasks.discard)
