"""Nobody fills the memory of a served socket: not who was closed and goes on talking, nor who asks and never reads."""

import base64
import json
import subprocess
import sys
from types import SimpleNamespace
from typing import Any

import pytest
from autobahn.twisted.websocket import WebSocketServerFactory
from twisted.internet.testing import StringTransport

from kapok import daphne_sockets, serving
from kapok.daphne_sockets import PATIENCE, RoomProtocol
from rooms.live.connections import MOST_UNREAD
from tests.faults.wire import framed, unframed

pytestmark = pytest.mark.pure
PART = bytes(65536)
HANDSHAKE = (
    b"GET / HTTP/1.1\r\nHost: localhost:8000\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: " + base64.b64encode(bytes(16)) + b"\r\nSec-WebSocket-Version: 13\r\n\r\n"
)


class Transport(StringTransport):
    """A client that reads nothing: what is written waits."""

    aborted = False
    offset = _tempDataLen = 0

    @property
    def dataBuffer(self) -> bytes:
        return self.value()

    def unregisterProducer(self) -> None: ...

    def abortConnection(self) -> None:
        self.aborted = True


class Daphne(RoomProtocol):
    """Its door open, its queue a list."""

    def onConnect(self, request: Any) -> None:
        self.closeHandshakeTimeout, self.failByDrop = PATIENCE, False
        self.application_queue, self.client_addr = Queue(), None

    def onOpen(self) -> None: ...


class Queue(list[dict[str, Any]]):
    put_nowait = list.append


class Line:
    def __init__(self) -> None:
        self.later: list[tuple[float, Any]] = []
        factory = WebSocketServerFactory("ws://localhost:8000", reactor=object())
        factory.protocol = Daphne
        factory.setProtocolOptions(openHandshakeTimeout=0, maxMessagePayloadSize=1 << 20, maxFramePayloadSize=1 << 16)
        factory._batched_timer = SimpleNamespace(call_later=self._call_later)
        self.protocol, self.transport = factory.buildProtocol(None), Transport()
        self.protocol.makeConnection(self.transport)
        self.says(HANDSHAKE)
        assert self.protocol.state == self.protocol.STATE_OPEN
        self.transport.clear()

    def _call_later(self, seconds: float, what: Any) -> Any:
        self.later.append((seconds, what))
        return SimpleNamespace(cancel=lambda: None)

    def says(self, *data: bytes) -> None:
        for part in data:
            self.protocol.dataReceived(part)

    @property
    def held(self) -> int:
        protocol = self.protocol
        lists = (getattr(protocol, name, None) or [] for name in ("frame_data", "message_data", "control_frame_data"))
        return len(protocol.data) + sum(8 + len(piece) for pieces in lists for piece in pieces)

    @property
    def code(self) -> int:
        """With which it was closed."""
        found = unframed(self.transport.value(), 0)
        return int.from_bytes(found[2][:2], "big") if found and found[0] == 8 else 0


@pytest.fixture
def line(monkeypatch) -> Line:
    monkeypatch.setattr(daphne_sockets.WebSocketProtocol, "onClose", lambda *_said: None)
    return Line()


def endless(opcode: int) -> bytes:
    """The head of a frame of a tebibyte."""
    return bytes([0x80 | opcode]) + b"\xff" + (1 << 40).to_bytes(8, "big") + bytes(4)


@pytest.mark.parametrize("opcode", [1, 2, 9, 10])
@pytest.mark.parametrize("closed", [True, False])
def test_an_endless_frame_is_not_kept(line, closed, opcode):
    if closed:
        line.protocol.serverClose(4401)
    line.says(endless(opcode), *[PART] * 100)
    assert (line.held, line.code) == (0, 4401 if closed else 4400)
    assert line.later[0] == (PATIENCE, line.protocol.onCloseHandshakeTimeout)


def test_what_comes_after_the_close_reaches_no_queue(line):
    line.says(framed(b"{}"))
    line.protocol.serverClose(4401)
    line.says(framed(b"{}") * 1000, framed(b"{", final=False), framed(b"}", 0))
    assert len(line.protocol.application_queue) == 1
    assert line.held == 0


def test_who_is_closed_in_the_middle_of_a_word_learns_why_and_ends_it_properly(line):
    half = "é".encode()[:1]
    line.says(framed(b'"' + half, final=False))
    line.protocol.serverClose(4403)
    line.says(framed(b"", 0), framed(half), framed((4403).to_bytes(2, "big"), 8))
    assert (line.code, line.protocol.wasClean) == (4403, True)


def test_a_message_of_empty_pieces_holds_nothing_and_is_put_together(line):
    line.says(framed(b"{", final=False), framed(b"", 0, final=False) * 10_000)
    assert line.held < 100
    line.says(framed(b"}", 0))
    assert line.protocol.application_queue == [{"type": "websocket.receive", "text": "{}"}]


def test_pings_are_answered_until_too_much_is_unread(line):
    line.says(framed(b"once", 9))
    assert unframed(line.transport.value(), 0) == (10, True, b"once", 6)
    for _part in range(200):
        line.says(framed(bytes(125), 9) * 100)
    assert MOST_UNREAD < line.protocol.unread() < MOST_UNREAD + 200
    line.transport.clear()
    line.says(framed(b"again", 9))
    assert unframed(line.transport.value(), 0) == (10, True, b"again", 7)


def test_who_says_goodbye_and_reads_nothing_more_is_not_waited_for_for_ever(line):
    line.says(framed((1000).to_bytes(2, "big"), 8))
    assert (line.transport.disconnecting, line.transport.aborted) == (True, False)
    assert [seconds for seconds, _cut in line.later] == [PATIENCE]
    line.later[0][1]()
    assert line.transport.aborted


def test_a_ping_is_answered_or_given_up_before_the_next_one():
    assert 30 <= serving.PONG_WITHIN < serving.PING_AFTER


def test_what_a_connection_was_made_of_is_freed_without_the_garbage_collector():
    done = subprocess.run([sys.executable, "-m", "tests.kapok.leavings"], capture_output=True, text=True, timeout=60)
    assert (json.loads(done.stdout or "null"), done.returncode) == ({}, 0), done.stderr
