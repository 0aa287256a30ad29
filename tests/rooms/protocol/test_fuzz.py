"""Thousands of frames that no client should send: the server closes, refuses or ignores, and never fails."""

import asyncio
import json
import os
import random
import uuid
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed

from tests.server import LEAN, hear, hello, say, send

MANY = int(os.environ.get("KAPOK_FUZZ", "1"))
BATCHES, EACH = 44 * MANY, 50
# fmt: off
TYPES = [
    "hello", "send", "edit", "delete", "react", "typing", "read", "ping", "stage", "welcome", "SEND", "__init__", "",
    "\x00",
]
KEYS = [
    "type", "id", "body", "reply_to", "message", "emoji", "on", "since", "rev", "t", "who", "room", "__proto__", "",
    "\x00", "lean",
]
NUMBERS = [0, -1, 1, 2, 17, 2**31, 2**53 + 1, 2**63 - 1, 2**63, -(2**63) - 1, 10**300, 0.5, 1e308, -0.0]
TEXTS = [
    "", " ", "\x00", "a\x00b", "\x1b[0m", "\x7f", "\u2028", "\ufeff", "\u202e", "\ud800", "\udfff\ud800", "😀", "👍",
    "❤️", "null", "NaN", "true", "0", "'; DROP TABLE x;--", "%s%n", "{}", "../../etc/passwd", "<script>",
    "[a](javascript:x)", "![x](y)", "00000000-0000-0000-0000-000000000000", "{00000000-0000-0000-0000-000000000001}",
    "é" * 100, "![" * 500, "[" * 2000, "*" * 3999, "`" * 2000, "> " * 1999, "x" * 4000, "x" * 4001, "\n" * 4000,
    "- " * 1000 + "a", "&#0;&#xD800;&#1114112;",
]
RAW = [
    '{"type": "ping", "t": NaN}', '{"type": "ping", "t": -Infinity}', '{"type": "ping", "t": 1e99999}', "{" * 500,
    "\x00", "{}{}", '{"type": "ping", "t": ' + "9" * 5000 + "}", '{"type": "ping", "type": "send"}', "[" * 16_000,
    '{"a":' * 3000, '"' * 99, '{"type": "ping"} ', '\ufeff{"type": "ping"}', "{'type': 'ping'}", '{"type": "ping",}',
    '{"type": "\\u0000"}', "1" * 4400, '{"type": "send", "id": "\\ud800", "body": "\\udc00"}',
    '{"type": "ping", "t": "' + "x" * 17_000 + '"}',
]
# fmt: on
# A consumer that fails closes with 1011; a connection past a limit of the protocol itself is cut with 1006.
CLOSED_AS_IT_SHOULD_BE = {4400, 4429, 1002, 1003, 1006, 1007, 1009}


def value(chance: random.Random, depth: int = 0) -> Any:
    kind = chance.randrange(10 if depth < 3 else 7)
    if kind < 3:
        return chance.choice(TEXTS)
    if kind < 5:
        return chance.choice(NUMBERS)
    if kind < 6:
        return chance.choice([None, True, False])
    if kind < 7:
        return str(uuid.UUID(int=chance.getrandbits(128)))
    if kind < 8:
        return [value(chance, depth + 1) for _n in range(chance.randrange(4))]
    if kind < 9:
        return {chance.choice(KEYS): value(chance, depth + 1) for _n in range(chance.randrange(4))}
    nest: Any = chance.choice(NUMBERS)
    for _n in range(chance.choice([1, 50, 400, 960])):
        nest = [nest] if chance.random() < 0.5 else {"t": nest}
    return nest


def frame(chance: random.Random) -> str | bytes:
    """Returns a frame of a known type with at least one fault, or no frame at all."""
    kind = chance.randrange(20)
    if kind == 0:
        return chance.choice(RAW)
    if kind == 1:
        return chance.randbytes(chance.choice([0, 1, 10, 200]))
    made = {"type": chance.choice(TYPES), "id": str(uuid.UUID(int=chance.getrandbits(128), version=4))}
    for _n in range(chance.randrange(1, 6)):
        made[chance.choice(KEYS[1:] if kind > 2 else KEYS)] = value(chance)
    if made["type"] == "hello" and kind > 5:
        made["since"] = chance.choice([0, 2**53, 2**62, 2**63 - 1])
    try:
        text = json.dumps(made, ensure_ascii=chance.random() < 0.5 or kind == 3)
        text.encode()
    except UnicodeEncodeError:
        text = json.dumps(made)
    except RecursionError:
        return "[" * 900 + "]" * 900
    if kind == 2:
        text = text[: chance.randrange(len(text))]
    return text.encode() if kind == 4 else text


async def pester(server, room: int, seed: int) -> int:
    """Sends EACH frames, over as many connections as needed; returns how many were closed."""
    chance, closed, left = random.Random(seed), 0, EACH
    while left:
        try:
            async with server.socket("adjoa", room) as connection:
                if chance.random() < 0.9:
                    await hello(connection, since=2**62)
                LEAN[connection] = True  # one of the frames may be a hello that asks for it
                while left:
                    left -= 1
                    await connection.send(frame(chance))
                    if chance.random() < 0.5:
                        await say(connection, type="ping", t="still there")
                        await hear(connection, "pong", t="still there")
                await say(connection, type="ping", t="at the end")
                await hear(connection, "pong", t="at the end")
        except ConnectionClosed as end:
            code = end.rcvd.code if end.rcvd else 1006
            assert code in CLOSED_AS_IT_SHOULD_BE, (seed, code)
            closed += 1
    return closed


async def test_thousands_of_malformed_frames_do_no_harm(server, pair):
    async with server.socket("kerwin", pair) as healthy:
        await hello(healthy)
        closed = 0
        for start in range(0, BATCHES, 4):
            closed += sum(await asyncio.gather(*(pester(server, pair, seed) for seed in range(start, start + 4))))
            before = (await send(healthy, "I am fine"))["rev"]
        assert closed > BATCHES  # many were closed, and all others were answered
        assert (await hello(healthy))["rev"] >= before
    async with server.socket("kerwin", pair) as newcomer:
        await hello(newcomer)
        assert (await hear(newcomer, "changes"))["messages"]
    assert server.process.poll() is None
    assert "Traceback" not in server.faults()


@pytest.mark.parametrize("seed", range(3))
async def test_clients_that_vanish_at_any_moment_do_no_harm(server, pair, seed):
    chance = random.Random(seed)
    handshake = server.handshake("adjoa", pair)
    whole = handshake + b'\x81\x9d\x00\x00\x00\x00{"type": "hello", "since": 0}' + b"\x81\xfe\x0f\xff" + bytes(3000)
    for _time in range(60):
        _reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(whole[: chance.randrange(len(handshake) // 2, len(whole))])
        await writer.drain()
        if chance.random() < 0.5:
            await asyncio.sleep(chance.random() / 100)
        writer.transport.abort()
    async with server.socket("kerwin", pair) as connection:
        await hello(connection)
        await send(connection, "I am fine")
        async with asyncio.timeout(15):
            while (await hello(connection))["present"] != [server.said["members"]["kerwin"]]:
                await asyncio.sleep(0.05)
    assert "Traceback" not in server.faults()
