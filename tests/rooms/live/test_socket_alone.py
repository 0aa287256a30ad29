"""One socket with made-up hub, connection and database: its acts while the database takes its time."""

import asyncio
import gc
import json
import threading
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from django.db import OperationalError

from rooms import announcing
from rooms.announcing import MembershipChanged
from rooms.live import reading, seen, sockets
from rooms.live.consumers import _own_origin
from rooms.live.door import admission
from rooms.live.door.admission import Seat, Visitor
from rooms.live.hub import Hub
from rooms.live.sockets import RoomSocket
from rooms.live.wire import Frame
from rooms.reading import read_marks

pytestmark = pytest.mark.pure
ROOM = 7
SEAT = Seat(ROOM, "mine", 1, 11, "en", "en", {"id": 11}, None, None)


class Connection:
    def __init__(self) -> None:
        self.texts: list[str] = []
        self.code = 0

    def put(self, frame: Frame) -> bool:
        self.texts.append(frame.text)
        return True

    def unread(self) -> int:
        return 0

    def close(self, code: int) -> None:
        self.code = code


class Database:
    """Answers each kind of work, once the test lets it."""

    def __init__(self) -> None:
        self.answers: dict[Callable[..., Any], Any] = {
            admission.read_visitor: Visitor(0, SEAT),
            read_marks.mark_read: 1,
        }
        self.may_answer = asyncio.Event()
        self.asked: list[tuple[Any, ...]] = []

    async def read(self, work: Callable[..., Any], *said: Any) -> Any:
        self.asked.append(said)
        answer = self.answers[work]
        await self.may_answer.wait()
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture
async def database(monkeypatch) -> Database:
    made = Database()
    monkeypatch.setattr(sockets, "read", made.read)
    monkeypatch.setattr(seen, "write_mark", made.read)
    return made


@pytest.fixture
async def hub(monkeypatch) -> AsyncIterator[Hub]:
    made = Hub()
    monkeypatch.setattr(sockets, "hub", made)
    monkeypatch.setattr(announcing, "_listeners", [])
    monkeypatch.setattr(announcing, "others_listen", lambda: False)
    yield made
    for task in list(made.tasks):
        task.cancel()


@pytest.fixture
async def socket(hub, database) -> RoomSocket:
    made = RoomSocket(ROOM, Connection())
    made.seat = SEAT
    hub.register(made, hub.announced)
    return made


async def settled(hub: Hub) -> None:
    async with asyncio.timeout(5):
        while hub.tasks:
            await asyncio.sleep(0)


SUSPENDED = MembershipChanged(SEAT.member)


class TestStaleSeat:
    @pytest.mark.parametrize("code", [0, 4403])
    async def test_a_stale_seat_is_not_remembered_when_its_socket_leaves(self, hub, socket, database, code):
        database.answers[admission.read_visitor] = Visitor(code, None if code else SEAT)
        hub.receive(SUSPENDED)
        await asyncio.sleep(0)
        hub.leave(socket)
        assert hub.recall("mine", ROOM) is None
        database.may_answer.set()
        await settled(hub)
        assert (hub.recall("mine", ROOM), socket.closed_with) == (None, code)

    async def test_a_seat_that_was_read_again_is_remembered_as_it_is_now(self, hub, socket, database):
        hub.receive(SUSPENDED)
        database.may_answer.set()
        await settled(hub)
        hub.leave(socket)
        assert hub.recall("mine", ROOM) is SEAT

    async def test_a_seat_that_becomes_stale_while_it_is_read_is_read_again(self, hub, socket, database):
        hub.receive(SUSPENDED)
        await asyncio.sleep(0)
        database.answers[admission.read_visitor] = Visitor(4403)
        hub.receive(SUSPENDED)
        hub.receive(SUSPENDED)
        database.may_answer.set()
        await settled(hub)
        assert (len(database.asked), socket.closed_with, socket.connection.code, socket.connection.texts) == (
            2,
            4403,
            4403,
            [],
        )


