"""A client cannot fill the memory of its socket, neither after its close nor by never reading."""

import base64
import json
import subprocess
import sys
from types import SimpleNamespace
from typing import Any

import pytest
from autobahn.twisted.websocket import WebSocketServerFactory
from twisted.internet.testing import StringTransport

from kapok.servers import daphne_sockets, serving
from kapok.servers.daphne_sockets import CLOSE_SECONDS, RoomProtocol
from rooms.live.connections import MOST_UNREAD
from tests.faults.wire import framed, unframed

pytestmark = pytest.mark.pure
PART = bytes(65536)
HANDSHAKE = (
    b"GET / HTTP/1.1\r\nHost: localhost:8000\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: " + base64.b64encode(bytes(16)) + b"\r\nSec-WebSocket-Version: 13\r\n\r\n"
)


class Transport(StringTransport):
    """The client reads nothing, so everything written waits here."""

    aborted = False
    offset = _tempDataLen = 0

    @property
    def dataBuffer(self) -> bytes:
        return self.value()

    def unregisterProducer(self) -> None: ...

    def abortConnection(self) -> None:
        self.aborted = True


class Daphne(RoomProtocol):
    """Accepts every connection; its application queue is a list."""

    def onConnect(self, request: Any) -> None:
        self.closeHandshakeTimeout, self.failByDrop = CLOSE_SECONDS, False
        self.application_queue, self.client_addr = Queue(), None

    def onOpen(self) -> None: ...


class Queue(list[dict[str, Any]]):
    put_nowait = list.append


class Connection:
    def __init__(self) -> None:
        self.later: list[tuple[float, Any]] = []
        factory = WebSocketServerFactory("ws://localhost:8000", reactor=object())
        factory.protocol = Daphne
        factory.setProtocolOptions(openHandshakeTimeout=0, maxMessagePayloadSize=1 << 20, maxFramePayloadSize=1 << 16)
        factory._batched_timer = SimpleNamespace(call_later=self._call_later)
        self.protocol, self.transport = factory.buildProtocol(None), Transport()
        self.protocol.makeConnection(self.transport)
        self.receive(HANDSHAKE)
        assert self.protocol.state == self.protocol.STATE_OPEN
        self.transport.clear()

    def _call_later(self, seconds: float, what: Any) -> Any:
        self.later.append((seconds, what))
        return SimpleNamespace(cancel=lambda: None)

    def receive(self, *data: bytes) -> None:
        for part in data:
            self.protocol.dataReceived(part)

    @property
    def held(self) -> int:
        protocol = self.protocol
        lists = (getattr(protocol, name, None) or [] for name in ("frame_data", "message_data", "control_frame_data"))
        return len(protocol.data) + sum(8 + len(piece) for pieces in lists for piece in pieces)

    @property
    def code(self) -> int:
        """The code of the server's close frame; 0 without one."""
        found = unframed(self.transport.value(), 0)
        return int.from_bytes(found[2][:2], "big") if found and found[0] == 8 else 0


@pytest.fixture
def client(monkeypatch) -> Connection:
    monkeypatch.setattr(daphne_sockets.WebSocketProtocol, "onClose", lambda *_reason: None)
    return Connection()


def endless(opcode: int) -> bytes:
    """The head of a frame that announces one tebibyte."""
    return bytes([0x80 | opcode]) + b"\xff" + (1 << 40).to_bytes(8, "big") + bytes(4)


@pytest.mark.parametrize("opcode", [1, 2, 9, 10])
@pytest.mark.parametrize("closed", [True, False])
def test_an_endless_frame_is_not_stored(client, closed, opcode):
    if closed:
        client.protocol.serverClose(4401)
    client.receive(endless(opcode), *[PART] * 100)
    assert (client.held, client.code) == (0, 4401 if closed else 4400)
    assert client.later[0] == (CLOSE_SECONDS, client.protocol.onCloseHandshakeTimeout)


def test_a_message_after_the_close_reaches_no_queue(client):
    client.receive(framed(b"{}"))
    client.protocol.serverClose(4401)
    client.receive(framed(b"{}") * 1000, framed(b"{", final=False), framed(b"}", 0))
    assert len(client.protocol.application_queue) == 1
    assert client.held == 0


def test_a_close_within_a_message_still_ends_cleanly_with_its_code(client):
    half = "é".encode()[:1]
    client.receive(framed(b'"' + half, final=False))
    client.protocol.serverClose(4403)
    client.receive(framed(b"", 0), framed(half), framed((4403).to_bytes(2, "big"), 8))
    assert (client.code, client.protocol.wasClean) == (4403, True)


def test_empty_fragments_take_no_memory_and_the_message_is_joined(client):
    client.receive(framed(b"{", final=False), framed(b"", 0, final=False) * 10_000)
    assert client.held < 100
    client.receive(framed(b"}", 0))
    assert client.protocol.application_queue == [{"type": "websocket.receive", "text": "{}"}]


def test_pings_are_answered_until_too_much_is_unread(client):
    client.receive(framed(b"once", 9))
    assert unframed(client.transport.value(), 0) == (10, True, b"once", 6)
    for _part in range(200):
        client.receive(framed(bytes(125), 9) * 100)
    assert MOST_UNREAD < client.protocol.unread() < MOST_UNREAD + 200
    client.transport.clear()
    client.receive(framed(b"again", 9))
    assert unframed(client.transport.value(), 0) == (10, True, b"again", 7)


def test_a_client_that_closes_and_stops_reading_is_cut_after_a_while(client):
    client.receive(framed((1000).to_bytes(2, "big"), 8))
    assert (client.transport.disconnecting, client.transport.aborted) == (True, False)
    assert [seconds for seconds, _cut in client.later] == [CLOSE_SECONDS]
    client.later[0][1]()
    assert client.transport.aborted


def test_a_ping_times_out_before_the_next_one():
    assert 30 <= serving.PONG_WITHIN < serving.PING_AFTER


def test_a_closed_connection_is_freed_without_the_garbage_collector():
    done = subprocess.run(
        [sys.executable, "-m", "tests.kapok.servers.leftovers"], capture_output=True, text=True, timeout=60
    )
    assert (json.loads(done.stdout or "null"), done.returncode) == ({}, 0), done.stderr
