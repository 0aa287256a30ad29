"""The hub alone, with sockets and a database made up: what is told to whom, in which order, whatever comes between."""

import asyncio
import time
import uuid
from types import SimpleNamespace
from typing import Any

import pytest

from exchanges import announcing
from exchanges import hub as hub_module
from exchanges.changes import Changes
from exchanges.hub import Hub
from exchanges.posting import Ack, Done

pytestmark = pytest.mark.pure
ROOM = 7


class Database:
    """One room whose every revision is one message."""

    def __init__(self) -> None:
        self.rev = 0
        self.before_answer: list[Any] = []

    def last_revs(self, room_ids: list[int]) -> dict[int, int]:
        answer = dict.fromkeys(room_ids, self.rev)
        for late in self.before_answer:
            late()
        return answer

    def since(self, room_id: int, rev: int) -> Changes:
        return Changes(self.rev, [self.message(n) for n in range(rev + 1, self.rev + 1)])

    def message(self, rev: int) -> dict[str, Any]:
        return {"rev": rev, "body": "x", "html": "<p>x</p>"}

    def commit(self) -> Done:
        self.rev += 1
        ack = Ack(uuid.uuid4(), self.rev, self.rev, self.rev)
        return Done([ack], {ROOM: (self.rev, self.rev, [self.message(self.rev)])})


class Socket:
    def __init__(self, member: int = 1, session: str = "s") -> None:
        self.member, self.person, self.session, self.room = member, member, session, SimpleNamespace(pk=ROOM)
        self.revs: list[int] = []
        self.codes: list[int] = []
        self.asked_standing = 0

    def deliver(self, text: str, rev: int, first: int) -> None:
        if rev:
            self.revs.append(rev)

    def part(self, code: int) -> None:
        self.codes.append(code)

    def standing_changed(self) -> None:
        self.asked_standing += 1


@pytest.fixture
def database(monkeypatch) -> Database:
    made = Database()
    monkeypatch.setattr(hub_module, "_last_revs", made.last_revs)
    monkeypatch.setattr(hub_module.changes, "since", made.since)
    monkeypatch.setattr(hub_module, "database_sync_to_async", lambda work: lambda *args: asyncio.to_thread(work, *args))
    monkeypatch.setattr(announcing, "_here", [])
    monkeypatch.setattr(announcing, "others_listen", lambda: False)
    return made


@pytest.fixture
async def hub(database):
    made = Hub()
    made.start()
    yield made
    for task in list(made.tasks):
        task.cancel()


async def until(said) -> None:
    async with asyncio.timeout(5):
        while not said():
            await asyncio.sleep(0.005)


async def test_commits_are_handed_out_once_and_in_order(hub, database):
    socket = Socket()
    await hub.join(ROOM, socket)
    for _commit in range(3):
        hub.committed(database.commit())
    assert socket.revs == [1, 2, 3]


async def test_what_others_wrote_between_comes_before_what_is_written_here(hub, database):
    socket = Socket()
    await hub.join(ROOM, socket)
    database.commit()  # by another process, which has not been heard yet
    hub.committed(database.commit())
    assert socket.revs == []  # revision 2 may not be seen before 1
    await until(lambda: socket.revs == [2])
    hub.heard({"what": "room", "room": ROOM, "rev": 1})
    hub.committed(database.commit())
    assert socket.revs == [2, 3]


async def test_a_commit_while_a_room_is_being_opened_wakes_who_waits(hub, database):
    loop = asyncio.get_running_loop()
    late = database.commit
    database.before_answer = [lambda: loop.call_soon_threadsafe(hub.committed, late())]
    began = time.monotonic()
    await hub.wait(ROOM, 0, 5)
    assert time.monotonic() - began < 1
    assert hub.rooms == {}


async def test_who_waits_is_woken_by_a_commit_and_by_an_announcement(hub, database):
    for tell in (hub.committed, lambda done: hub.heard({"what": "room", "room": ROOM, "rev": done.answers[0].rev})):
        waiting = asyncio.ensure_future(hub.wait(ROOM, database.rev, 5))
        await until(lambda: ROOM in hub.rooms and hub.rooms[ROOM].waiters)
        tell(database.commit())
        await asyncio.wait_for(waiting, 1)


async def test_who_waits_in_vain_is_let_go_and_the_room_forgotten(hub):
    await hub.wait(ROOM, 0, 0.01)
    assert hub.rooms == {}


async def test_an_announcement_that_was_lost_is_made_up_for(hub, database, monkeypatch):
    monkeypatch.setattr(hub_module, "POLL_SECONDS", 0.02)
    another = Hub()
    another.start()
    socket = Socket()
    await another.join(ROOM, socket)
    database.commit()
    database.commit()
    await until(lambda: socket.revs == [2])
    failed = []

    def fails_once() -> None:
        database.before_answer = []
        failed.append("once")
        raise OSError("the database is away")

    database.before_answer = [fails_once]
    await until(lambda: failed)
    database.commit()
    await until(lambda: socket.revs == [2, 3])
    for task in list(another.tasks):
        task.cancel()


async def test_endings_reach_those_whom_they_concern_and_nobody_else(hub):
    one, same_person, other = Socket(1, "a"), Socket(1, "b"), Socket(2, "c")
    for socket in (one, same_person, other):
        hub.meet(socket)  # they have not even said hello
    hub.heard({"what": "session", "key": "a"})
    assert [socket.codes for socket in (one, same_person, other)] == [[4401], [], []]
    hub.heard({"what": "signed_out", "person": 1})
    assert [socket.codes for socket in (one, same_person, other)] == [[4401, 4401], [4401], []]
    hub.heard({"what": "standing", "membership": 2})
    assert [socket.asked_standing for socket in (one, same_person, other)] == [0, 0, 1]
    hub.heard({"what": "closed", "room": ROOM + 1})
    assert other.codes == []
    hub.heard({"what": "closed", "room": ROOM})
    assert other.codes == [4409]


async def test_who_has_left_is_told_nothing_and_counts_no_more(hub, database):
    stays, leaves = Socket(1), Socket(1)
    for socket in (stays, leaves):
        hub.meet(socket)
        await hub.join(ROOM, socket)
    assert (hub.connections(ROOM, 1), hub.present(ROOM)) == (2, [1])
    hub.leave(ROOM, leaves)
    hub.leave(ROOM, leaves)
    hub.committed(database.commit())
    assert (stays.revs, leaves.revs, hub.connections(ROOM, 1)) == ([1], [], 1)
    hub.leave(ROOM, stays)
    assert (hub.rooms, hub.connections(ROOM, 1), hub.present(ROOM)) == ({}, 0, [])
