"""The protocol of each server: its path, its handshake, sending a message, and reading what comes back."""

import itertools
import json
import secrets
import time
from collections.abc import Callable
from typing import Any

from tests.load.swarm import Swarm, WebSocket

# Every server gets the same text: a little Markdown, and the time of sending.
WORDS = "How do you *count* the months? "
STAMP = WORDS.encode()
_names = (f"{secrets.token_hex(4)}-0000-4000-8000-{n:012x}" for n in itertools.count())


def words() -> str:
    """Returns the text with the time of sending, in microseconds of ``time.perf_counter``."""
    return f"{WORDS}{time.perf_counter_ns() // 1000:016d}"


def said_at(data: bytes, begins: int, ends: int) -> float | None:
    """Returns the time of sending of the frame's first message, in seconds of ``time.perf_counter``, or None."""
    found = data.find(STAMP, begins, ends)
    if found < 0:
        return None
    found += len(STAMP)
    return int(data[found : found + 16]) / 1e6


class Seat:
    """The state of one connection: person ``me`` in ``room`` with revision ``rev``.

    ``missed`` counts the messages received, ``sent`` is the time of the last send, ``own`` the text under way, and
    ``number`` its place among those that reconnect.
    """

    __slots__ = ("me", "missed", "number", "own", "rev", "room", "sent", "welcome")

    def __init__(self, me: int, room: int) -> None:
        self.me, self.room, self.rev = me, room, 0
        self.sent, self.own = 0.0, b""
        self.welcome, self.missed, self.number = False, 0, 0


class Dialect:
    """Calls ``settled`` when a connection's send has ended (acked or echoed), ``received`` with each frame of messages.

    Loads may replace both. ``delivered`` counts the messages on all connections.
    """

    marker: bytes

    def __init__(self, port_of: Callable[[int], int], cookies: list[str]) -> None:
        self.port_of, self.cookies, self.swarm = port_of, cookies, Swarm()
        self.delivered = self.refused = self.greeted = 0
        self.settled: Callable[[WebSocket], None] = lambda connection: None
        self.received: Callable[[WebSocket, bytes, int, int], None] | None = None
        self.lost: Callable[[WebSocket], None] | None = None

    def path(self, room: int) -> str:
        raise NotImplementedError

    def join(self, me: int, room: int, since: int = 0) -> WebSocket:
        seat = Seat(me, room)
        seat.rev = since
        cookie = f"sessionid={self.cookies[me]}" if self.cookies else ""
        return WebSocket(
            self.swarm, self.port_of(room), self.path(room), cookie, self.opened, self.heard, self._lost, seat
        )

    def _lost(self, connection: WebSocket) -> None:
        if self.lost:
            self.lost(connection)

    def opened(self, connection: WebSocket) -> None:
        raise NotImplementedError

    def heard(self, connection: WebSocket, data: bytes, begins: int, ends: int) -> None:
        raise NotImplementedError

    def say(self, connection: WebSocket) -> None:
        raise NotImplementedError

    def join_all(self, seats: list[tuple[int, int]], *, at_once: int = 8) -> list[WebSocket]:
        """Connects all, ``at_once`` at a time, until each is welcomed; a refused one retries. Raises TimeoutError."""
        connections: list[WebSocket] = []
        ended: list[WebSocket] = []
        self.greeted, self.lost = 0, ended.append
        until = time.perf_counter() + 60 + len(seats) / 20
        while self.greeted < len(seats):
            while ended:
                place = connections.index(ended[0])
                self.greeted -= ended.pop(0).mind.welcome
                connections[place] = self.join(*seats[place])
            while len(connections) < len(seats) and len(connections) - self.greeted < at_once:
                connections.append(self.join(*seats[len(connections)]))
            if time.perf_counter() > until:
                raise TimeoutError(f"only {self.greeted} of {len(seats)} came in; ended: {dict(self.swarm.closes)}")
            self.swarm.turn(0.5)
        self.lost = None
        return connections


class Kapok(Dialect):
    """Kapok's protocol (docs/live.md). A send ends with its ack, which is durable."""

    marker = b'"html":'

    def path(self, room: int) -> str:
        return f"/ws/rooms/{room}/"

    def opened(self, connection: WebSocket) -> None:
        connection.say(b'{"type":"hello","since":%d}' % connection.mind.rev)

    def say(self, connection: WebSocket) -> None:
        connection.say(f'{{"type":"send","id":"{next(_names)}","body":"{words()}"}}'.encode())

    def heard(self, connection: WebSocket, data: bytes, begins: int, ends: int) -> None:
        head = data[begins : begins + 20]
        if b"changes" in head:
            count = data.count(self.marker, begins, ends)
            self.delivered += count
            connection.mind.missed += count
            if self.received:
                self.received(connection, data, begins, ends)
        elif b'"ack"' in head:
            self.settled(connection)
        elif b"presence" not in head:
            self._other(connection, json.loads(data[begins:ends]))

    def _other(self, connection: WebSocket, frame: dict[str, Any]) -> None:
        if frame["type"] == "welcome":
            connection.mind.welcome, connection.mind.rev = True, frame["rev"]
            self.greeted += 1
            if self.received:
                self.received(connection, b"", 0, 0)
        elif frame["type"] == "nack":
            self.refused += 1
            self.settled(connection)


class Stock(Dialect):
    """The chat of Channels' tutorial. A send ends when it comes back to its sender."""

    marker = b'"message": '

    def path(self, room: int) -> str:
        return f"/ws/chat/room{room}/"

    def opened(self, connection: WebSocket) -> None:
        self.greeted += 1

    def say(self, connection: WebSocket) -> None:
        connection.mind.own = words().encode()
        connection.say(b'{"message":"%s"}' % connection.mind.own)

    def heard(self, connection: WebSocket, data: bytes, begins: int, ends: int) -> None:
        self.delivered += data.count(self.marker, begins, ends)
        if self.received:
            self.received(connection, data, begins, ends)
        if connection.mind.own and data.find(connection.mind.own, begins, ends) >= 0:
            connection.mind.own = b""
            self.settled(connection)


class SocketIO(Stock):
    """Engine.io 4 on a WebSocket, as socket.io's client speaks it after its upgrade."""

    marker = b'42["said"'

    def path(self, room: int) -> str:
        return "/socket.io/?EIO=4&transport=websocket"

    def opened(self, connection: WebSocket) -> None:
        pass

    def say(self, connection: WebSocket) -> None:
        connection.mind.own = words().encode()
        connection.say(b'42["say","%s"]' % connection.mind.own)

    def heard(self, connection: WebSocket, data: bytes, begins: int, ends: int) -> None:
        head = data[begins : begins + 2]
        if head == b"42":
            super().heard(connection, data, begins, ends)
        elif head[:1] == b"0":
            connection.say(b"40")
        elif head == b"40":
            self.greeted += 1
        elif head == b"2":
            connection.say(b"3")
