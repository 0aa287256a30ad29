"""WebSocket frames byte by byte, as no client should send them: the room closes with a code, loses nothing, leaks
nothing and never fails. A frame that the protocol itself forbids closes with a code of the protocol; one that is no
frame of a room closes with 4400."""

import json
import os
import random
import socket
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.faults.wire import framed, unframed
from tests.rooms.protocol.test_fuzz import KEYS, NUMBERS, RAW, TEXTS, TYPES
from tests.server import Server

MANY = int(os.environ.get("KAPOK_FUZZ", "1"))
PATIENCE = 20
STAYS, NO_FRAME = {0}, {4400}
FORBIDDEN = {1002, 1003, 1006, 1007, 1009, 4400}  # 1006: the connection just ends
HELLO = framed(b'{"type":"hello","since":4611686018427387904}')
PING = framed(b'{"type":"ping","t":"still there"}')


def text(said: str | bytes) -> bytes:
    return framed(said if isinstance(said, bytes) else said.encode("utf-8", "surrogatepass"))


def ping_of(size: int) -> bytes:
    """Returns a ping of the room of that many bytes."""
    return text('{"type":"ping","t":"' + "x" * (size - 22) + '"}')


def send(**what: object) -> bytes:
    return text(json.dumps({"type": "send", "id": str(uuid.uuid4()), "body": "x", **what}))


# The bytes sent, and the codes with which the room may close; 0: it continues.
# fmt: off
WIRE: dict[str, tuple[bytes, set[int]]] = {
    "not masked": (b"\x81\x02{}", FORBIDDEN),
    "opcode 3": (framed(b"x", 3), FORBIDDEN),
    "opcode 11": (framed(b"x", 11), FORBIDDEN),
    "a reserved bit": (b"\xc1" + text("{}")[1:], FORBIDDEN),
    "all reserved bits": (b"\xf1" + text("{}")[1:], FORBIDDEN),
    "a continuation of nothing": (framed(b"{}", 0), FORBIDDEN),
    "a text within a text": (framed(b'{"a', 1, final=False) + text("{}"), FORBIDDEN),
    "half a ping": (framed(b"x", 9, final=False), FORBIDDEN),
    "a ping too long": (framed(b"x" * 126, 9), FORBIDDEN),
    "a close of one byte": (framed(b"x", 8), FORBIDDEN),
    "a close that is none": (framed((999).to_bytes(2, "big"), 8), FORBIDDEN),
    "a close with a reason that is no text": (framed((1000).to_bytes(2, "big") + b"\xff", 8), FORBIDDEN),
    "no UTF-8": (text(b'{"type":"\xff"}'), FORBIDDEN),
    "half a character": (text(b'"\xf0\x9f\x98"'), FORBIDDEN),
    "a surrogate in bytes": (text(b'"\xed\xa0\x80"'), FORBIDDEN),
    "a length past all bounds": (b"\x81\xff" + b"\xff" * 8 + bytes(4), FORBIDDEN),
    "a length of 5 MB, and nothing": (b"\x81\xff" + (5_000_000).to_bytes(8, "big") + bytes(4), {*FORBIDDEN, 0}),
    "5 MB": (framed(b"x" * 5_000_000), FORBIDDEN),
    "a ping with a payload": (framed(b"x" * 125, 9), STAYS),
    "a pong for nothing": (framed(b"x" * 125, 10), STAYS),
    "a frame in pieces": (b"".join(framed(b'{"type":1}'[n : n + 1], int(n == 0), final=n == 9) for n in range(10)),
                          NO_FRAME),
    "a ping between the pieces": (framed(b'{"type":', 1, final=False) + framed(b"", 9) + framed(b'"ping"}', 0), STAYS),
    "16 KiB": (ping_of(16 * 1024), STAYS),
    "16 KiB and a byte": (ping_of(16 * 1024 + 1), NO_FRAME),
    "16 KiB and a byte, in pieces": (framed(b"x" * 16_000, final=False) + framed(b"x" * 385, 0), NO_FRAME),
    "64 KiB and a byte": (ping_of(64 * 1024 + 1), NO_FRAME),
    "900 KB": (ping_of(900_000), NO_FRAME),
    "an empty text": (text(""), NO_FRAME),
    "an empty text in pieces": (framed(b"", final=False) + framed(b"", 0, final=False) + framed(b"", 0), NO_FRAME),
    "bytes": (framed(b"\x00\xff", 2), NO_FRAME),
    "a list": (text("[]"), NO_FRAME),
    "a list in a list in a list": (text("[" * 8000 + "]" * 8000), NO_FRAME),
    "no type": (text('{"id":1}'), NO_FRAME),
    "the type is a number": (text('{"type":1}'), NO_FRAME),
    "the last of two keys counts": (text('{"type":"ping","type":1}'), NO_FRAME),
    "NaN": (text('{"type":"ping","t":NaN}'), NO_FRAME),
    "a hello from below": (text('{"type":"hello","since":-1}'), NO_FRAME),
    "a hello of text": (text('{"type":"hello","since":"0"}'), NO_FRAME),
    "a type of later": (text('{"type":"dance","on":true}'), STAYS),
    "a NUL": (send(body="\x00"), STAYS),
    "a lone surrogate": (send(body="\ud800"), STAYS),
    "a number as an id": (send(id=7), STAYS),
    "a body too long": (send(body="x" * 4001), STAYS),
    "an answer to no number": (send(reply_to="x"), STAYS),
    "an answer to nothing": (send(reply_to=2**63 - 1), STAYS),
    "an answer past all numbers": (send(reply_to=2**63), STAYS),
    "a reaction of two minds": (text(json.dumps({"type": "react", "id": str(uuid.uuid4()), "message": 1, "emoji": "👍",
                                                 "on": 1})), STAYS),
}
# fmt: on


