"""One socket alone, with made-up database and connection: its frames during a catch-up, whatever interferes."""

import asyncio
import json
from types import SimpleNamespace
from typing import Any
from unittest.mock import AsyncMock

import pytest
from django.db import OperationalError

from rooms.live import sockets
from rooms.live.door import admission
from rooms.live.door.welcome import Welcome
from rooms.live.live_room import changes_frame, last_states
from rooms.live.sockets import RoomSocket
from rooms.live.wire import Frame
from rooms.messages import changes
from rooms.messages.changes import Changes
from rooms.messages.frames import Hello, Ping

pytestmark = pytest.mark.pure
ROOM, PAGE, LAST = 7, 100, 450


def message(rev: int, id: int | None = None) -> dict[str, Any]:
    return {"id": id or rev, "rev": rev, "body": "x", "html": "<p>x</p>"}


def page(since: int) -> Changes:
    reached = min(since + PAGE, LAST)
    return Changes(reached, [message(rev) for rev in range(since + 1, reached + 1)], reached < LAST, LAST)


class Connection:
    def __init__(self) -> None:
        self.said: list[dict[str, Any]] = []

    def put(self, frame: Frame) -> bool:
        self.said.append(json.loads(frame.text))
        return True

    def unread(self) -> int:
        return 0

    def close(self, code: int) -> None:
        pass


class Database:
    """Answers when the test lets it: ``held`` are the reads of pages that wait."""

    def __init__(self) -> None:
        self.held: list[asyncio.Future[None]] = []
        self.is_slow = False

    async def read(self, work: Any, *args: Any) -> Any:
        if work is not changes.since:
            return Welcome('{"type":"welcome"}', page(args[1].since), False)
        if self.is_slow:
            self.held.append(asyncio.get_running_loop().create_future())
            await self.held[-1]
        return page(args[1])


@pytest.fixture
def database(monkeypatch) -> Database:
    made = Database()
    room = SimpleNamespace(start_at=lambda rev: None)
    hub = SimpleNamespace(
        join=lambda socket: room,
        layer=SimpleNamespace(subscribe=AsyncMock()),
        spawn=asyncio.ensure_future,
        presence=SimpleNamespace(present_in=lambda room: [], changed=lambda room: None),
        leave=lambda socket: None,
    )
    monkeypatch.setattr(sockets, "read", made.read)
    monkeypatch.setattr(sockets, "hub", hub)
    return made


@pytest.fixture
def socket() -> RoomSocket:
    made = RoomSocket(ROOM, Connection())
    made.seat = SimpleNamespace(language="en", member=1)  # type: ignore[assignment]
    return made


async def rest() -> None:
    for _turn in range(20):
        await asyncio.sleep(0)


def heard(socket: RoomSocket) -> list[Any]:
    said = socket.connection.said  # type: ignore[attr-defined]
    return [(one["after"], one["rev"]) if one["type"] == "changes" else one["type"] for one in said]


async def test_pages_follow_each_other_to_the_end_and_live_frames_follow_them(database, socket):
    await socket._hello(Hello(0, ""))
    await rest()
    assert heard(socket) == ["welcome", (0, 100), (100, 200), (200, 300), (300, 400), (400, 450)]
    socket.deliver(changes_frame(Changes(451, [message(451)]), 450), 451, 451)
    assert heard(socket)[-1] == (450, 451)


async def test_a_new_hello_cancels_the_catch_up_under_way(database, socket):
    database.is_slow = True
    await socket._hello(Hello(200, ""))
    await rest()
    assert heard(socket) == ["welcome", (200, 300)]
    await socket._hello(Hello(0, ""))
    database.is_slow = False
    assert database.held[0].cancelled()
    await rest()
    assert heard(socket)[2:] == ["welcome", (0, 100), (100, 200), (200, 300), (300, 400), (400, 450)]


async def test_a_client_that_repeats_hello_and_reads_nothing_has_one_page_waiting(database, socket, monkeypatch):
    kept: list[asyncio.Task[None]] = []
    monkeypatch.setattr(sockets.hub, "spawn", lambda work: kept.append(asyncio.ensure_future(work)) or kept[-1])
    monkeypatch.setattr(socket.connection, "unread", lambda: 10**6)
    for _hello in range(50):
        await socket._hello(Hello(0, ""))
    await rest()
    assert [task.done() for task in kept].count(False) == 1
    kept[-1].cancel()


async def test_a_long_catch_up_delays_nothing_else(database, socket):
    database.is_slow = True
    await socket._hello(Hello(0, ""))
    await rest()
    socket._handle_passing(Ping(3))
    assert heard(socket) == ["welcome", (0, 100), "pong"]


async def test_missing_revisions_are_read_and_only_once(database, socket):
    await socket._hello(Hello(LAST - 1, ""))
    await rest()
    database.is_slow = True
    for rev in (460, 470):
        socket.deliver(changes_frame(Changes(rev, [message(rev)]), rev - 1), rev, rev)
    await rest()
    assert len(database.held) == 1


@pytest.mark.parametrize("code", [0, 4403])
async def test_a_stale_socket_gets_no_frames_of_the_room_until_its_seat_is_read(database, socket, monkeypatch, code):
    seat = SimpleNamespace(**vars(socket.seat), session="s", me={"muted_until": None}, muted_until=None, is_muted=False)
    socket.seat, read_at_last = seat, asyncio.get_running_loop().create_future()

    async def read(work: Any, *args: Any) -> Any:
        if work is not admission.read_visitor:
            return await database.read(work, *args)
        await read_at_last
        return admission.Visitor(code, None if code else seat)

    monkeypatch.setattr(sockets, "read", read)
    await socket._hello(Hello(LAST - 1, ""))
    await rest()
    assert heard(socket) == ["welcome", (449, 450)]
    socket.become_stale()
    monkeypatch.setitem(globals(), "LAST", 451)
    socket.deliver(changes_frame(Changes(451, [message(451)]), 450), 451, 451)
    await socket._hello(Hello(400, ""))
    await rest()
    assert heard(socket)[2:] == ["welcome"]
    read_at_last.set_result(None)
    await rest()
    assert (heard(socket)[3:], socket.closed_with) == ([] if code else ["me", (400, 451)], code)


@pytest.mark.parametrize(("fault", "code"), [(OperationalError(), 1013), (KeyError(), 1011)])
async def test_the_client_is_told_to_reconnect_when_its_catch_up_fails(database, socket, fault, code):
    database.is_slow = True
    await socket._hello(Hello(0, ""))
    await rest()
    database.held[0].set_exception(fault)
    await rest()
    assert socket.closed_with == code


def test_a_message_that_changed_twice_before_it_was_sent_comes_once_in_its_last_state():
    told = last_states([message(1, 5), message(2, 6), message(3, 5)])
    assert [(one["id"], one["rev"]) for one in told] == [(6, 2), (5, 3)]
