"""One socket with a hub, a line and a database made up: what it does while the database takes its time."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from exchanges import announcing, doors, sockets
from exchanges.doors import Seat, Visitor
from exchanges.hub import Hub
from exchanges.sockets import RoomSocket
from exchanges.wire import Frame

pytestmark = pytest.mark.pure
ROOM = 7
SEAT = Seat(ROOM, "mine", 1, 11, "en", "en", {"id": 11}, None, None)


class Line:
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
    """What each kind of work answers, once it may."""

    def __init__(self) -> None:
        self.answers: dict[Callable[..., Any], Any] = {doors.who_comes: Visitor(0, SEAT)}
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
    return made


@pytest.fixture
async def hub(monkeypatch) -> AsyncIterator[Hub]:
    made = Hub()
    monkeypatch.setattr(sockets, "hub", made)
    monkeypatch.setattr(announcing, "_here", [])
    monkeypatch.setattr(announcing, "others_listen", lambda: False)
    yield made
    for task in list(made.tasks):
        task.cancel()


@pytest.fixture
async def socket(hub, database) -> RoomSocket:
    made = RoomSocket(ROOM, Line())
    made.seat = SEAT
    hub.meet(made, hub.said)
    return made


async def settled(hub: Hub) -> None:
    async with asyncio.timeout(5):
        while hub.tasks:
            await asyncio.sleep(0)


SUSPENDED = {"what": "standing", "membership": SEAT.member}


class TestWhoIsDeclaredAnother:
    @pytest.mark.parametrize("code", [0, 4403])
    async def test_and_leaves_while_they_are_read_is_not_remembered(self, hub, socket, database, code):
        database.answers[doors.who_comes] = Visitor(code, None if code else SEAT)
        hub.heard(SUSPENDED)
        await asyncio.sleep(0)
        hub.leave(socket)
        assert hub.recall("mine", ROOM) is None
        database.may_answer.set()
        await settled(hub)
        assert (hub.recall("mine", ROOM), socket.gone) == (None, code)

    async def test_and_is_found_to_stand_is_remembered_as_they_stand_now(self, hub, socket, database):
        hub.heard(SUSPENDED)
        database.may_answer.set()
        await settled(hub)
        hub.leave(socket)
        assert hub.recall("mine", ROOM) is SEAT

    async def test_once_more_while_they_are_read_is_read_once_more(self, hub, socket, database):
        hub.heard(SUSPENDED)
        await asyncio.sleep(0)
        database.answers[doors.who_comes] = Visitor(4403)
        hub.heard(SUSPENDED)
        hub.heard(SUSPENDED)
        database.may_answer.set()
        await settled(hub)
        assert (len(database.asked), socket.gone, socket.line.code, socket.line.texts) == (2, 4403, 4403, [])
