"""Simulated clients, written from live.md alone. Each sends an act again, with its id, until it is answered."""

import asyncio
import collections
import contextlib
import dataclasses
import json
import random
import time
import uuid
from typing import Any

from tests.faults.histories import History
from tests.faults.wire import Connection, dial

EMOJI = ["👍", "❤️", "💡", "🙏", "🤝", "❓"]
PATIENCE = 2.5  # seconds of silence after which a connection counts as dead; more after a failure
WAITING = 12  # unanswered acts at a time: with the pace, well below the limit that closes a socket for flooding


@dataclasses.dataclass
class Seat:
    """A client's person and room, its servers' ports, its transport (``door``: socket, poll or form), and its acts a
    second (``pace``).
    """

    client: str
    person: str
    member: int
    room: int
    ports: list[int]
    door: str
    pace: float


class Client:
    """The part that clients of all transports share: the next act, unanswered acts, and the state that they hold."""

    def __init__(self, seat: Seat, history: History, sessions: dict[str, str], seed: str) -> None:
        self.seat, self.history, self.sessions, self.chance = seat, history, sessions, random.Random(seed)
        self.outbox: dict[str, str] = {}
        self.not_before: dict[str, float] = {}
        self.answered: collections.deque[tuple[str, str]] = collections.deque(maxlen=50)
        self.mine: list[int] = []
        self.known: collections.deque[int] = collections.deque(maxlen=30)
        self.fields: list[str] = []
        self.versions: dict[str, set[int]] = collections.defaultdict(set)
        self.counts: collections.Counter[str] = collections.Counter()
        self.n = self.rev = 0
        self.acting, self.done = True, False

    @property
    def session(self) -> str:
        return self.sessions[self.seat.person]

    def port(self) -> int:
        return self.chance.choice(self.seat.ports)

    def think(self) -> tuple[str, str]:
        """Returns a new act and its id: mostly a message, at times an answer, a change, a deletion or a reaction, or a
        text for the worksheet over the versions that this client has seen.
        """
        name, dice = str(uuid.UUID(int=self.chance.getrandbits(128), version=4)), self.chance.random()
        act: dict[str, Any] = {"type": "send", "id": name}
        if dice > 0.97 and len(self.mine) > 1:
            mine = self.mine.pop(self.chance.randrange(len(self.mine)))
            act |= {"type": "delete", "message": mine}
        elif dice > 0.9 and self.mine:
            act |= {"type": "edit", "message": self.chance.choice(self.mine), "body": f"changed {name[:8]}"}
        elif dice > 0.82 and self.known:
            sign, on = self.chance.choice(EMOJI), self.chance.random() < 0.8
            act |= {"type": "react", "message": self.chance.choice(self.known), "emoji": sign, "on": on}
        elif dice > 0.74 and self.fields:
            field = self.chance.choice(self.fields)
            act |= {"type": "write", "field": field, "body": f"{self.seat.client} writes {name[:8]}"}
            act["over"] = sorted(self.versions[field])
            self.counts["writes"] += 1
        else:
            answers = self.chance.choice(self.known) if self.known and dice < 0.1 else None
            act |= {"body": f"{self.seat.client} {self.counts['sends']}", "reply_to": answers}
            self.counts["sends"] += 1
        self.counts["acts"] += 1
        self.outbox[name] = text = json.dumps(act, ensure_ascii=False)
        return name, text

    def again(self) -> str | None:
        """At times returns an act that was answered long ago, because its answer has to be the same."""
        if self.answered and self.chance.random() < 0.02:
            self.counts["resends"] += 1
            return self.chance.choice(self.answered)[1]
        return None

    def take_ack(self, frame: dict[str, Any]) -> None:
        text = self.outbox.pop(frame["id"], None)
        if text is not None:
            self.counts["acks"] += 1
            self.answered.append((frame["id"], text))
            act = json.loads(text)
            if act["type"] == "write":
                self.see(act["field"], frame["message"], act["over"])
            if act["type"] == "send":
                self.mine = [*self.mine[-30:], frame["message"]]
                self.known.append(frame["message"])

    def see(self, field: str, version: int, over: list[int]) -> None:
        self.versions[field] = self.versions[field] - set(over) | {version}

    def take_nack(self, frame: dict[str, Any]) -> None:
        """Postpones the act if the server asks for a pause. Every other refusal is final."""
        self.counts[f"nack {frame['code']}"] += 1
        if frame["code"] == "rate":
            wait = min(float(frame.get("retry_after") or 1), 2)
            self.not_before[frame["id"]] = time.monotonic() + wait * self.chance.uniform(0.2, 1)
        else:
            self.outbox.pop(frame["id"], None)

    async def rest(self, failures: int) -> None:
        await asyncio.sleep(min(0.5, 0.05 * 2 ** min(failures, 5)) * self.chance.uniform(0.5, 1))


