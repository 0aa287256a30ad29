"""What ``kapok.daphne_sockets`` leans on in Daphne, autobahn and Twisted is there, and does what it is taken to do.

Where one of these fails after an upgrade, the file has to be looked at; until then rooms go through Daphne's own queue.
"""

import socket
from collections.abc import Iterator

import pytest
from daphne.ws_protocol import WebSocketFactory, WebSocketProtocol
from twisted.internet import tcp
from twisted.internet.abstract import FileDescriptor
from websockets.frames import Opcode
from websockets.protocol import OPEN, Protocol, Side

from kapok import daphne_sockets
from kapok.daphne_sockets import RoomProtocol, WrittenAtOnce, install
from rooms.live.wire import Frame, frame

pytestmark = pytest.mark.pure


class Reactor:
    """Counts whether the transport waits to write."""

    def __init__(self) -> None:
        self.writers: set[object] = set()

    def addReader(self, _reader: object) -> None: ...

    def removeReader(self, _reader: object) -> None: ...

    def addWriter(self, writer: object) -> None:
        self.writers.add(writer)

    def removeWriter(self, writer: object) -> None:
        self.writers.discard(writer)


class Line:
    """Twisted's own transport on one end of a pair of sockets; on the other a reader, which reads when it likes."""

    def __init__(self) -> None:
        ours, self.theirs = socket.socketpair()
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 8192)
        self.theirs.setblocking(False)
        ours.setblocking(False)
        self.protocol = WrittenAtOnce()
        self.reactor = Reactor()
        self.protocol.transport = self.transport = tcp.Connection(ours, self.protocol, self.reactor)  # type: ignore[arg-type]
        self.transport.connected = True
        self.protocol.state = WrittenAtOnce.STATE_OPEN
        self.client = Protocol(Side.CLIENT, state=OPEN, max_size=None)

    def read(self, most: int) -> int:
        """How many bytes were there to read."""
        try:
            data = self.theirs.recv(most)
        except BlockingIOError:
            return 0
        self.client.receive_data(data)
        return len(data)

    def heard(self) -> list[str]:
        """The frames that are whole by now."""
        frames = self.client.events_received()
        assert all(frame.opcode == Opcode.TEXT and frame.fin for frame in frames)
        return [frame.data.decode() for frame in frames]


@pytest.fixture
def line() -> Iterator[Line]:
    made = Line()
    yield made
    made.theirs.close()
    made.transport.socket.close()


@pytest.fixture
def as_before(monkeypatch) -> None:
    monkeypatch.setattr(WebSocketFactory, "protocol", WebSocketProtocol)


def said(number: int, size: int = 10) -> Frame:
    return frame({"type": "pong", "t": f"{number} {'é' * size}"})


def test_all_that_it_leans_on_is_there():
    assert daphne_sockets._missing() == []


def test_a_frame_written_at_once_is_there_at_once_and_nothing_waits(line):
    line.protocol.write_frame(said(1).wire)
    line.read(65536)
    assert line.heard() == [said(1).text]
    assert (line.protocol.unread(), line.reactor.writers) == (0, set())


@pytest.mark.parametrize("part", [1, 100, 5000, 65536])
def test_who_stops_reading_and_goes_on_gets_every_frame_whole_and_in_order(line, part):
    frames = [said(number, size) for number, size in enumerate([10, 40_000, 10, 3000, 100, 10])]
    for one in frames[:-1]:  # the first goes out whole, the second in part, the others wait their turn
        line.protocol.write_frame(one.wire)
    assert line.protocol.unread() > 0
    assert line.transport in line.reactor.writers
    heard: list[str] = []
    while len(heard) < len(frames):
        line.read(part)
        fresh = line.heard()
        if fresh and not heard:  # meanwhile the room goes on
            line.protocol.write_frame(frames[-1].wire)
        heard += fresh
        if line.transport in line.reactor.writers:
            line.transport.doWrite()
    assert heard == [one.text for one in frames]
    assert line.protocol.unread() == 0


def test_what_it_says_to_be_unread_is_what_waits_here_and_not_in_the_kernel(line):
    for number in range(10):
        line.protocol.write_frame(said(number, 10_000).wire)
    whole = sum(len(said(number, 10_000).wire) for number in range(10))
    in_the_kernel = 0
    while size := line.read(65536):
        in_the_kernel += size
    assert line.protocol.unread() == whole - in_the_kernel > 0


def test_nothing_is_written_to_a_line_that_closes(line):
    line.protocol.state = WrittenAtOnce.STATE_CLOSING
    line.protocol.write_frame(said(1).wire)
    assert line.read(10) == 0


@pytest.mark.usefixtures("as_before")
class TestInstalled:
    def test_it_is_what_daphne_makes_of_each_socket(self):
        install(True)
        assert WebSocketFactory.protocol is WrittenAtOnce
        install(False)
        assert WebSocketFactory.protocol is RoomProtocol

    @pytest.mark.parametrize("at_once", [True, False])
    @pytest.mark.parametrize(
        ("thing", "gone"), [(FileDescriptor, "offset"), (WebSocketProtocol, "onPing"), (tcp.Server, "abortConnection")]
    )
    def test_where_something_is_gone_they_stay_daphnes_own_and_the_log_says_so(
        self, monkeypatch, caplog, thing, gone, at_once
    ):
        for owner in [part for part in thing.__mro__ if gone in vars(part)]:
            monkeypatch.delattr(owner, gone)
        install(at_once)
        assert WebSocketFactory.protocol is WebSocketProtocol
        assert f"{thing.__name__}.{gone}" in caplog.text

    def test_a_field_nobody_speaks_of_any_more_counts_as_gone(self, monkeypatch, caplog):
        monkeypatch.setattr(daphne_sockets, "_functions", lambda _thing: iter([install]))
        install(True)
        assert WebSocketFactory.protocol is WebSocketProtocol
        assert "WebSocketProtocol.failedByMe" in caplog.text
