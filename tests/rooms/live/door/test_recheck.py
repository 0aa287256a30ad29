"""A re-check makes up for a lost announcement: it finds whatever ends somebody's stay in a room."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from academy.members.profiles import sign_out_everywhere
from academy.models import Membership, Role
from academy.roster import import_roster
from commons import moderation
from rooms.announcing import MembershipChanged
from rooms.conversations import say_hello
from rooms.live.door import admission, recheck
from rooms.live.sockets import RoomSocket
from rooms.models import Hand, Readers, Room
from rooms.moderation import accesses, hands
from tests.academy.rosters import csv_file, row
from tests.rooms.talking import paired


class Connection:
    def close(self, code: int) -> None: ...


@pytest.fixture
def comes(client_of) -> Callable[[Membership, Room], RoomSocket]:
    """Returns their socket in the room; ``asked`` says whether their seat was read again, ``gone`` why they are out."""

    def come(who: Membership, room: Room) -> RoomSocket:
        socket = Asked(room.pk, Connection())
        seat = admission.read_visitor(client_of(who).cookies["sessionid"].value, room.pk, "en").seat
        assert seat is not None
        socket.seat = seat
        return socket

    return come


class Asked(RoomSocket):
    __slots__ = ("asked",)

    def become_stale(self) -> None:
        self.asked = True


def recheck_socket(socket: RoomSocket) -> tuple[bool, int]:
    """Returns whether this re-check made the seat stale, and the close code that applies now."""
    socket.asked = False
    socket.recheck(recheck.read_snapshot([socket.room], [socket.seat]))
    return socket.asked, admission.read_visitor(socket.session, socket.room, "en").code


def test_an_unchanged_seat_is_not_read_again(comes, room, adjoa, chiara) -> None:
    pair = paired([adjoa], Readers.MEMBERS_AND_FACILITATORS)
    sockets = comes(adjoa, room), comes(adjoa, pair), comes(chiara, room), comes(chiara, pair)
    assert [recheck_socket(socket) for socket in sockets] == [(False, 0)] * 4


def test_a_sign_out_everywhere_is_found_although_the_session_exists(comes, room, adjoa) -> None:
    socket = comes(adjoa, room)
    sign_out_everywhere(adjoa.person)
    assert recheck_socket(socket) == (True, 4401)


def test_an_inactive_person_is_shut_out(comes, room, adjoa) -> None:
    socket = comes(adjoa, room)
    adjoa.person.is_active = False
    adjoa.person.save()
    assert recheck_socket(socket) == (True, 4401)


def test_who_was_removed_from_the_course_is_shut_out(comes, room, adjoa) -> None:
    socket = comes(adjoa, room)
    Membership.objects.filter(pk=adjoa.pk).update(left_at=timezone.now())
    assert recheck_socket(socket) == (True, 4403)


def test_a_former_facilitator_is_shut_out_of_the_rooms_of_others(comes, adjoa, kerwin, chiara) -> None:
    socket = comes(chiara, paired([adjoa, kerwin], Readers.MEMBERS_AND_FACILITATORS))
    Membership.objects.filter(pk=chiara.pk).update(role=Role.RESOURCE)
    assert recheck_socket(socket) == (True, 4403)


def test_who_no_longer_belongs_to_a_room_by_name_is_shut_out(comes, adjoa, kerwin) -> None:
    pair = paired([adjoa, kerwin], Readers.MEMBERS_AND_FACILITATORS)
    gone, stays = comes(adjoa, pair), comes(kerwin, pair)
    pair.members.filter(membership=adjoa).delete()
    assert recheck_socket(gone) == (True, 4403)
    assert recheck_socket(stays) == (False, 0)


def test_a_suspension_a_mute_and_a_removal_are_found(comes, room, adjoa, kerwin, chiara) -> None:
    one, other = comes(adjoa, room), comes(kerwin, room)
    moderation.mute(adjoa, by=chiara, minutes=5, reason="x")
    Membership.objects.filter(pk=kerwin.pk).update(suspended_at=timezone.now())
    assert (recheck_socket(one), recheck_socket(other)) == ((True, 0), (True, 4403))
    kerwin.delete()
    assert recheck_socket(other) == (True, 4403)


class TestARoomOfItsMembersAlone:
    @pytest.fixture(params=["conversation", "exchange"])
    def alone(self, request, adjoa, kerwin) -> Room:
        two = request.param == "conversation"
        return say_hello(kerwin, by=adjoa) if two else paired([adjoa, kerwin], Readers.MEMBERS)

    @pytest.fixture
    def hand(self, alone, kerwin) -> Hand:
        hands.raise_hand(alone, by=kerwin)
        return alone.hands.get()

    def test_a_facilitator_is_shut_out_when_the_access_ends(self, comes, alone, hand, adjoa, kerwin, chiara) -> None:
        accesses.open_by_hand(hand, by=chiara)
        visitor, member = comes(chiara, alone), comes(adjoa, alone)
        assert (visitor.seat.by_access, member.seat.by_access) == (True, False)
        assert (recheck_socket(visitor), recheck_socket(member)) == ((False, 0), (False, 0))
        Hand.objects.update(lowered_at=timezone.now())
        assert (recheck_socket(visitor), recheck_socket(member)) == ((True, 4403), (False, 0))

    def test_a_member_who_also_runs_the_course_stays(self, comes, adjoa, chiara) -> None:
        socket = comes(chiara, paired([adjoa, chiara], Readers.MEMBERS))
        assert (socket.seat.by_access, recheck_socket(socket)) == (False, (False, 0))


def test_a_recheck_costs_the_same_for_any_number_of_sockets(
    comes, room, adjoa, mariam, kerwin, tunde, chiara, django_assert_num_queries
) -> None:
    seats = [comes(who, room).seat for who in (adjoa, mariam, kerwin, tunde)]
    for some in (seats[:1], seats):
        with django_assert_num_queries(3):
            recheck.read_snapshot([room.pk], some)
    alone = paired([adjoa, kerwin], Readers.MEMBERS)
    hands.raise_hand(alone, by=kerwin)
    accesses.open_by_hand(alone.hands.get(), by=chiara)
    seats.append(comes(chiara, alone).seat)
    with django_assert_num_queries(4):
        recheck.read_snapshot([room.pk, alone.pk], seats)


def test_a_roster_announces_a_changed_role_and_nothing_else(edition, monkeypatch) -> None:
    said: list[dict[str, object]] = []
    monkeypatch.setattr("rooms.receivers.announce_after_commit", said.append)
    assert import_roster(edition, csv_file(row(1), row(2))).kept
    assert import_roster(edition, csv_file(row(1, organisation="Another"), row(2))).kept
    assert said == []
    assert import_roster(edition, csv_file(row(1, role="resource"), row(2))).kept
    member = edition.memberships.get(person__email="person1@example.org")
    assert said == [MembershipChanged(member.pk)]