class SocketClient(Client):
    """Follows over a WebSocket. After a gap it ignores changes and says hello again, as live.md asks."""

    connection: Connection | None = None
    patience = PATIENCE

    async def live(self) -> None:
        failures = 0
        while not self.done:
            self.n += 1
            self.patience = PATIENCE * (1 + min(failures, 6))
            try:
                await self.connect()
            except OSError:
                failures += 1
                await self.rest(failures)
                continue
            assert self.connection is not None
            acting = asyncio.get_running_loop().create_task(self.act(self.connection))
            code = await self.connection.ended
            acting.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await acting
            self.history.end(self.n, code)
            self.counts[f"closed {code}"] += 1
            # Longer pause: the person is shut out, or has too many connections.
            failures = 3 if code in (4401, 4403, 4429) else 0 if self.welcomed else failures + 1
            await self.rest(failures)

    async def connect(self) -> None:
        self.asking, self.welcomed, self.heard_at = True, False, time.monotonic()
        self.history.open(self.n, "socket")
        self.connection = await dial(self.port(), self.seat.room, self.session, self.hear, self.patience)
        self.hello()

    def hello(self) -> None:
        self.asking = True
        self.say(json.dumps({"type": "hello", "since": self.rev} | ({"lean": True} if self.n % 2 else {})))

    def say(self, text: str) -> None:
        assert self.connection is not None
        self.history.say(self.n, text)
        self.connection.say(text)

    def hear(self, text: str) -> None:
        frame = json.loads(text)
        self.history.hear(self.n, text)
        self.heard_at = time.monotonic()
        kind = frame["type"]
        if kind == "changes":
            self.follow(frame)
        elif kind == "ack":
            self.take_ack(frame)
        elif kind == "nack":
            self.take_nack(frame)
        elif kind == "welcome":
            self.asking, self.catching_up_to = False, frame["rev"]
            self.fields = frame["room"].get("sheet") or []
            if not self.welcomed:
                self.welcomed = True
                for unanswered in self.outbox.values():
                    self.counts["resends"] += 1
                    self.say(unanswered)

    def follow(self, frame: dict[str, Any]) -> None:
        if self.asking or not frame["messages"]:
            return
        if frame["after"] > self.rev:
            self.counts["gaps asked for"] += 1
            self.hello()
            return
        self.rev = max(self.rev, frame["rev"])
        for message in frame["messages"]:
            if message["kind"] == "field":
                self.see(message["field"], message["id"], message.get("over") or [])
            elif not message.get("deleted_at"):
                self.known.append(message["id"])

    async def act(self, connection: Connection) -> None:
        """Sends new acts at the seat's pace; pings a silent connection, and cuts one that stays silent."""
        asked_at = time.monotonic()
        while True:
            await asyncio.sleep(self.chance.uniform(0.5, 1.5) / self.seat.pace)
            now = time.monotonic()
            if now - max(asked_at, self.heard_at) > 1:
                asked_at = now
                self.say('{"type":"ping","t":1}')
            if self.done or now - self.heard_at > self.patience:
                connection.cut()
            if not self.welcomed:
                continue
            self.say_postponed(now)
            if self.acting and len(self.outbox) < WAITING:
                self.say(self.again() or self.think()[1])

    def say_postponed(self, now: float) -> None:
        for name, at in list(self.not_before.items()):
            if now >= at:
                del self.not_before[name]
                if name in self.outbox:
                    self.counts["resends"] += 1
                    self.say(self.outbox[name])

    def leave(self) -> None:
        self.done = True
        if self.connection is not None and not self.connection.ended.done():
            self.connection.cut()

    async def look_last(self) -> None:
        """Connects once more from the held revision, and catches up."""
        while not self.done:
            self.n += 1
            try:
                await self.connect()
            except OSError:
                await self.rest(2)
                continue
            assert self.connection is not None
            while not self.connection.ended.done() and not (self.welcomed and self.rev >= self.catching_up_to):
                await asyncio.sleep(0.02)
            self.done = self.welcomed and self.rev >= self.catching_up_to
            self.connection.cut()
            self.history.end(self.n, await self.connection.ended)
            await self.rest(0)
