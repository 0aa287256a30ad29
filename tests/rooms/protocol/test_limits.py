"""A client that asks too much of a room is told so, and nobody else notices."""

import asyncio
import contextlib
import json
import socket as sockets
import uuid
from collections.abc import Iterator

import pytest

from rooms import rates
from tests.server import PATIENCE, Server, closing_code, hear, heard, hello, say, send, serving


@pytest.fixture(scope="module")
def strict(stage, tmp_path_factory) -> Iterator[Server]:
    """Allows one message every two seconds, and two or three after a pause."""
    with serving(stage, tmp_path_factory.mktemp("strict"), KAPOK_ROOM_RATE="0.5") as server:
        yield server


async def test_a_client_that_writes_too_fast_is_told_when_to_continue(strict):
    async with strict.socket("adjoa", "pair2") as adjoa, strict.socket("kerwin", "pair2") as kerwin:
        await hello(adjoa)
        await hello(kerwin)
        names = [str(uuid.uuid4()) for _n in range(5)]
        for name in names:
            await say(adjoa, type="send", id=name, body="x")
        nack = await hear(adjoa, "nack", id=names[-1])
        assert (nack["code"], 1 <= nack["retry_after"] <= 2) == ("rate", True)
        await send(kerwin, "Somebody else is not too fast")
        await asyncio.sleep(nack["retry_after"])
        await say(adjoa, type="send", id=names[-1], body="x")
        await hear(adjoa, "ack", id=names[-1])


def test_the_rate_holds_over_http_too(strict):
    with strict.http("adjoa") as browser:
        said = [
            browser.post(
                f"/rooms/{strict.said['rooms']['pair3']}/messages", json={"id": str(uuid.uuid4()), "body": "x"}
            )
            for _n in range(5)
        ]
    assert {answer.status_code for answer in said} == {200, 429}
    assert said[-1].json()["code"] == "rate"
    assert 1 <= int(said[-1].headers["Retry-After"]) <= 2


async def test_sockets_and_http_count_together(strict):
    room = strict.said["rooms"]["pair4"]
    async with strict.socket("adjoa", room) as connection:
        await hello(connection)
        for _n in range(4):
            await say(connection, type="send", id=str(uuid.uuid4()), body="x")
        await hear(connection, "nack")
        with strict.http("adjoa") as browser:
            said = await asyncio.to_thread(
                browser.post, f"/rooms/{room}/messages", json={"id": str(uuid.uuid4()), "body": "x"}
            )
    assert said.status_code == 429


