"""How each server is spoken to: where, what opens a line, how a message is said, and what of it comes back."""

import itertools
import json
import secrets
import time
from collections.abc import Callable
from typing import Any

from tests.load.swarm import Swarm, WebSocket

# The same words for every server, at home in a room: a little Markdown, and a place for the moment of sending.
WORDS = "How do you *count* the months? "
STAMP = WORDS.encode()
_names = (f"{secrets.token_hex(4)}-0000-4000-8000-{n:012x}" for n in itertools.count())


def words() -> str:
    """Says when it was said, in microseconds of this machine's steady clock."""
    return f"{WORDS}{time.perf_counter_ns() // 1000:016d}"


def said_at(data: bytes, begins: int, ends: int) -> float | None:
    """The moment in the first message of the frame, in seconds."""
    found = data.find(STAMP, begins, ends)
    if found < 0:
        return None
    found += len(STAMP)
    return int(data[found : found + 16]) / 1e6


class Seat:
    """What the bench knows of a line: who is in which room, ``rev`` held there, messages that came (``missed``),
    when it last ``sent``, its ``own`` words while they are under way, its ``number`` among those who come back."""

    __slots__ = ("me", "missed", "number", "own", "rev", "room", "sent", "welcome")

    def __init__(self, me: int, room: int) -> None:
        self.me, self.room, self.rev = me, room, 0
        self.sent, self.own = 0.0, b""
        self.welcome, self.missed, self.number = False, 0, 0


class Dialect:
    """``settled`` is called when a line's own send is over (acked, or come back), ``received`` with each frame of
    messages. Both may be changed between loads. ``delivered`` counts messages on all lines."""

    marker: bytes

    def __init__(self, port_of: Callable[[int], int], cookies: list[str]) -> None:
        self.port_of, self.cookies, self.swarm = port_of, cookies, Swarm()
        self.delivered = self.refused = self.greeted = 0
        self.settled: Callable[[WebSocket], None] = lambda line: None
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

    def _lost(self, line: WebSocket) -> None:
        if self.lost:
            self.lost(line)

    def opened(self, line: WebSocket) -> None:
        raise NotImplementedError

    def heard(self, line: WebSocket, data: bytes, begins: int, ends: int) -> None:
        raise NotImplementedError

    def say(self, line: WebSocket) -> None:
        raise NotImplementedError

    def join_all(self, seats: list[tuple[int, int]], *, at_once: int = 8) -> list[WebSocket]:
        """Connected and greeted, a few at a time; who is sent away comes again. Raises TimeoutError."""
        lines: list[WebSocket] = []
        ended: list[WebSocket] = []
        self.greeted, self.lost = 0, ended.append
        until = time.perf_counter() + 60 + len(seats) / 20
        while self.greeted < len(seats):
            while ended:
                place = lines.index(ended[0])
                self.greeted -= ended.pop(0).mind.welcome
                lines[place] = self.join(*seats[place])
            while len(lines) < len(seats) and len(lines) - self.greeted < at_once:
                lines.append(self.join(*seats[len(lines)]))
            if time.perf_counter() > until:
                raise TimeoutError(f"only {self.greeted} of {len(seats)} came in; ended: {dict(self.swarm.closes)}")
            self.swarm.turn(0.5)
        self.lost = None
        return lines


class Kapok(Dialect):
    """docs/live.md. A send is over with its ack, which is durable."""

    marker = b'"html":'

    def path(self, room: int) -> str:
        return f"/ws/rooms/{room}/"

    def opened(self, line: WebSocket) -> None:
        line.say(b'{"type":"hello","since":%d}' % line.mind.rev)

    def say(self, line: WebSocket) -> None:
        line.say(f'{{"type":"send","id":"{next(_names)}","body":"{words()}"}}'.encode())

    def heard(self, line: WebSocket, data: bytes, begins: int, ends: int) -> None:
        head = data[begins : begins + 20]
        if b"changes" in head:
            count = data.count(self.marker, begins, ends)
            self.delivered += count
            line.mind.missed += count
            if self.received:
                self.received(line, data, begins, ends)
        elif b'"ack"' in head:
            self.settled(line)
        elif b"presence" not in head:
            self._other(line, json.loads(data[begins:ends]))

    def _other(self, line: WebSocket, frame: dict[str, Any]) -> None:
        if frame["type"] == "welcome":
            line.mind.welcome, line.mind.rev = True, frame["rev"]
            self.greeted += 1
            if self.received:
                self.received(line, b"", 0, 0)
        elif frame["type"] == "nack":
            self.refused += 1
            self.settled(line)


class Stock(Dialect):
    """The chat of Channels' own tutorial. A send is over when it comes back to its sender."""

    marker = b'"message": '

    def path(self, room: int) -> str:
        return f"/ws/chat/room{room}/"

    def opened(self, line: WebSocket) -> None:
        self.greeted += 1

    def say(self, line: WebSocket) -> None:
        line.mind.own = words().encode()
        line.say(b'{"message":"%s"}' % line.mind.own)

    def heard(self, line: WebSocket, data: bytes, begins: int, ends: int) -> None:
        self.delivered += data.count(self.marker, begins, ends)
        if self.received:
            self.received(line, data, begins, ends)
        if line.mind.own and data.find(line.mind.own, begins, ends) >= 0:
            line.mind.own = b""
            self.settled(line)


class SocketIO(Stock):
    """Engine.io 4 on a WebSocket, as socket.io's own client speaks it once it has upgraded."""

    marker = b'42["said"'

    def path(self, room: int) -> str:
        return "/socket.io/?EIO=4&transport=websocket"

    def opened(self, line: WebSocket) -> None:
        pass

    def say(self, line: WebSocket) -> None:
        line.mind.own = words().encode()
        line.say(b'42["say","%s"]' % line.mind.own)

    def heard(self, line: WebSocket, data: bytes, begins: int, ends: int) -> None:
        head = data[begins : begins + 2]
        if head == b"42":
            super().heard(line, data, begins, ends)
        elif head[:1] == b"0":
            line.say(b"40")
        elif head == b"40":
            self.greeted += 1
        elif head == b"2":
            line.say(b"3")
