"""The bad network does what it promises: data is whole and in order up to the point where it fails."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest

from tests.faults import proxy
from tests.faults.proxy import Mood, Proxy

pytestmark = pytest.mark.pure
SAID = b"".join(b"%06d" % number for number in range(2000))
POST = b"POST / HTTP/1.1\r\nContent-Length: 4\r\n\r\nbody"


@contextlib.asynccontextmanager
async def connected(
    mood: Mood, monkeypatch
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter, list[bytes]]]:
    """A client's end, and the bytes that the server heard on each connection. The server sends SAID in small pieces."""
    heard: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        mine = len(heard)
        heard.append(b"")
        for at in range(0, len(SAID), 100):
            writer.write(SAID[at : at + 100])
            await asyncio.sleep(0)
        while more := await reader.read(1000):
            heard[mine] += more
        writer.close()

    monkeypatch.setattr(proxy, "any_mood", lambda _chance: mood)
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    between = Proxy(server.sockets[0].getsockname()[1], seed=1)
    reader, writer = await asyncio.open_connection("127.0.0.1", await between.start())
    try:
        yield reader, writer, heard
    finally:
        writer.close()
        between.stop()
        server.close()


@pytest.mark.parametrize("mood", [
    Mood("clear"), Mood("slow", delay=0.05), Mood("jitter", jitter=0.02), Mood("throttle", throttle=200_000),
], ids=lambda mood: mood.name)  # fmt: skip
async def test_late_data_comes_whole_and_in_order(mood, monkeypatch):
    async with connected(mood, monkeypatch) as (reader, _writer, _heard):
        assert await asyncio.wait_for(reader.readexactly(len(SAID)), 10) == SAID


async def test_a_truncated_connection_ends_in_the_middle(monkeypatch):
    async with connected(Mood("truncate", truncate_after=1234), monkeypatch) as (reader, _writer, _heard):
        said = b""
        with contextlib.suppress(ConnectionError):
            while more := await asyncio.wait_for(reader.read(1000), 10):
                said += more
        assert SAID.startswith(said)
        assert len(said) <= 1234


async def test_a_deaf_connection_stays_open_and_silent(monkeypatch):
    async with connected(Mood("deaf", deaf_after=1000), monkeypatch) as (reader, writer, _heard):
        assert SAID.startswith(await asyncio.wait_for(reader.read(1000), 10))
        writer.write(b"hello?")
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(reader.readuntil(b"what nobody says"), 0.3)


async def test_a_post_is_sent_twice(monkeypatch):
    async with connected(Mood("double", doubles=True), monkeypatch) as (_reader, writer, heard):
        writer.write(POST[:20])
        await writer.drain()
        writer.write(POST[20:])
        async with asyncio.timeout(10):
            while heard != [POST, POST]:
                await asyncio.sleep(0.01)
