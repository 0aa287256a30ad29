"""Frames leave as the right bytes, in order, and a client that does not read is closed."""

import asyncio
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from websockets.frames import Opcode
from websockets.protocol import OPEN, Protocol, Side

from rooms.live import connections, live_room, sockets, wire
from rooms.live.connections import Immediate, Queued, until_low
from rooms.live.live_room import LiveRoom
from rooms.live.wire import Frame, text_frame

pytestmark = pytest.mark.pure


@given(st.text(max_size=200))
@example("x" * 125)
@example("x" * 126)
@example("x" * 65535)
@example("x" * 65536)
def test_any_client_can_read_a_frame_on_the_wire(text):
    client = Protocol(Side.CLIENT, state=OPEN, max_size=None)
    client.receive_data(text_frame(text.encode()))
    (read,) = client.events_received()
    assert (read.opcode, read.fin, read.data.decode()) == (Opcode.TEXT, True, text)


class Server:
    """An ASGI server's ``send`` that lets through as many frames as its client reads."""

    def __init__(self, reads: int) -> None:
        self.may = asyncio.Semaphore(reads)
        self.sent: list[str | int] = []

    async def send(self, event: dict) -> None:
        await self.may.acquire()
        self.sent.append(event.get("text", event.get("code")))


class Outlet:
    """A protocol class whose client reads nothing."""

    def __init__(self) -> None:
        self.written = b""
        self.read = 0

    def write_frame(self, wire: bytes) -> None:
        self.written += wire

    def unread(self) -> int:
        return len(self.written) - self.read


class Keeps(Outlet):
    """Keeps the very bytes that it was given."""

    def __init__(self) -> None:
        super().__init__()
        self.wires: list[bytes] = []

    def write_frame(self, wire: bytes) -> None:
        self.wires.append(wire)


async def settle(said) -> None:
    async with asyncio.timeout(5):
        while not said():
            await asyncio.sleep(0)


async def test_queued_frames_leave_in_order_and_the_close_follows():
    server = Server(10)
    connection = Queued(server.send)
    for text in "abc":
        assert connection.put(Frame(text))
    connection.close(4403)
    assert connection.put(Frame("too late"))
    await settle(lambda: len(server.sent) == 4)
    assert server.sent == ["a", "b", "c", 4403]


async def test_a_client_that_does_not_read_is_closed_past_the_limit_with_the_reason(monkeypatch):
    monkeypatch.setattr(connections, "MOST_UNREAD", 10)
    server = Server(0)
    connection = Queued(server.send)
    assert [connection.put(Frame("123456")) for _n in range(4)] == [True, True, False, False]
    await asyncio.sleep(0)
    connection.close(connections.TOO_SLOW)
    for _n in range(5):
        server.may.release()
    await settle(lambda: 4408 in server.sent)
    assert server.sent == ["123456", 4408]  # the frame that was under way already, then the reason


async def test_a_client_that_is_gone_causes_no_error():
    async def gone(_event) -> None:
        raise OSError

    connection = Queued(gone)
    connection.put(Frame("x"))
    await settle(lambda: not connection.writing)
    assert connection.put(Frame("y"))


async def test_an_immediate_connection_has_the_same_limit(monkeypatch):
    monkeypatch.setattr(connections, "MOST_UNREAD", 10)
    outlet = Outlet()
    connection = Immediate(outlet, Server(0).send)
    assert [connection.put(Frame("12345678")) for _n in range(3)] == [True, True, False]
    outlet.read = 12
    assert connection.put(Frame("1"))


async def test_the_next_page_waits_until_little_is_unread_but_not_for_ever(monkeypatch):
    monkeypatch.setattr(connections, "STALLED_SECONDS", 0.05)
    outlet = Outlet()
    outlet.written = b"x" * (connections.LOW_WATER + 1)
    connection = Immediate(outlet, None)
    waiting = asyncio.ensure_future(until_low(connection))
    await asyncio.sleep(0.02)
    assert not waiting.done()
    outlet.read = 2
    assert await waiting
    outlet.written += b"x" * connections.LOW_WATER
    assert not await until_low(connection)


async def test_a_socket_that_is_silent_for_half_an_hour_is_closed():
    server = Server(10)
    socket = sockets.RoomSocket(7, Queued(server.send))
    socket.close_if_idle()
    assert server.sent == []
    socket.received.at = time.monotonic() - sockets.IDLE_SECONDS - 1
    socket.close_if_idle()
    await settle(lambda: server.sent == [4408])


@pytest.mark.parametrize("lean", [False, True])
async def test_a_change_is_encoded_once_for_all_sockets_of_a_room(monkeypatch, lean):
    encoded: list[str] = []
    for name, encode in (("encode", wire.encode), ("text_frame", wire.text_frame)):
        for module in {module for module in (wire, live_room) if hasattr(module, name)}:
            monkeypatch.setattr(
                module, name, lambda what, name=name, encode=encode: encoded.append(name) or encode(what)
            )
    room, outlets = LiveRoom(7, lambda room: None), [Keeps() for _n in range(20)]
    room.start_at(0)
    for outlet in outlets:
        socket = sockets.RoomSocket(7, Immediate(outlet, Server(0).send))
        socket.catching_up, socket.lean = False, lean
        room.sockets.add(socket)
    room.committed(1, 1, [{"id": 5, "rev": 1, "body": "é", "html": "é", "reply_to": None}])
    assert encoded == ["encode", "text_frame"]
    assert {len(outlet.wires) for outlet in outlets} == {1}
    assert len({id(outlet.wires[0]) for outlet in outlets}) == 1
    assert '"body":"é"'.encode() in outlets[0].wires[0]
    assert (b"reply_to" in outlets[0].wires[0]) is not lean
