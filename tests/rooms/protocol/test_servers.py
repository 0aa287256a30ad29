"""The same room under any ASGI server: docs/live.md holds, and names the differences between servers."""

import asyncio
import contextlib
import dataclasses
import socket as sockets
import subprocess
import sys
import time
import uuid
from collections.abc import Awaitable, Callable, Iterator

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.held import Held
from tests.rooms.protocol.transcripts import act_out, transcripts
from tests.server import PATIENCE, ROOT, Server, closing_code, hear, heard, hello, say, send, serving

TRANSCRIPTS = transcripts()


class AnyServer(Server):
    """``kapok.asgi:application`` under a server with its defaults."""

    module: str
    arguments: Callable[[int], list[str]]

    def start(self) -> float:
        began = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-m", self.module, *type(self).arguments(self.port), "kapok.asgi:application"],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=(self.folder / "stderr").open("a"),
            text=True,
        )
        while time.monotonic() - began < 60 and self.process.poll() is None:
            with contextlib.suppress(OSError), sockets.create_connection(("127.0.0.1", self.port), 1):
                return time.monotonic() - began
            time.sleep(0.05)
        raise AssertionError(self.faults())


class StockDaphne(AnyServer):
    # Seconds after which a client that answers no ping is dropped; the default would make the test long.
    module = "daphne"
    arguments = staticmethod(
        lambda port: ["-b", "127.0.0.1", "-p", str(port), "-v", "0", "--ping-interval", "1", "--ping-timeout", "3"]
    )


class Uvicorn(AnyServer):
    module = "uvicorn"
    arguments = staticmethod(lambda port: ["--host", "127.0.0.1", "--port", str(port), "--log-level", "warning"])


class Hypercorn(AnyServer):
    module = "hypercorn"
    arguments = staticmethod(lambda port: ["-w", "0", "-b", f"127.0.0.1:{port}"])


@dataclasses.dataclass(frozen=True)
class Under:
    """A server with its own close codes: for bytes that are no text, for a frame without its mask, for a message past
    all limits, for a client that does not read, and for its end. 1006: the connection is cut without a code."""

    kind: type[Server]
    environment: dict[str, str] = dataclasses.field(default_factory=dict)
    no_text: int = 4400
    no_mask: int = 4400
    too_large: int = 4400
    deaf: int = 4408
    ends: int = 1012


SERVERS = {
    "at once": Under(Server),
    "plain": Under(Server, {"KAPOK_WRITE_AT_ONCE": "0"}),
    "daphne": Under(StockDaphne, no_text=1006, no_mask=1006, too_large=1006, deaf=1006, ends=1006),
    "uvicorn": Under(Uvicorn, no_text=1007, no_mask=1002, too_large=1009),
    "hypercorn": Under(Hypercorn, no_text=1006, no_mask=1006, too_large=1009, ends=1011),
}


@pytest.fixture(scope="module", params=SERVERS)
def name(request) -> str:
    return request.param


@pytest.fixture(scope="module")
def under(name) -> Under:
    return SERVERS[name]


