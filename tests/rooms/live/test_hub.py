"""The hub alone, with made-up sockets and database: it sends the right frames in the right order, whatever
interferes."""

import asyncio
import json
import time
import uuid
from types import SimpleNamespace
from typing import Any

import pytest

from rooms import announcing
from rooms.announcing import MembershipChanged, RoomClosed, RoomsReached, SessionEnded, SignedOut
from rooms.live import backlog, live_room
from rooms.live import hub as hub_module
from rooms.live.door.recheck import Snapshot
from rooms.live.hub import Hub
from rooms.live.wire import Frame
from rooms.messages import changes
from rooms.messages.changes import Changes
from rooms.messages.posting import Ack, Done

pytestmark = pytest.mark.pure
ROOM = 7
SEAT: Any = SimpleNamespace(room=ROOM, member=1, person=1, session="mine")
ABOUT_THEM: list[dict[str, Any]] = [
    MembershipChanged(1),
    SessionEnded("mine"),
    SignedOut(1),
    RoomClosed(ROOM),
]


class Database:
    """One room in which every revision is one message."""

    def __init__(self) -> None:
        self.rev = 0
        self.before_answer: list[Any] = []
        self.asked: list[dict[int, int]] = []

    def last_revs(self, room_ids: list[int]) -> dict[int, int]:
        answer = dict.fromkeys(room_ids, self.rev)
        for late in self.before_answer:
            late()
        return answer

    def snapshot(self, room_ids: set[int], seats: list[Any]) -> Snapshot:
        members = {seat.member: (None, None, "", True, "") for seat in seats}
        return Snapshot(self.last_revs(room_ids), set(), members, {seat.session for seat in seats})

    def since_each(self, revs: dict[int, int]) -> dict[int, Changes]:
        self.asked.append(revs)
        return {room: self.since(rev) for room, rev in revs.items()}

    def since(self, rev: int) -> Changes:
        return Changes(self.rev, [self.message(n) for n in range(rev + 1, self.rev + 1)])

    def message(self, rev: int) -> dict[str, Any]:
        return {"id": rev, "rev": rev, "body": "x", "html": "<p>x</p>"}

    def commit(self) -> Done:
        self.rev += 1
        ack = Ack(uuid.uuid4(), self.rev, self.rev, self.rev)
        return Done([ack], {ROOM: (self.rev, self.rev, [self.message(self.rev)])})


class Socket:
    def __init__(self, member: int = 1, session: str = "s") -> None:
        self.member, self.person, self.session, self.room = member, member, session, ROOM
        self.closed_with = self.stale = 0
        self.seat = SimpleNamespace(member=member, person=member, session=session, room=ROOM)
        self.frames: list[list[int]] = []
        self.codes: list[int] = []
        self.staleness = 0

    @property
    def revs(self) -> list[int]:
        return [rev for frame in self.frames for rev in frame]

    def deliver(self, what: Frame, rev: int = 0, first: int = 0) -> None:
        if rev:
            self.frames.append([message["rev"] for message in json.loads(what.text)["messages"]])

    def close(self, code: int) -> None:
        self.codes.append(code)

    def become_stale(self) -> None:
        self.staleness += 1

    def close_if_idle(self) -> None:
        pass

    def unread(self) -> int:
        return 0

    def recheck(self, now: Snapshot) -> None:
        pass


@pytest.fixture
def database(monkeypatch) -> Database:
    made = Database()
    monkeypatch.setattr(hub_module.recheck, "last_revs", made.last_revs)
    monkeypatch.setattr(hub_module.recheck, "read_snapshot", made.snapshot)
    monkeypatch.setattr(changes, "since_each", made.since_each)
    monkeypatch.setattr(hub_module, "read", asyncio.to_thread)
    monkeypatch.setattr(hub_module, "read_for_all", asyncio.to_thread)
    monkeypatch.setattr(backlog, "read_for_all", asyncio.to_thread)
    monkeypatch.setattr(announcing, "_listeners", [])
    monkeypatch.setattr(announcing, "others_listen", lambda: False)
    return made


@pytest.fixture
async def hub(database):
    made = Hub()
    made.start()
    yield made
    for task in list(made.tasks):
        task.cancel()


def come(hub: Hub, socket: Socket, rev: int = 0) -> Socket:
    """Registers a socket, joins it to the room at revision ``rev``, and welcomes it."""
    hub.register(socket, hub.announced)
    room = hub.join(socket)
    room.start_at(rev)
    hub.presence.changed(room)
    return socket


async def until(said) -> None:
    async with asyncio.timeout(5):
        while not said():
            await asyncio.sleep(0.005)


async def test_commits_are_sent_once_and_in_order(hub, database):
    socket = come(hub, Socket())
    for _commit in range(3):
        hub.committed(database.commit())
    await until(lambda: socket.revs == [1, 2, 3])


