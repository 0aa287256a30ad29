"""Twenty times the server dies in the middle of talk: what it acknowledged is there, once, in one order for all."""

import asyncio
import json
import random
import uuid
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from tests.server import PATIENCE, Held, Server, hello, serving

pytestmark = pytest.mark.faults
KILLS = 20
PAUSE = 0.015  # between two frames of one client: well below what closes it for flooding


class Writer:
    """A client with an outbox: what is not acknowledged is sent again, with the same id, after every reconnect."""

    def __init__(self, who: str, name: str, seed: int) -> None:
        self.who, self.name, self.chance = who, name, random.Random(seed)
        self.outbox: dict[str, dict[str, Any]] = {}
        self.sent: dict[str, str] = {}
        self.edited: dict[int, str] = {}
        self.acks: dict[str, dict[str, Any]] = {}
        self.held = Held()
        self.wrong: list[Any] = []

    def think(self) -> dict[str, Any]:
        """The next thing to do: mostly to write, sometimes to edit what is acknowledged."""
        frame: dict[str, Any] = {"type": "send", "id": str(uuid.uuid4()), "body": f"{self.name} {len(self.sent)}"}
        mine = [ack["message"] for name, ack in self.acks.items() if name in self.sent]
        if mine and self.chance.random() < 0.2:
            message = self.chance.choice(mine)
            frame |= {"type": "edit", "message": message, "body": f"edited by {frame['id']}"}
            self.edited[message] = frame["body"]
        else:
            self.sent[frame["id"]] = frame["body"]
        self.outbox[frame["id"]] = frame
        return frame

    async def talk(self, server: Server, room: int, quiet: asyncio.Event) -> None:
        """Until the server dies, or, once it is ``quiet``, until everything is acknowledged."""
        try:
            async with server.socket(self.who, room) as line:
                reading = asyncio.create_task(self._read(line))
                await line.send(json.dumps({"type": "hello", "since": self.held.rev}))
                for frame in list(self.outbox.values()):
                    await line.send(json.dumps(frame))
                    await asyncio.sleep(PAUSE)
                while not (reading.done() or quiet.is_set()):
                    await line.send(json.dumps(self.think()))
                    await asyncio.sleep(PAUSE)
                while self.outbox and not reading.done():
                    await asyncio.sleep(PAUSE)
                reading.cancel()
        except (ConnectionClosed, InvalidHandshake, OSError, EOFError):
            pass

    async def _read(self, line: Any) -> None:
        try:
            async for text in line:
                frame = json.loads(text)
                if frame["type"] == "nack" or self.acks.get(frame.get("id"), frame) != frame:
                    self.wrong.append(frame)
                elif frame["type"] == "changes":
                    self.held.take(frame)
                elif frame["type"] == "ack":
                    self.outbox.pop(frame["id"], None)
                    self.acks[frame["id"]] = frame
        except ConnectionClosed:
            pass


@pytest.fixture
def server(stage, tmp_path):
    with serving(stage, tmp_path / "killed", KAPOK_ROOM_RATE="100000") as server:
        yield server


async def test_no_acknowledged_message_is_lost_or_doubled_and_the_order_is_one(server):
    room = server.said["rooms"]["pair"]
    writers = [Writer(who, f"{who}{n}", n) for n, who in enumerate(("adjoa", "kerwin", "chiara", "adjoa", "kerwin"))]
    chance, unacknowledged = random.Random(2), 0
    for _kill in range(KILLS):
        talking = [asyncio.create_task(writer.talk(server, room, asyncio.Event())) for writer in writers]
        await asyncio.sleep(chance.uniform(0.1, 0.4))
        await asyncio.to_thread(server.kill)
        await asyncio.gather(*talking)
        unacknowledged += sum(len(writer.outbox) for writer in writers)
        await asyncio.to_thread(server.start)
    quiet = asyncio.Event()
    quiet.set()
    async with asyncio.timeout(PATIENCE):
        await asyncio.gather(*(writer.talk(server, room, quiet) for writer in writers))
    assert unacknowledged  # the kills have hit the middle of something
    await check(server, room, writers)
    assert "Traceback" not in server.faults()


async def check(server: Server, room: int, writers: list[Writer]) -> None:
    async with server.socket("kerwin", room) as line:
        final = Held()
        rev = (await hello(line))["rev"]
        await final.read(line, rev)
    messages = final.messages
    assert [(writer.outbox, writer.wrong) for writer in writers] == [({}, [])] * len(writers)
    # None lost, none doubled: places without gaps, and each thing said stands in exactly one of them.
    assert sorted(message["seq"] for message in messages.values()) == list(range(1, len(messages) + 1))
    assert len(messages) == sum(len(writer.sent) for writer in writers) > KILLS
    assert rev == sum(len(writer.acks) for writer in writers)
    assert sorted(ack["rev"] for writer in writers for ack in writer.acks.values()) == list(range(1, rev + 1))
    for writer in writers:
        author = server.said["members"][writer.who]
        for name, body in writer.sent.items():
            message = messages[writer.acks[name]["message"]]
            expected = (writer.acks[name]["seq"], writer.edited.get(message["id"], body), author)
            assert (message["seq"], message["body"], message["author"]) == expected
        # The order is one: what each client gathered over all its connections is what a newcomer reads.
        await writer_caught_up(server, room, writer, rev)
        assert writer.held.messages == messages


async def writer_caught_up(server: Server, room: int, writer: Writer, rev: int) -> None:
    async with server.socket(writer.who, room) as line:
        await hello(line, writer.held.rev)
        await writer.held.read(line, rev)