class TestReadMark:
    async def says(self, socket: RoomSocket, **said: Any) -> None:
        await asyncio.wait_for(socket.receive({"text": json.dumps(said)}), 1)

    async def test_a_read_mark_delays_no_ping(self, socket, database):
        await self.says(socket, type="read", rev=1)
        await self.says(socket, type="ping", t=1)
        assert socket.connection.texts == ['{"type":"pong","t":1}']

    async def test_read_marks_are_written_one_at_a_time_and_the_last_one_counts(self, hub, socket, database):
        sent: list[Any] = []
        hub.broadcast = lambda room, said, but: sent.append(said)
        for rev in range(1, 6):
            await self.says(socket, type="read", rev=rev)
            await asyncio.sleep(0)
        database.may_answer.set()
        await settled(hub)
        assert database.asked == [(ROOM, SEAT.member, 1), (ROOM, SEAT.member, 5)]
        assert [said["type"] for said in sent] == ["read", "read"]
        await self.says(socket, type="read", rev=5)
        await settled(hub)
        assert len(database.asked) == 3

    async def test_a_read_mark_that_fails_loses_nothing_else(self, hub, socket, database, caplog):
        database.answers[read_marks.mark_read] = OperationalError("database or disk is full")
        await self.says(socket, type="read", rev=1)
        database.may_answer.set()
        await settled(hub)
        assert (socket.closed_with, socket.connection.texts) == (0, [])
        assert "database or disk is full" in caplog.text
        database.answers[read_marks.mark_read] = 2
        await self.says(socket, type="read", rev=2)
        await settled(hub)
        assert len(database.asked) == 2

    async def test_a_read_mark_of_a_closed_socket_is_not_broadcast(self, hub, socket, database):
        hub.broadcast = lambda *_said, **_but: pytest.fail("broadcast")
        await self.says(socket, type="read", rev=1)
        await self.says(socket, type="read", rev=2)
        await asyncio.sleep(0)
        await self.says(socket, type="read", rev=3)
        socket.close(4403)
        database.may_answer.set()
        await settled(hub)
        assert len(database.asked) == 1


async def test_a_read_mark_that_waits_for_a_writer_blocks_no_reader():
    may_go, began = threading.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def waits() -> None:
        loop.call_soon_threadsafe(began.set)
        may_go.wait(10)

    marks = [asyncio.ensure_future(reading.write_mark(waits)) for _mark in range(4)]
    try:
        await began.wait()
        assert await asyncio.wait_for(reading.read(lambda: "read"), 5) == "read"
    finally:
        may_go.set()
        await asyncio.gather(*marks)


async def test_a_read_that_waits_too_long_is_given_up_and_one_that_has_begun_is_finished(monkeypatch):
    monkeypatch.setattr(reading, "PATIENCE", 0.2)
    may_go = threading.Event()
    readings = [asyncio.ensure_future(reading.read(lambda n: may_go.wait(5) and n, n)) for n in range(6)]
    try:
        done, waiting = await asyncio.wait(readings, timeout=1)
        assert {type(reading.exception()) for reading in done} == {OperationalError}
        assert {readings.index(reading) for reading in waiting} == {0, 1}
        assert (
            await asyncio.wait_for(reading.read_for_all(lambda: "what all need to know"), 1) == "what all need to know"
        )
    finally:
        may_go.set()
    assert await asyncio.gather(*readings[:2], reading.read(lambda: "next")) == [0, 1, "next"]


async def test_a_cancelled_read_does_not_begin():
    may_go, read = threading.Event(), []
    holding = [asyncio.ensure_future(reading.read(may_go.wait, 5)) for _one in range(2)]
    gone = asyncio.ensure_future(reading.read(read.append, "nobody"))
    await asyncio.sleep(0)
    gone.cancel()
    await asyncio.wait({gone})  # the queue may move on only after the cancellation
    may_go.set()
    await asyncio.gather(*holding, reading.read(read.append, "somebody"))
    assert read == ["somebody"]


async def test_a_fault_of_a_cancelled_read_is_not_logged(caplog):
    may_go, done = threading.Event(), threading.Event()

    def fails() -> None:
        may_go.wait(5)
        done.set()
        raise OperationalError("gone")

    asked = asyncio.ensure_future(reading.read(fails))
    await asyncio.sleep(0.05)
    asked.cancel()
    await asyncio.gather(asked, return_exceptions=True)
    may_go.set()
    await asyncio.to_thread(done.wait, 5)
    assert await reading.read(lambda: "next") == "next"
    del asked
    gc.collect()
    assert caplog.text == ""


async def test_a_client_whose_permission_is_read_during_a_drain_is_told_to_reconnect(hub, database):
    late = RoomSocket(ROOM, Connection())
    coming = asyncio.ensure_future(late.enter([]))
    await asyncio.sleep(0)
    await hub.drain(0)
    database.may_answer.set()
    assert (await coming, hub.sockets) == (1012, set())


@pytest.mark.parametrize("origin", ["http://[x", "http://[::1", "http://[x]/", "null", "http://other"])
def test_a_malformed_origin_is_refused(settings, origin):
    settings.ALLOWED_HOSTS = ["here"]
    assert not _own_origin([(b"host", b"here:8000"), (b"origin", origin.encode())])
    assert _own_origin([(b"host", b"here:8000"), (b"origin", b"http://here:8000")])


@pytest.mark.parametrize("host", [b"evil.example", b"", b"[::1", b"here.evil.example", b"\xff", None])
def test_a_foreign_host_is_refused(settings, host):
    settings.ALLOWED_HOSTS = ["here"]
    said = [] if host is None else [(b"host", host)]
    assert not _own_origin(said)
    assert not _own_origin([*said, (b"origin", b"http://" + (host or b""))])
    assert _own_origin([(b"host", b"HERE")])