def test_an_act_that_counts_as_several_waits_longer_but_never_for_ever(settings, monkeypatch):
    settings.ROOM_RATE = (2, 4)
    clock = [100.0]
    monkeypatch.setattr(rates.time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(rates, "_buckets", {})
    assert [rates.take(1, 1, 3), rates.take(1, 1, 3), rates.take(1, 1)] == [0, 1, 0]
    clock[0] += 2
    assert [rates.take(1, 1, 9), rates.take(1, 1, 9)] == [0, 2]


def test_a_pause_gives_the_burst_back_but_not_more(settings, monkeypatch):
    settings.ROOM_RATE = (2, 4)
    clock = [100.0]
    monkeypatch.setattr(rates.time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(rates, "_buckets", {})
    assert [rates.take(1, 1) for _n in range(5)] == [0, 0, 0, 0, 1]
    assert rates.take(1, 2) == rates.take(2, 1) == 0
    clock[0] += 0.5
    assert [rates.take(1, 1) > 0 for _n in range(2)] == [False, True]
    clock[0] += 3600
    assert [rates.take(1, 1) > 0 for _n in range(5)] == [False] * 4 + [True]


async def test_one_person_has_at_most_eight_connections_to_a_room(server, pair):
    connections = [await server.socket("adjoa", pair) for _n in range(8)]
    for connection in connections[:4]:  # the others are open but have not said hello
        await hello(connection)
    for connection in connections[4:]:
        await say(connection, type="ping", t=1)
        await hear(connection, "pong")
    async with server.socket("adjoa", pair) as ninth:
        assert await closing_code(ninth) == 4429
    async with server.socket("kerwin", pair) as other, server.socket("adjoa", "plenary") as elsewhere:
        await hello(other)
        await hello(elsewhere)
    await connections[0].close()
    for _try in range(50):
        async with server.socket("adjoa", pair) as again:
            await say(again, type="hello", since=0)
            if (await heard(again))["type"] == "welcome":
                break
    else:
        raise AssertionError("a closed connection still counts")
    for connection in connections:
        await connection.close()


async def test_a_client_that_floods_is_closed_and_the_others_continue(strict):
    async with strict.socket("adjoa", "pair5") as floods, strict.socket("kerwin", "pair5") as calm:
        await hello(floods)
        await hello(calm)
        for _n in range(300):
            await floods.send('{"type": "typing"}')
        assert await closing_code(floods) == 4429
        await send(calm, "Calm")


async def test_a_higher_rate_of_messages_allows_more_frames(stage, tmp_path):
    with serving(stage, tmp_path, KAPOK_ROOM_RATE="1000") as server:
        async with server.socket("adjoa", "pair2") as adjoa:
            await hello(adjoa)
            names = [str(uuid.uuid4()) for _n in range(300)]
            for name in names:
                await adjoa.send(json.dumps({"type": "send", "id": name, "body": "x"}))
            await hear(adjoa, "ack", id=names[-1])


async def test_a_client_that_reads_nothing_of_its_catch_up_is_closed(server, pair):
    async with server.socket("adjoa", pair) as adjoa, server.socket("kerwin", pair) as kerwin:
        for connection in (adjoa, kerwin):
            await hello(connection)
        for _n in range(50):
            await say(adjoa, type="send", id=str(uuid.uuid4()), body="日" * 4000)
        await hear(kerwin, "changes", rev=50)
        with _deaf(server, "chiara", pair) as deaf:
            for _n in range(12):  # each asks for a megabyte; the kernel keeps four of them
                deaf.sendall(_masked('{"type": "hello", "since": 0}'))
                await asyncio.sleep(0.2)  # a new hello cancels the catch-up of the one before
            await hear(kerwin, "presence", present=_ids(server, "adjoa", "kerwin", "chiara"))
            await send(adjoa, "For those who read")
            await hear(kerwin, "changes", rev=51)
            await hear(kerwin, "presence", present=_ids(server, "adjoa", "kerwin"), within=90)


async def test_a_slow_reader_slows_nobody_and_is_told_why_it_is_closed(server, pair):
    slow, before = "kapok_room_closes_total 4408", server.figures()
    async with server.socket("adjoa", pair) as adjoa, server.socket("kerwin", pair) as kerwin:
        for connection in (adjoa, kerwin):
            await hello(connection)
        with _deaf(server, "chiara", pair) as deaf:
            deaf.sendall(_masked('{"type": "hello", "since": 0}'))
            await hear(kerwin, "presence", present=_ids(server, "adjoa", "kerwin", "chiara"))
            closed = asyncio.ensure_future(hear(kerwin, "presence", present=_ids(server, "adjoa", "kerwin"), within=90))
            while not closed.done():  # some megabytes: more than the kernel and the server keep for one reader
                await send(adjoa, "日" * 4000)
                await asyncio.sleep(0.012)  # slower than what counts as flooding
            await closed
            heard = await asyncio.to_thread(_to_the_end, deaf)
        assert heard.endswith(b"\x88\x02" + (4408).to_bytes(2, "big"))
        await send(adjoa, "The room goes on")
        async with asyncio.timeout(5):
            while server.figures()[slow] == before[slow]:
                await asyncio.sleep(0.1)


def _ids(server, *names: str) -> list[int]:
    return sorted(server.said["members"][name] for name in names)


def _to_the_end(connection: sockets.socket) -> bytes:
    """Reads until the server has announced its close."""
    heard = b""
    while not heard.endswith(b"\x88\x02\x11\x38") and (part := connection.recv(65536)):
        heard += part
    return heard


@contextlib.contextmanager
def _deaf(server, who: str, room: int) -> Iterator[sockets.socket]:
    """An open WebSocket that reads only what the test reads."""
    with sockets.socket() as deaf:
        deaf.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 4096)
        deaf.settimeout(PATIENCE)
        deaf.connect(("127.0.0.1", server.port))
        deaf.sendall(server.handshake(who, room))
        assert b"101" in deaf.recv(4096)
        yield deaf


def _masked(text: str) -> bytes:
    """Returns a short text frame as a client sends it, masked with zeros."""
    return bytes((0x81, 0x80 | len(text))) + bytes(4) + text.encode()
