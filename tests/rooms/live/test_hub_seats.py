"""The hub alone: ends of seats reach the right sockets, and seats are remembered for a moment."""

import pytest

from rooms import announcing
from rooms.announcing import MembershipChanged, RoomClosed, SessionEnded, SignedOut
from rooms.live.door import recent
from tests.rooms.live import test_hub as alone
from tests.rooms.live.test_hub import ABOUT_THEM, ROOM, Socket, come

pytestmark = pytest.mark.pure
database, hub = alone.database, alone.hub


async def test_ends_of_seats_reach_only_the_sockets_that_they_concern(hub):
    one, same_person, other = Socket(1, "a"), Socket(1, "b"), Socket(2, "c")
    for socket in (one, same_person, other):
        hub.register(socket, hub.announced)  # they have not even said hello
    hub.receive(SessionEnded("a"))
    assert [socket.codes for socket in (one, same_person, other)] == [[4401], [], []]
    hub.receive(SignedOut(1))
    assert [socket.codes for socket in (one, same_person, other)] == [[4401, 4401], [4401], []]
    hub.receive(MembershipChanged(2))
    assert [socket.staleness for socket in (one, same_person, other)] == [0, 0, 1]
    hub.receive(RoomClosed(ROOM + 1))
    assert other.codes == []
    hub.receive(RoomClosed(ROOM))
    assert other.codes == [4409]


async def test_a_socket_that_has_left_gets_nothing_and_is_not_counted(hub, database):
    stays, leaves = Socket(1), Socket(1)
    for socket in (stays, leaves):
        come(hub, socket)
    assert (hub.connections(ROOM, 1), hub.presence.present_in(ROOM)) == (2, [1])
    hub.leave(leaves)
    hub.leave(leaves)
    hub.committed(database.commit())
    assert (stays.revs, leaves.revs, hub.connections(ROOM, 1)) == ([1], [], 1)
    hub.leave(stays)
    assert (hub.rooms, hub.connections(ROOM, 1), hub.presence.present_in(ROOM)) == ({}, 0, [])


async def test_a_suspension_reaches_a_socket_whose_permission_was_being_read(hub):
    said_before, socket = hub.announced, Socket(5)
    hub.receive(MembershipChanged(5))
    hub.receive(MembershipChanged(6))
    hub.register(socket, said_before)
    assert socket.staleness == 1


class TestReconnecting:
    async def test_a_seat_is_remembered_for_a_moment_and_read_again_after_it(self, hub, monkeypatch):
        socket = come(hub, Socket(1, "mine"))
        assert hub.recall("mine", ROOM) is None
        hub.leave(socket)
        assert hub.recall("mine", ROOM) is socket.seat
        assert hub.recall("mine", ROOM + 1) is hub.recall("another", ROOM) is None
        monkeypatch.setattr(recent, "SECONDS", -1.0)
        hub.leave(come(hub, socket))
        assert hub.recall("mine", ROOM) is None

    @pytest.mark.parametrize("said", ABOUT_THEM, ids=lambda said: said.what)
    async def test_a_seat_is_read_again_after_any_announcement_about_it(self, hub, said):
        for member, session in ((1, "mine"), (2, "other")):
            hub.leave(come(hub, Socket(member, session)))
        hub.receive(said)
        assert hub.recall("mine", ROOM) is None
        assert (hub.recall("other", ROOM) is None) == isinstance(said, RoomClosed)

    async def test_a_seat_is_read_again_while_the_layer_is_down(self, hub, monkeypatch):
        hub.leave(come(hub, Socket(1, "mine")))
        monkeypatch.setattr(announcing, "others_listen", lambda: True)
        assert hub.recall("mine", ROOM) is None

    async def test_a_seat_is_read_again_when_the_server_closed_its_socket(self, hub):
        socket = come(hub, Socket(1, "mine"))
        socket.closed_with = 4401
        hub.leave(socket)
        assert hub.recall("mine", ROOM) is None
