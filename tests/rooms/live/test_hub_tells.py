"""A hub's frames beyond its commits: to other processes, to all sockets at once, and by the clock."""

import asyncio
import time
from types import SimpleNamespace
from typing import Any

import pytest

from rooms import announcing
from rooms.announcing import MembershipChanged, Passing, Present, RoomClosed, RoomsReached, SignedOut
from rooms.live import hub as hub_module
from rooms.live import presence, sockets
from rooms.live.sockets import RoomSocket
from rooms.live.wire import Frame
from tests.rooms.live import test_hub as alone
from tests.rooms.live.test_hub import ABOUT_THEM, ROOM, Socket, come, until

pytestmark = pytest.mark.pure
database, hub = alone.database, alone.hub
WORDS = "Who pays the pension?"


class Layer:
    """Keeps the announcements to other processes."""

    def __init__(self) -> None:
        self.said: list[announcing.Announcement | None] = []

    async def group_send(self, group: str, said: dict[str, Any]) -> None:
        assert (said["type"], said["by"]) == ("announcement", announcing.PROCESS)
        self.said.append(announcing.parse(said))

    def of(self, what: type) -> list[Any]:
        return [said for said in self.said if isinstance(said, what)]


@pytest.fixture
def layer(hub, monkeypatch) -> Layer:
    made = Layer()
    monkeypatch.setattr(announcing, "get_channel_layer", lambda: made)
    monkeypatch.setattr(announcing, "others_listen", lambda: True)
    return made


@pytest.fixture
def rechecks_often(monkeypatch) -> None:
    """Requested before the hub begins."""
    monkeypatch.setattr(hub_module, "RECHECK_SECONDS", 0.02)
    monkeypatch.setattr(hub_module, "RECHECK_SECONDS_ALONE", 0.02)


class Keeps(Socket):
    """Keeps the very objects that it was given."""

    def __init__(self, member: int = 1, session: str = "s") -> None:
        super().__init__(member, session)
        self.given: list[Frame] = []

    def deliver(self, what: Frame, rev: int = 0, first: int = 0) -> None:
        self.given.append(what)

    def frames_of(self, kind: str) -> list[Frame]:
        return [frame for frame in self.given if f'"type":"{kind}"' in frame.text]


async def test_an_announced_commit_carries_none_of_its_words(hub, database, layer, monkeypatch):
    monkeypatch.setattr(database, "message", lambda rev: {"id": rev, "rev": rev, "body": WORDS, "html": WORDS})
    socket = come(hub, Keeps())
    hub.committed(database.commit())
    hub.committed(database.commit())
    await until(lambda: len(layer.of(RoomsReached)) == 2 and len(socket.frames_of("changes")) == 2)
    assert WORDS in socket.frames_of("changes")[0].text
    assert layer.of(RoomsReached) == [RoomsReached([(ROOM, 1)]), RoomsReached([(ROOM, 2)])]
    await until(lambda: layer.of(Present))
    assert WORDS not in str(layer.said)


async def test_all_sockets_of_a_room_get_the_very_same_frame(hub, database):
    here = [come(hub, Keeps(member)) for member in range(5)]
    hub.committed(database.commit())
    database.commit()  # by another process
    hub.receive(RoomsReached([(ROOM, 2)]))
    hub.broadcast(ROOM, {"type": "typing", "who": 1})
    hub.receive(Passing(ROOM, {"type": "stage", "stage": None}))
    await until(lambda: all(len(socket.given) == 5 for socket in here))
    kinds = ["changes", "changes", "typing", "stage", "presence"]
    assert [len(here[0].frames_of(kind)) for kind in dict.fromkeys(kinds)] == [2, 1, 1, 1]
    for same in zip(*(socket.given for socket in here), strict=True):
        assert len({id(frame) for frame in same}) == 1


