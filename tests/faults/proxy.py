"""A bad network between clients and a server: it delays, jitters, throttles, truncates, stalls and doubles."""

import asyncio
import collections
import dataclasses
import random
import re
from typing import Any


@dataclasses.dataclass(frozen=True)
class Mood:
    """The treatment of one connection, in seconds, bytes, and for ``throttle`` bytes a second. None: never."""

    name: str
    delay: float = 0.0
    jitter: float = 0.0
    throttle: int | None = None
    truncate_after: int | None = None  # bytes of the server; that frame stays incomplete, and the connection ends
    deaf_after: int | None = None  # half-open: nothing more passes, both sides stay connected
    cut_after: float | None = None
    doubles: bool = False  # a whole POST is made again, on a connection of its own


def any_mood(chance: random.Random) -> Mood:
    """Picks a treatment; most are bearable, as on real networks."""
    kind = chance.choice(["clear", "slow", "jitter", "throttle", "truncate", "deaf", "cut", "double"])
    if kind == "slow":
        return Mood(kind, delay=chance.uniform(0.02, 0.2))
    if kind == "jitter":
        return Mood(kind, delay=0.005, jitter=chance.uniform(0.01, 0.15), doubles=True)
    if kind == "throttle":
        return Mood(kind, throttle=chance.randrange(20_000, 100_000))
    if kind == "truncate":
        return Mood(kind, truncate_after=chance.randrange(300, 30_000))
    if kind == "deaf":
        return Mood(kind, deaf_after=chance.randrange(300, 30_000))
    if kind == "cut":
        return Mood(kind, cut_after=chance.uniform(0.05, 3))
    return Mood(kind, doubles=kind == "double")


class Side(asyncio.Protocol):
    """One end of a connection through the proxy; it passes its bytes on to the other end, ``across``."""

    def __init__(self, passage: "Passage", from_server: bool) -> None:
        self.passage, self.from_server = passage, from_server
        self.transport: Any = None
        self.taken, self.due = 0, 0.0
        self.early: list[bytes] = []
        self.late: collections.deque[tuple[float, bytes, bool]] = collections.deque()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.passage.made(self)

    def data_received(self, data: bytes) -> None:
        mood, before = self.passage.mood, self.taken
        self.taken += len(data)
        if mood.deaf_after is not None and self.passage.count(len(data)) > mood.deaf_after:
            return
        last = self.from_server and mood.truncate_after is not None and self.taken > mood.truncate_after
        if last:
            data = data[: max(0, (mood.truncate_after or 0) - before)]
        self.passage.note(self, data)
        loop = self.passage.loop
        wait = mood.delay + (self.passage.chance.random() * mood.jitter if mood.jitter else 0.0)
        self.due = max(loop.time() + wait, self.due) + (len(data) / mood.throttle if mood.throttle else 0.0)
        self.late.append((self.due, data, last))
        if len(self.late) == 1:
            self._pass_due()

    def _pass_due(self) -> None:
        """Passes on the data that is due, in the order in which it came."""
        while self.late and self.late[0][0] <= self.passage.loop.time():
            _due, data, last = self.late.popleft()
            self.passage.across(self, data)
            if last:
                self.passage.close()
        if self.late:
            self.passage.loop.call_at(self.late[0][0], self._pass_due)

    def connection_lost(self, _fault: Exception | None) -> None:
        self.passage.lost(self)


class Passage:
    """One connection: the client's side and the server's."""

    def __init__(self, proxy: "Proxy") -> None:
        self.proxy, self.loop, self.chance = proxy, asyncio.get_running_loop(), proxy.chance
        self.mood = any_mood(self.chance) if proxy.bad else Mood("clear")
        proxy.moods[self.mood.name] += 1
        self.client, self.server = Side(self, False), Side(self, True)
        self.passed, self.asked = 0, bytearray()

    def made(self, side: Side) -> None:
        if side is self.client:
            self.proxy.passages.add(self)
            self.dialling = self.loop.create_task(self._dial())
            if self.mood.cut_after is not None:
                self.loop.call_later(self.mood.cut_after, self.close)
        else:
            for data in self.client.early:
                side.transport.write(data)

    async def _dial(self) -> None:
        try:
            await self.loop.create_connection(lambda: self.server, "127.0.0.1", self.proxy.target)
        except OSError:
            self.close()

    def count(self, size: int) -> int:
        self.passed += size
        return self.passed

    def note(self, side: Side, data: bytes) -> None:
        """Keeps the request if it will be sent again."""
        if self.mood.doubles and side is self.client and len(self.asked) < 100_000:
            self.asked += data
            if (again := whole_post(self.asked)) is not None:
                self.asked = bytearray(100_000)
                self.proxy.again(again)

    def across(self, side: Side, data: bytes) -> None:
        other = self.server if side is self.client else self.client
        if other.transport is None:
            side.early.append(data)
        elif not other.transport.is_closing():
            other.transport.write(data)

    def lost(self, side: Side) -> None:
        """Ends the other side too; a deaf connection tells nobody."""
        deaf = self.mood.deaf_after is not None and self.passed > self.mood.deaf_after
        if side is self.client or not deaf:
            other = self.server if side is self.client else self.client
            due = max(0.0, side.due - self.loop.time())
            if other.transport is not None:
                self.loop.call_later(due, other.transport.close)
        if side is self.client:
            self.proxy.passages.discard(self)

    def close(self) -> None:
        for side in (self.client, self.server):
            if side.transport is not None:
                side.transport.abort()


def whole_post(asked: bytes | bytearray) -> bytes | None:
    """Returns the request if it is complete and a POST."""
    if not asked.startswith(b"POST "):
        return None
    head, mark, body = bytes(asked).partition(b"\r\n\r\n")
    size = re.search(rb"(?i)content-length: *(\d+)", head)
    whole = mark and size and len(body) >= int(size[1])
    return bytes(asked) if whole else None


class Proxy:
    """Listens at ``port`` for the server at ``target``. While not ``bad`` it passes everything on as it is."""

    def __init__(self, target: int, seed: int) -> None:
        self.target, self.chance, self.bad = target, random.Random(seed), True
        self.moods: collections.Counter[str] = collections.Counter()
        self.passages: set[Passage] = set()
        self.errands: set[asyncio.Task[None]] = set()
        self.doubled = 0

    async def start(self) -> int:
        """Returns the port."""
        loop = asyncio.get_running_loop()
        self.listener = await loop.create_server(lambda: Passage(self).client, "127.0.0.1", 0)
        self.port = int(self.listener.sockets[0].getsockname()[1])
        return self.port

    def again(self, request: bytes) -> None:
        self.doubled += 1
        errand = asyncio.get_running_loop().create_task(self._ask_again(request))
        self.errands.add(errand)
        errand.add_done_callback(self.errands.discard)

    async def _ask_again(self, request: bytes) -> None:
        await asyncio.sleep(self.chance.choice([0, 0, 0.05, 0.5]))
        try:
            async with asyncio.timeout(5):
                reader, writer = await asyncio.open_connection("127.0.0.1", self.target)
                writer.write(request)
                await reader.read()
                writer.close()
        except (OSError, TimeoutError):
            pass

    def heal(self) -> None:
        """Passes everything on from now on; clients on a bad connection have to reconnect."""
        self.bad = False
        for passage in list(self.passages):
            if passage.mood.name != "clear":
                passage.close()

    def stop(self) -> None:
        self.listener.close()
        for passage in list(self.passages):
            passage.close()
