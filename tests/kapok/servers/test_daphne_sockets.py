"""Daphne, autobahn and Twisted have all attributes that ``kapok.servers.daphne_sockets`` needs, and it works with them.

If a test fails after an upgrade, adapt that file; until then rooms go through Daphne's own queue.
"""

import socket
from collections.abc import Iterator
from typing import Any

import pytest
from daphne.ws_protocol import WebSocketFactory, WebSocketProtocol
from twisted.internet import tcp
from twisted.internet.abstract import FileDescriptor
from websockets.frames import Opcode
from websockets.protocol import OPEN, Protocol, Side

from kapok.servers import daphne_sockets
from kapok.servers.daphne_sockets import RoomProtocol, WrittenAtOnce, install
from rooms.live.wire import Frame, frame

pytestmark = pytest.mark.pure


class Reactor:
    """Remembers which transports wait to write."""

    def __init__(self) -> None:
        self.writers: set[object] = set()

    def addReader(self, _reader: object) -> None: ...

    def removeReader(self, _reader: object) -> None: ...

    def addWriter(self, writer: object) -> None:
        self.writers.add(writer)

    def removeWriter(self, writer: object) -> None:
        self.writers.discard(writer)


class Connection:
    """Twisted's transport on one end of a socket pair; the test reads the other end."""

    def __init__(self) -> None:
        ours, self.theirs = socket.socketpair()
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 8192)
        self.theirs.setblocking(False)
        ours.setblocking(False)
        self.protocol = WrittenAtOnce()
        self.reactor = Reactor()
        reactor: Any = self.reactor
        self.protocol.transport = self.transport = tcp.Connection(ours, self.protocol, reactor)
        self.transport.connected = True
        self.protocol.state = WrittenAtOnce.STATE_OPEN
        self.client = Protocol(Side.CLIENT, state=OPEN, max_size=None)

    def read(self, most: int) -> int:
        """Reads up to ``most`` bytes; returns their number."""
        try:
            data = self.theirs.recv(most)
        except BlockingIOError:
            return 0
        self.client.receive_data(data)
        return len(data)

    def heard(self) -> list[str]:
        """The texts of the frames that are complete by now."""
        frames = self.client.events_received()
        assert all(frame.opcode == Opcode.TEXT and frame.fin for frame in frames)
        return [frame.data.decode() for frame in frames]


@pytest.fixture
def client() -> Iterator[Connection]:
    made = Connection()
    yield made
    made.theirs.close()
    made.transport.socket.close()


@pytest.fixture
def as_before(monkeypatch) -> None:
    monkeypatch.setattr(WebSocketFactory, "protocol", WebSocketProtocol)


def pong(number: int, size: int = 10) -> Frame:
    return frame({"type": "pong", "t": f"{number} {'é' * size}"})


def test_no_needed_attribute_is_missing():
    assert daphne_sockets._missing() == []


def test_a_frame_is_written_at_once_and_nothing_waits(client):
    client.protocol.write_frame(pong(1).wire)
    client.read(65536)
    assert client.heard() == [pong(1).text]
    assert (client.protocol.unread(), client.reactor.writers) == (0, set())


@pytest.mark.parametrize("part", [1, 100, 5000, 65536])
def test_a_client_that_pauses_reading_gets_every_frame_whole_and_in_order(client, part):
    frames = [pong(number, size) for number, size in enumerate([10, 40_000, 10, 3000, 100, 10])]
    for one in frames[:-1]:  # the first goes out whole, the second in part, the others wait
        client.protocol.write_frame(one.wire)
    assert client.protocol.unread() > 0
    assert client.transport in client.reactor.writers
    heard: list[str] = []
    while len(heard) < len(frames):
        client.read(part)
        fresh = client.heard()
        if fresh and not heard:  # the room sends on meanwhile
            client.protocol.write_frame(frames[-1].wire)
        heard += fresh
        if client.transport in client.reactor.writers:
            client.transport.doWrite()
    assert heard == [one.text for one in frames]
    assert client.protocol.unread() == 0


def test_unread_counts_bytes_in_this_process_and_not_in_the_kernel(client):
    for number in range(10):
        client.protocol.write_frame(pong(number, 10_000).wire)
    whole = sum(len(pong(number, 10_000).wire) for number in range(10))
    in_the_kernel = 0
    while size := client.read(65536):
        in_the_kernel += size
    assert client.protocol.unread() == whole - in_the_kernel > 0


def test_nothing_is_written_to_a_closing_connection(client):
    client.protocol.state = WrittenAtOnce.STATE_CLOSING
    client.protocol.write_frame(pong(1).wire)
    assert client.read(10) == 0


@pytest.mark.usefixtures("as_before")
class TestInstalled:
    def test_daphne_creates_the_installed_protocol(self):
        install(True)
        assert WebSocketFactory.protocol is WrittenAtOnce
        install(False)
        assert WebSocketFactory.protocol is RoomProtocol

    @pytest.mark.parametrize("at_once", [True, False])
    @pytest.mark.parametrize(
        ("thing", "gone"), [(FileDescriptor, "offset"), (WebSocketProtocol, "onPing"), (tcp.Server, "abortConnection")]
    )
    def test_daphnes_own_protocol_stays_when_an_attribute_is_missing(self, monkeypatch, caplog, thing, gone, at_once):
        for owner in [part for part in thing.__mro__ if gone in vars(part)]:
            monkeypatch.delattr(owner, gone)
        install(at_once)
        assert WebSocketFactory.protocol is WebSocketProtocol
        assert f"{thing.__name__}.{gone}" in caplog.text

    def test_a_field_that_no_method_names_counts_as_missing(self, monkeypatch, caplog):
        monkeypatch.setattr(daphne_sockets, "_functions", lambda _thing: iter([install]))
        install(True)
        assert WebSocketFactory.protocol is WebSocketProtocol
        assert "WebSocketProtocol.failedByMe" in caplog.text