class TestPresence:
    @pytest.mark.parametrize(("crowd", "seconds"), [(1, 0.2), (40, 0.2), (41, 3.0)])
    async def test_presence_waits_a_moment_for_others_and_longer_in_a_crowd(self, hub, crowd, seconds):
        room = hub.room(ROOM)
        room.sockets.update(Keeps(member) for member in range(1, crowd))
        began = asyncio.get_running_loop().time()
        come(hub, Keeps(crowd))
        assert 0 <= hub.presence.timers[ROOM].when() - began - seconds < 0.1

    async def test_presence_is_sent_once_for_all_joins_and_leaves_of_a_moment(self, hub, layer):
        first, *others = [come(hub, Keeps(member)) for member in (1, 2, 3)]
        hub.leave(others[0])
        assert first.given == layer.said == []
        await until(lambda: first.given and layer.said)
        assert [frame.text for frame in first.given] == ['{"type":"presence","present":[1,3]}']
        assert layer.said == [Present([(ROOM, [1, 3])])]
        assert hub.presence.timers == {}

    @pytest.mark.usefixtures("rechecks_often")
    async def test_presence_is_repeated_to_other_processes(self, hub, layer):
        come(hub, Keeps(4))
        await until(lambda: len(layer.said) > 4)  # joins and leaves are announced once, after a moment
        assert layer.said == [Present([(ROOM, [4])])] * len(layer.said)

    async def test_presence_ends_for_the_people_of_a_silent_process(self, hub, monkeypatch):
        socket = come(hub, Keeps(1))
        hub.receive(Present([(ROOM, [8])], by="killed"))
        assert [frame.text for frame in socket.given] == ['{"type":"presence","present":[1,8]}']
        monkeypatch.setattr(presence, "time", SimpleNamespace(monotonic=lambda: time.monotonic() + 20.1))
        hub.presence.repeat()
        assert [frame.text for frame in socket.given[1:]] == ['{"type":"presence","present":[1]}']


@pytest.mark.usefixtures("rechecks_often")
async def test_the_hub_closes_only_sockets_that_are_silent_for_half_an_hour(hub, monkeypatch):
    monkeypatch.setattr(sockets, "hub", hub)
    codes: dict[int, list[int]] = {}
    for member, silent in ((1, 30 * 60 + 1), (2, 30 * 60 - 60)):
        codes[member] = []
        connection: Any = SimpleNamespace(close=codes[member].append, unread=lambda: 0)
        seat: Any = SimpleNamespace(member=member, person=member, session="s", room=ROOM, **STATUS)
        socket = RoomSocket(ROOM, connection)
        socket.seat = seat
        socket.received.at -= silent
        hub.register(socket, hub.announced)
    await until(lambda: codes[1])
    assert codes == {1: [4408], 2: []}
    assert [socket.member for socket in hub.sockets] == [2]


STATUS: dict[str, Any] = {"status": (None, None, "", True, ""), "by_access": False, "by_name": False}


class Waiting:
    """A writer that is still busy; ``may`` asks whether the act is still allowed."""

    def post(self, _work: Any, _answered: Any, may: Any) -> None:
        self.may = may


@pytest.mark.parametrize("said", ABOUT_THEM, ids=lambda said: said.what)
async def test_a_waiting_act_of_a_closed_socket_is_dropped_when_its_author_may_be_shut_out(hub, said):
    """A closed socket gets no announcement; its client repeats the act on a new one, which is checked again."""
    hub.commit, socket = Waiting(), come(hub, Socket(1, "mine"))
    hub.receive(SignedOut(1))  # before the act came
    socket.closed_with = 0
    hub.post(None, None, socket)
    hub.leave(socket)
    socket.closed_with = 1006
    assert hub.commit.may()
    hub.receive(SignedOut(2))
    hub.receive(RoomClosed(ROOM + 1))
    assert hub.commit.may()
    hub.receive(said)
    assert not hub.commit.may()


async def test_a_waiting_act_of_an_open_socket_is_done_unless_its_author_is_shut_out(hub):
    """The transaction itself checks whether its author is muted or suspended, and answers."""
    hub.commit, socket = Waiting(), come(hub, Socket(1, "mine"))
    hub.post(None, None, socket)
    hub.receive(MembershipChanged(1))
    assert hub.commit.may()
    socket.closed_with = 4401
    assert not hub.commit.may()