@pytest.fixture(scope="module")
def server(under, stage, tmp_path_factory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("under")
    with serving(stage, folder, under.kind, KAPOK_ROOM_RATE="100000", **under.environment) as made:
        yield made


@pytest.mark.parametrize("title", TRANSCRIPTS)
async def test_the_examples_of_the_text_happen(server, pair, title):
    await act_out(TRANSCRIPTS[title], server, pair)


async def test_two_clients_that_write_in_bursts_hold_the_same_although_one_reconnects(server, pair):
    held = {"adjoa": Held(), "kerwin": Held()}

    async def talk(who: str, burst: int) -> None:
        async with server.socket(who, pair) as connection:
            await hello(connection, held[who].rev)
            names = [str(uuid.uuid4()) for _n in range(burst)]
            for name in names:
                await say(connection, type="send", id=name, body=f"{who} {name}")
            while names:
                frame = await heard(connection)
                if frame["type"] == "changes":
                    held[who].take(frame)
                elif frame["type"] == "ack":
                    assert frame["id"] == names.pop(0)  # in the order in which they were sent

    for _round in range(5):  # each on a connection of its own, with the state held so far
        await asyncio.gather(talk("adjoa", 20), talk("kerwin", 20))
    for who, one in held.items():
        async with server.socket(who, pair) as connection:
            await one.read(connection, (await hello(connection, one.rev))["rev"])
    assert held["adjoa"].messages == held["kerwin"].messages
    for one in held.values():
        assert sorted(message["seq"] for message in one.messages.values()) == list(range(1, 201))
        assert one.revisions == list(range(1, 201))


class TestClientThatDoesNotRead:
    async def test_a_client_that_does_not_read_slows_nobody_is_closed_and_misses_nothing(self, server, under, pair):
        async with server.socket("adjoa", pair) as adjoa, server.socket("kerwin", pair) as kerwin:
            for connection in (adjoa, kerwin):
                await hello(connection)
            deaf, held = await self.deaf(server, "chiara", pair), Held()
            await hello(deaf)
            await hear(kerwin, "presence", present=self.ids(server, "adjoa", "kerwin", "chiara"))
            await self.fill(adjoa, until=self.sees_that_they_left(server, kerwin))
            assert await self.read_to_the_end(deaf, held) == under.deaf
            deaf.transport.abort()
            last = await send(adjoa, "The room goes on")
        async with server.socket("chiara", pair) as back:
            await hello(back, held.rev)
            await held.read(back, last["rev"])
        assert sorted(message["seq"] for message in held.messages.values()) == list(range(1, last["seq"] + 1))

    async def fill(self, connection: ClientConnection, until: Awaitable[object]) -> None:
        """Sends some megabytes, because the kernel and the server keep less for one reader."""
        done = asyncio.ensure_future(until)
        while not done.done():
            await send(connection, "日" * 4000)
            await asyncio.sleep(0.012)  # slower than what counts as flooding
        await done

    async def sees_that_they_left(self, server: Server, connection: ClientConnection) -> None:
        await hear(connection, "presence", present=self.ids(server, "adjoa", "kerwin"), within=90)

    async def deaf(self, server: Server, who: str, room: int) -> ClientConnection:
        """Reads from its connection only when the test asks for it."""
        connection = sockets.socket()
        connection.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 4096)
        connection.connect(("127.0.0.1", server.port))
        return await connect(
            f"ws://127.0.0.1:{server.port}/ws/rooms/{room}/",
            sock=connection,
            additional_headers={"Cookie": f"sessionid={server.said['sessions'][who]}"},
            max_size=None,
            max_queue=1,
            ping_interval=None,
            compression=None,
        )

    async def read_to_the_end(self, connection: ClientConnection, held: Held) -> int:
        try:
            async with asyncio.timeout(4 * PATIENCE):
                while True:
                    frame = await heard(connection)
                    if frame["type"] == "changes":
                        held.take(frame)
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else 1006

    def ids(self, server: Server, *names: str) -> list[int]:
        return sorted(server.said["members"][name] for name in names)


NO_UTF_8 = bytes((0x81, 0x82)) + bytes(4) + b"\xff\xfe"
UNMASKED = bytes((0x81, 0x02)) + b"{}"


class TestMalformed:
    @pytest.mark.parametrize("said", ["hello", "[]", '{"type": 1}', b"\xff\xfe", "x" * 17_000])
    async def test_a_malformed_frame_of_the_room_ends_with_4400(self, server, pair, said):
        async with server.socket("adjoa", pair) as connection:
            await hello(connection)
            await connection.send(said)
            assert await closing_code(connection) == 4400

    @pytest.mark.parametrize(("wire", "whose"), [(NO_UTF_8, "no_text"), (UNMASKED, "no_mask")])
    async def test_a_malformed_websocket_frame_ends_with_4400_or_the_code_of_the_server(
        self, server, under, pair, wire, whose
    ):
        async with server.socket("adjoa", pair) as connection:
            await hello(connection)
            connection.transport.write(wire)
            assert await closing_code(connection) == getattr(under, whose)

    async def test_an_oversized_frame_ends_with_4400_or_the_code_of_the_server(self, server, under, pair):
        async with server.socket("adjoa", pair) as connection:
            await hello(connection)
            with contextlib.suppress(ConnectionClosed):
                await connection.send("x" * 40_000_000)
            assert await closing_code(connection) == under.too_large


async def test_a_client_finds_its_acked_messages_after_the_server_has_ended(under, stage, tmp_path):
    with serving(stage, tmp_path, under.kind, KAPOK_DRAIN="0.1", **under.environment) as server:
        async with server.socket("adjoa") as connection:
            await hello(connection)
            ack = await send(connection, "Before the end")
            stopping = asyncio.create_task(asyncio.to_thread(server.stop))
            assert await closing_code(connection) == under.ends
            await stopping
        await asyncio.to_thread(server.start)
        async with server.socket("adjoa") as connection:
            await hello(connection)
            assert (await hear(connection, "changes"))["messages"][-1]["id"] == ack["message"]
