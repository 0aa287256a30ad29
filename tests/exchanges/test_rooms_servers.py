"""The same room under any ASGI server: what docs/live.md says holds, and where a server cannot, the page says so."""

import asyncio
import contextlib
import socket as sockets
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.exchanges.transcripts import act_out, transcripts
from tests.server import PATIENCE, ROOT, Held, Server, closing_code, hear, heard, hello, say, send, serving

TRANSCRIPTS = transcripts()


class AnyServer(Server):
    """``kapok.asgi:application`` under a server as it comes."""

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
    # Who does not answer its pings is dropped after these seconds; the usual ones would make the test long.
    module = "daphne"
    arguments = staticmethod(
        lambda port: ["-b", "127.0.0.1", "-p", str(port), "-v", "0", "--ping-interval", "1", "--ping-timeout", "3"]
    )


class Uvicorn(AnyServer):
    module = "uvicorn"
    arguments = staticmethod(lambda port: ["--host", "127.0.0.1", "--port", str(port), "--log-level", "warning"])


class Hypercorn(AnyServer):
    module = "hypercorn"
    arguments = staticmethod(lambda port: ["-b", f"127.0.0.1:{port}"])


SERVERS: dict[str, tuple[type[Server], dict[str, str]]] = {
    "at once": (Server, {}),
    "plain": (Server, {"KAPOK_WRITE_AT_ONCE": "0"}),
    "daphne": (StockDaphne, {}),
    "uvicorn": (Uvicorn, {}),
    "hypercorn": (Hypercorn, {}),
}


@pytest.fixture(scope="module", params=SERVERS)
def under(request) -> str:
    return request.param


@pytest.fixture(scope="module")
def server(under, stage, tmp_path_factory) -> Iterator[Server]:
    kind, environment = SERVERS[under]
    with serving(stage, tmp_path_factory.mktemp("under"), kind, KAPOK_ROOM_RATE="100000", **environment) as made:
        yield made


@pytest.mark.parametrize("title", TRANSCRIPTS)
async def test_the_example_of_the_text_is_what_happens(server, pair, title):
    await act_out(TRANSCRIPTS[title], server, pair)


async def test_two_who_write_in_bursts_hold_the_same_though_one_comes_and_goes(server, pair):
    held = {"adjoa": Held(), "kerwin": Held()}

    async def talk(who: str, burst: int) -> None:
        async with server.socket(who, pair) as line:
            await hello(line, held[who].rev)
            names = {str(uuid.uuid4()) for _n in range(burst)}
            for name in names:
                await say(line, type="send", id=name, body=f"{who} {name}")
            while names:
                frame = await heard(line)
                if frame["type"] == "changes":
                    held[who].take(frame)
                elif frame["type"] == "ack":
                    names.discard(frame["id"])

    for _round in range(5):  # each a connection of its own, with what is held
        await asyncio.gather(talk("adjoa", 20), talk("kerwin", 20))
    for who, one in held.items():
        async with server.socket(who, pair) as line:
            await one.read(line, (await hello(line, one.rev))["rev"])
    assert held["adjoa"].messages == held["kerwin"].messages
    for one in held.values():
        assert sorted(message["seq"] for message in one.messages.values()) == list(range(1, 201))
        assert one.revisions == list(range(1, 201))


class TestWhoDoesNotRead:
    async def test_slows_nobody_and_misses_nothing(self, server, under, pair):
        async with server.socket("adjoa", pair) as adjoa, server.socket("kerwin", pair) as kerwin:
            for line in (adjoa, kerwin):
                await hello(line)
            deaf, held = await self.deaf(server, "chiara", pair), Held()
            await hello(deaf)
            if under == "plain":  # given up after a minute: see the text
                for _n in range(60):
                    await send(adjoa, "日" * 4000)
                code = 0
            else:
                await hear(kerwin, "presence", present=self.ids(server, "adjoa", "kerwin", "chiara"))
                gone = asyncio.ensure_future(
                    hear(kerwin, "presence", present=self.ids(server, "adjoa", "kerwin"), within=90)
                )
                while not gone.done():  # some megabytes: more than the kernel and the server keep for one reader
                    await send(adjoa, "日" * 4000)
                    await asyncio.sleep(0.012)  # slower than what counts as flooding
                await gone
                code = await self.read_to_the_end(deaf, held)
            last = await send(adjoa, "The room goes on")
            deaf.transport.abort()
        assert code == {"plain": 0, "daphne": 1006}.get(under, 4408)
        async with server.socket("chiara", pair) as back:
            await hello(back, held.rev)
            await held.read(back, last["rev"])
        assert sorted(message["seq"] for message in held.messages.values()) == list(range(1, last["seq"] + 1))

    async def deaf(self, server: Server, who: str, room: int) -> ClientConnection:
        """Reads from its line only what the test asks for."""
        line = sockets.socket()
        line.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 4096)
        line.connect(("127.0.0.1", server.port))
        return await connect(
            f"ws://127.0.0.1:{server.port}/ws/rooms/{room}/",
            sock=line,
            additional_headers={"Cookie": f"sessionid={server.said['sessions'][who]}"},
            max_size=None,
            max_queue=1,
            ping_interval=None,
            compression=None,
        )

    async def read_to_the_end(self, line: ClientConnection, held: Held) -> int:
        try:
            async with asyncio.timeout(4 * PATIENCE):
                while True:
                    frame = await heard(line)
                    if frame["type"] == "changes":
                        held.take(frame)
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else 1006

    def ids(self, server: Server, *names: str) -> list[int]:
        return sorted(server.said["members"][name] for name in names)


NO_UTF_8 = bytes((0x81, 0x82)) + bytes(4) + b"\xff\xfe"
UNMASKED = bytes((0x81, 0x02)) + b"{}"


class TestWhatIsNoFrame:
    @pytest.mark.parametrize("said", ["hello", "[]", '{"type": 1}', b"\xff\xfe", "x" * 17_000])
    async def test_of_ours_ends_with_4400(self, server, pair, said):
        async with server.socket("adjoa", pair) as line:
            await hello(line)
            await line.send(said)
            assert await closing_code(line) == 4400

    @pytest.mark.parametrize(("wire", "plainly"), [(NO_UTF_8, 1007), (UNMASKED, 1002)])
    async def test_of_webSocket_ends_with_4400_or_the_code_of_the_server(self, server, under, pair, wire, plainly):
        async with server.socket("adjoa", pair) as line:
            await hello(line)
            line.transport.write(wire)
            assert await closing_code(line) == (4400 if issubclass(SERVERS[under][0], AnyServer) is False else plainly)

    async def test_of_any_size_ends_with_4400_or_the_code_of_the_server(self, server, under, pair):
        async with server.socket("adjoa", pair) as line:
            await hello(line)
            with contextlib.suppress(ConnectionClosed):
                await line.send("x" * 40_000_000)
            assert await closing_code(line) == (4400 if under in {"at once", "plain"} else 1009)


async def test_who_is_there_when_the_server_ends_is_told_and_comes_back(under, stage, tmp_path, pair):
    kind, environment = SERVERS[under]
    with serving(stage, tmp_path, kind, KAPOK_DRAIN="0.1", **environment) as server:
        async with server.socket("adjoa") as line:
            await hello(line)
            stopping = asyncio.create_task(asyncio.to_thread(server.stop))
            code = await closing_code(line)
            await stopping
        assert code == ANNOUNCED[under]


ANNOUNCED: dict[str, Any] = {"at once": 1012, "plain": 1012, "daphne": 1006, "uvicorn": 1012, "hypercorn": 1001}
