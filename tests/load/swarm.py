"""Many connections in one process. The loop is plain epoll, because the generator must not be the limit."""

import collections
import contextlib
import select
import socket
import time
from collections.abc import Callable
from typing import Any

from tests.load import wire

CHUNK = 65536


class Connection:
    """One TCP connection. Subclasses define ``greet`` and ``take``."""

    rest = b""
    is_open = False
    closed_with: int | None = None

    def __init__(self, swarm: "Swarm", address: tuple[str, int]) -> None:
        self.swarm, self.unsent, self.connected = swarm, b"", False
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self.socket.setblocking(False)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with contextlib.suppress(BlockingIOError):
            self.socket.connect(address)
        swarm.add(self)

    def greet(self) -> None:
        """Called once the connection is established, to send the handshake."""

    def take(self, data: bytes) -> None:
        raise NotImplementedError

    def lost(self) -> None:
        """Called once when the connection has ended, whichever side ended it."""

    def write(self, data: bytes) -> None:
        if not self.unsent:
            try:
                sent = self.socket.send(data)
            except BlockingIOError:
                sent = 0
            except OSError:
                self.end(1006)
                return
            if sent == len(data):
                return
            data = data[sent:]
            self.swarm.poll.modify(self.socket, select.EPOLLIN | select.EPOLLOUT)
        self.unsent += data

    def ready(self, events: int) -> None:
        if events & select.EPOLLOUT:
            self._flush()
        if events & ~select.EPOLLOUT and self.closed_with is None:
            try:
                data = self.socket.recv(CHUNK)
            except BlockingIOError:
                return
            except OSError:
                data = b""
            if data:
                self.take(self.rest + data if self.rest else data)
            else:
                self.end(1006)

    def _flush(self) -> None:
        if not self.connected:
            if self.socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
                self.end(1006)
                return
            self.connected = True
            self.swarm.poll.modify(self.socket, select.EPOLLIN)
            self.greet()
        elif self.unsent:
            data, self.unsent = self.unsent, b""
            self.swarm.poll.modify(self.socket, select.EPOLLIN)
            self.write(data)

    def end(self, code: int) -> None:
        if self.closed_with is None:
            self.closed_with, self.is_open = code, False
            self.swarm.remove(self)
            self.lost()

    def cut(self) -> None:
        """Closes the socket without a close frame, as a network failure does."""
        if self.closed_with is None:
            self.closed_with, self.is_open = 0, False
            self.swarm.remove(self)


class WebSocket(Connection):
    """Calls ``opened`` after the handshake and ``heard(connection, data, begins, ends)`` for each text frame.

    ``begins`` and ``ends`` bound the frame's payload in ``data``. ``mind`` belongs to the caller.
    """

    def __init__(
        self,
        swarm: "Swarm",
        port: int,
        path: str,
        cookie: str,
        opened: "Callable[[WebSocket], None]",
        heard: "Callable[[WebSocket, bytes, int, int], None]",
        lost: "Callable[[WebSocket], None] | None" = None,
        mind: Any = None,
    ) -> None:
        self.request = wire.handshake(f"127.0.0.1:{port}", path, cookie)
        self.opened, self.heard, self.when_lost, self.mind = opened, heard, lost, mind
        super().__init__(swarm, ("127.0.0.1", port))

    def greet(self) -> None:
        self.write(self.request)

    def say(self, payload: bytes) -> None:
        self.write(wire.masked(payload))

    def lost(self) -> None:
        if self.closed_with != 1000:
            self.swarm.closes[self.closed_with or 0] += 1
        if self.when_lost:
            self.when_lost(self)

    def take(self, data: bytes) -> None:
        at = 0
        if not self.is_open:
            at = data.find(b"\r\n\r\n") + 4
            if at < 4:
                self.rest = data
                return
            if b" 101 " not in data[:32]:
                self.end(1006)
                return
            self.is_open = True
            self.opened(self)
        size = len(data)
        while at < size and (found := wire.bounds(data, at)):
            begins, ends = found
            if data[at] == wire.WHOLE_TEXT:
                self.swarm.frames += 1
                self.heard(self, data, begins, ends)
            elif not self._control(data[at], data[begins:ends]):
                return
            at = ends
        self.rest = data[at:]

    def _control(self, head: int, payload: bytes) -> bool:
        """Handles a control frame; returns False when the connection has ended."""
        opcode = head & 15
        if opcode == wire.PING:
            self.write(wire.masked(payload, wire.PONG))
        elif opcode == wire.CLOSE:
            self.end(int.from_bytes(payload[:2], "big") or 1005)
            return False
        elif opcode != wire.PONG:
            raise ValueError(f"a frame that the bench does not know: {head:#x}")
        return True


class Swarm:
    """``frames`` counts received text frames, ``closes`` the connections that the server ended, by code."""

    def __init__(self) -> None:
        self.poll = select.epoll()
        self.connections: dict[int, Connection] = {}
        self.frames = 0
        self.closes: collections.Counter[int] = collections.Counter()

    def add(self, connection: Connection) -> None:
        self.connections[connection.socket.fileno()] = connection
        self.poll.register(connection.socket, select.EPOLLIN | select.EPOLLOUT)

    def remove(self, connection: Connection) -> None:
        self.poll.unregister(connection.socket)
        self.connections.pop(connection.socket.fileno())
        connection.socket.close()

    def turn(self, most: float) -> None:
        """Waits at most ``most`` seconds and handles what came."""
        connections = self.connections
        for number, events in self.poll.poll(most):
            connection = connections.get(number)
            if connection is not None:
                connection.ready(events)

    def run(self, until: float, done: Callable[[], bool] | None = None) -> bool:
        """Runs until ``done()`` (returns True) or until the time ``until`` of ``time.perf_counter`` (returns False)."""
        while not (done and done()):
            left = until - time.perf_counter()
            if left <= 0:
                return False
            self.turn(min(left, 0.5))
        return True

    def cut_all(self) -> None:
        for connection in list(self.connections.values()):
            connection.cut()