async def test_a_commit_after_a_pause_is_sent_at_once_and_quick_ones_share_a_frame(hub, database, monkeypatch):
    monkeypatch.setattr(live_room, "JOIN_SECONDS", 0.2)
    socket = come(hub, Socket())
    hub.committed(database.commit())
    assert socket.frames == [[1]]
    for _commit in range(5):
        hub.committed(database.commit())
    assert socket.frames == [[1]]
    await until(lambda: len(socket.frames) > 1)
    assert socket.frames == [[1], [2, 3, 4, 5, 6]]
    await asyncio.sleep(0.4)
    hub.committed(database.commit())
    assert socket.frames[2:] == [[7]]


async def test_earlier_commits_of_other_processes_come_before_those_of_this_one(hub, database):
    socket = come(hub, Socket())
    database.commit()  # by another process, whose announcement has not come yet
    hub.committed(database.commit())
    assert socket.revs == []  # revision 2 may not be seen before 1
    await until(lambda: socket.frames == [[1, 2]])
    hub.receive(RoomsReached([(ROOM, 1)]))
    hub.committed(database.commit())
    await until(lambda: socket.revs == [1, 2, 3])


async def test_a_room_gets_the_commits_made_while_it_was_being_read(hub, database):
    socket = Socket()
    hub.register(socket, hub.announced)
    room = hub.join(socket)
    hub.committed(database.commit())
    assert socket.revs == []
    room.start_at(0)
    await until(lambda: socket.revs == [1])


async def test_rooms_that_other_processes_changed_are_read_together(hub, database):
    sockets = [Socket(n) for n in range(3)]
    for n, socket in enumerate(sockets):
        socket.room = ROOM + n
        come(hub, socket)
    database.commit()
    hub.receive(RoomsReached([(ROOM + n, 1) for n in range(3)]))
    await until(lambda: all(socket.revs == [1] for socket in sockets))
    assert database.asked == [{ROOM: 0, ROOM + 1: 0, ROOM + 2: 0}]


async def test_an_announced_revision_that_does_not_exist_is_not_read_for_ever(hub, database):
    socket = come(hub, Socket())
    hub.receive(RoomsReached([(ROOM, 9)]))
    await until(lambda: hub.backlog.reading is None and database.asked)
    assert len(database.asked) == 1
    hub.committed(database.commit())
    await until(lambda: socket.revs == [1])


async def test_a_commit_while_a_room_is_being_read_wakes_a_poll(hub, database):
    loop = asyncio.get_running_loop()
    late = database.commit
    database.before_answer = [lambda: loop.call_soon_threadsafe(hub.committed, late())]
    began = time.monotonic()
    await hub.wait(SEAT, 0, 5)
    assert time.monotonic() - began < 4
    assert hub.rooms == {}


async def test_a_commit_and_an_announcement_wake_a_poll(hub, database):
    for tell in (hub.committed, lambda done: hub.receive(RoomsReached([(ROOM, done.answers[0].rev)]))):
        waiting = asyncio.ensure_future(hub.wait(SEAT, database.rev, 5))
        await until(lambda: ROOM in hub.rooms and hub.rooms[ROOM].waiters)
        tell(database.commit())
        await asyncio.wait_for(waiting, 1)


@pytest.mark.parametrize("said", [
    MembershipChanged(1), SignedOut(1), SessionEnded("mine"),
    RoomClosed(ROOM),
], ids=lambda said: said.what)  # fmt: skip
async def test_a_poll_is_woken_by_announcements_about_its_own_seat_alone(hub, said):
    waiting = asyncio.ensure_future(hub.wait(SEAT, 0, 5))
    await until(lambda: ROOM in hub.rooms and hub.rooms[ROOM].waiters)
    hub.receive(MembershipChanged(2))
    hub.receive(RoomClosed(ROOM + 1))
    await asyncio.sleep(0.01)
    assert not waiting.done()
    hub.receive(said)
    await asyncio.wait_for(waiting, 1)


async def test_a_poll_without_changes_ends_and_its_room_is_forgotten(hub):
    await hub.wait(SEAT, 0, 0.01)
    assert hub.rooms == {}


async def test_a_recheck_makes_up_for_a_lost_announcement(hub, database, monkeypatch):
    monkeypatch.setattr(hub_module, "RECHECK_SECONDS", 0.02)
    another = Hub()
    another.start()
    socket = come(another, Socket())
    database.commit()
    database.commit()
    await until(lambda: socket.revs == [1, 2])
    failed = []

    def fails_once() -> None:
        database.before_answer = []
        failed.append("once")
        raise OSError("the database is away")

    database.before_answer = [fails_once]
    await until(lambda: failed)
    database.commit()
    await until(lambda: socket.revs == [1, 2, 3])
    for task in list(another.tasks):
        task.cancel()


async def test_a_process_that_drains_closes_every_socket_and_finishes_waiting_acts(hub):
    sockets = [come(hub, Socket(n)) for n in range(4)]
    waiting = asyncio.ensure_future(hub.wait(SEAT, 0, 30))
    await until(lambda: hub.rooms[ROOM].waiters)
    await hub.drain(0.02)
    assert [socket.codes for socket in sockets] == [[1012]] * 4
    await asyncio.wait_for(waiting, 1)