def end_of(server: Server, room: int, said: bytes, *, who: str = "adjoa", greeted: bool = True) -> int:
    """Returns the code with which the room closes; 0 when it continues and answers a ping."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE) as connection:
        buffer, at = b"", 0
        try:
            connection.sendall(server.handshake(who, room))
            while b"\r\n\r\n" not in buffer:
                buffer += connection.recv(65536)
            buffer = buffer.partition(b"\r\n\r\n")[2]
            connection.sendall((HELLO if greeted else b"") + said + PING)
            connection.settimeout(2 if said.endswith(bytes(4)) else PATIENCE)
            while True:
                while (found := unframed(buffer, at)) is not None:
                    opcode, _final, payload, at = found
                    if opcode == 8:
                        return int.from_bytes(payload[:2], "big") or 1005
                    if opcode == 1 and json.loads(payload) == {"type": "pong", "t": "still there"}:
                        return 0
                more = connection.recv(65536)
                if not more:
                    return 1006
                buffer += more
        except TimeoutError:
            assert said.endswith(bytes(4)), f"no answer to {said[:200]!r}"
            return 0  # it may wait for the rest
        except OSError:
            return 1006


@pytest.mark.parametrize("greeted", [True, False], ids=["", "before hello"])
@pytest.mark.parametrize("name", WIRE)
def test_each_wrong_frame_ends_with_its_code(server, pair_of_all, name, greeted):
    said, ends = WIRE[name]
    assert end_of(server, pair_of_all, said, greeted=greeted) in ends
    assert end_of(server, pair_of_all, b"") == 0
    assert "Traceback" not in server.faults()


@pytest.fixture(scope="module")
def pair_of_all(server) -> int:
    return server.said["rooms"]["pair39"]


values = st.recursive(
    st.none()
    | st.booleans()
    | st.sampled_from(NUMBERS)
    | st.integers()
    | st.floats()
    | st.sampled_from(TEXTS)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS) | st.text(), inner, max_size=4),
    max_leaves=12,
)
almost = st.fixed_dictionaries(
    {"type": st.sampled_from(TYPES)},
    optional=dict.fromkeys(KEYS[1:], values) | {"id": st.uuids(version=4).map(str) | values},
).map(json.dumps)
said = st.one_of(
    almost.map(text),
    almost.flatmap(lambda whole: st.integers(0, len(whole)).map(lambda at: text(whole[:at]))),
    st.sampled_from(RAW).map(text),
    st.binary(max_size=300).map(text),
    st.sampled_from([frame for frame, _ends in WIRE.values() if len(frame) < 20_000 and not frame.endswith(bytes(4))]),
    st.builds(framed, st.binary(max_size=200), st.integers(0, 15), final=st.booleans()),
)


@settings(max_examples=80 * MANY, deadline=None, derandomize=MANY == 1, suppress_health_check=list(HealthCheck))
@given(frames=st.lists(said, min_size=1, max_size=8), greeted=st.booleans())
def test_any_frames_are_answered_or_closed_with_a_code_that_says_why(server, pair_of_all, frames, greeted):
    code = end_of(server, pair_of_all, b"".join(frames), greeted=greeted)
    assert code in FORBIDDEN | {0, 1000, 1005, 4429}
    assert "Traceback" not in server.faults()


def pester(server: Server, room: int, seed: int) -> int:
    """Sends one round of everything that is wrong, the same each time; returns how many were closed."""
    chance = random.Random(seed)
    names = [name for name in WIRE if "nothing" not in name]
    names = chance.choices(names, k=150 * MANY)
    return sum(end_of(server, room, WIRE[name][0], greeted=chance.random() < 0.9) != 0 for name in names)


def settled(server: Server) -> int:
    """Returns the number of the process's open files, once its last connection is closed."""
    assert server.process is not None
    here, end = f":{server.port:04X}", time.monotonic() + PATIENCE
    while time.monotonic() < end:
        lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
        # 0A listens; 06 is closed already and belongs to nobody.
        if not any(line[1].endswith(here) and line[3] not in {"0A", "06"} for line in lines):
            return len(list(Path(f"/proc/{server.process.pid}/fd").iterdir()))
        time.sleep(0.1)
    raise AssertionError("connections to the server stay open")


def memory(server: Server) -> int:
    """Returns the resident memory in KiB."""
    assert server.process is not None
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0])


def come_and_go(server: Server, room: int, times: int) -> None:
    """Opens so many sockets that say hello; every second one closes itself by a malformed frame."""
    end = {0: b"", 1: text("[]")}
    with ThreadPoolExecutor(4) as threads:
        codes = list(threads.map(lambda n: end_of(server, room, end[n % 2]), range(times)))
    assert [codes.count(code) for code in (0, 4400)] == [times // 2] * 2


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="no /proc to count in")
def test_another_thousand_sockets_leave_no_file_and_no_memory_behind(server, pair_of_all):
    """A leaked socket would cost 20 to 30 KiB; a process may keep some MiB to work with, which is no leak."""
    assert pester(server, pair_of_all, 1) > 50
    come_and_go(server, pair_of_all, 200)
    files, before = settled(server), memory(server)
    come_and_go(server, pair_of_all, 1600)
    assert pester(server, pair_of_all, 1) > 50
    assert settled(server) <= files + 3  # the pool may have opened another connection
    assert memory(server) - before < 1600 * 20 / 2
