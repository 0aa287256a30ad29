"""Two people have one conversation, theirs alone; hello finds it again, and a list orders it by its newest message."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from rooms.conversations import conversations_of, say_hello, unread_by
from rooms.listing import listed
from rooms.models import Message, Readers, Room, RoomKind
from tests import cast
from tests.rooms.talking import says


def test_either_of_two_people_finds_the_same_room_again(adjoa, kerwin, client_of) -> None:
    first = client_of(adjoa).post(reverse("say_hello", args=[adjoa.edition.slug, kerwin.pk]))
    second = client_of(kerwin).post(reverse("say_hello", args=[adjoa.edition.slug, adjoa.pk]))
    room = Room.objects.get(kind=RoomKind.DIRECT)
    assert first["Location"] == second["Location"] == room.get_absolute_url()
    assert {member.membership for member in room.members.all()} == {adjoa, kerwin}
    assert (room.edition, room.readers) == (adjoa.edition, Readers.MEMBERS)


@pytest.mark.parametrize("to", ["mariam", "trevor", "chiara"])
def test_anybody_in_the_course_may_be_greeted(request, adjoa, to) -> None:
    assert say_hello(request.getfixturevalue(to), by=adjoa).kind == RoomKind.DIRECT


@pytest.mark.parametrize("to", ["adjoa", "suspended", "outsider"])
def test_hello_to_oneself_to_the_suspended_or_to_another_course_is_refused(request, adjoa, to) -> None:
    with pytest.raises(PermissionDenied):
        say_hello(request.getfixturevalue(to), by=adjoa)
    assert not Room.objects.filter(kind=RoomKind.DIRECT).exists()


def test_an_inactive_person_cannot_be_greeted(adjoa, kerwin) -> None:
    kerwin.person.is_active = False
    kerwin.person.save()
    with pytest.raises(PermissionDenied):
        say_hello(kerwin, by=adjoa)


def test_a_person_of_another_course_is_not_found_at_this_courses_address(adjoa, outsider, client_of) -> None:
    answer = client_of(adjoa).post(reverse("say_hello", args=[adjoa.edition.slug, outsider.pk]))
    assert answer.status_code == 404


@pytest.mark.parametrize(
    "change",
    [
        {"kind": RoomKind.PLENARY},
        {"kind": RoomKind.PLENARY, "readers": Readers.EVERYBODY},
        {"readers": Readers.EVERYBODY},
        {"readers": Readers.MEMBERS_AND_FACILITATORS},
        {"pair": None},
    ],
    ids=str,
)
def test_a_conversation_never_becomes_an_open_room(adjoa, kerwin, change) -> None:
    room = say_hello(kerwin, by=adjoa)
    with pytest.raises(IntegrityError), transaction.atomic():
        Room.objects.filter(pk=room.pk).update(**change)


def test_the_database_refuses_a_conversation_of_nobody_and_a_second_one_of_the_same_two(edition, adjoa, kerwin) -> None:
    say_hello(kerwin, by=adjoa)
    first, second = sorted((adjoa.pk, kerwin.pk))
    made = {"edition": edition, "kind": RoomKind.DIRECT, "readers": Readers.MEMBERS}
    for pair in (f"{first}-{second}", None):
        with pytest.raises(IntegrityError), transaction.atomic():
            Room.objects.create(pair=pair, **made)


def test_only_the_two_may_enter(adjoa, kerwin, mariam, trevor, client_of) -> None:
    room = say_hello(kerwin, by=adjoa)
    message = says(adjoa, room)
    addresses = [
        reverse("room", args=[room.pk]),
        reverse("room_changes", args=[room.pk]),
        reverse("message", args=[room.pk, message.pk]),
        reverse("report", args=["message", message.pk]),
    ]
    for member, status in ((adjoa, 200), (kerwin, 200), (mariam, 403), (trevor, 403)):
        assert {client_of(member).get(address).status_code for address in addresses} == {status}


def test_its_page_is_titled_by_the_other_and_says_who_reads(adjoa, kerwin, client_of) -> None:
    room = say_hello(kerwin, by=adjoa)
    for reader, other in ((adjoa, kerwin), (kerwin, adjoa)):
        page = client_of(reader).get(room.get_absolute_url())
        assert page.context["heading"] == other.person.name
        assert "Read by: its members alone." in page.content.decode()


class TestConversationList:
    def test_the_list_has_the_latest_first_and_marks_unread_ones(self, adjoa, kerwin, mariam, client_of) -> None:
        says(kerwin, say_hello(adjoa, by=kerwin), "From Kingston.")
        says(mariam, say_hello(adjoa, by=mariam), "From Dakar.")
        says(adjoa, say_hello(kerwin, by=adjoa), "To Kingston.")
        assert [one.newest.body for one in conversations_of(adjoa, most=9)] == ["To Kingston.", "From Dakar."]
        assert [one.unread for one in conversations_of(adjoa, most=9)] == [True, True]
        for page in ("conversations", "exchanges"):
            html = client_of(adjoa).get(reverse(page, args=[adjoa.edition.slug])).content.decode()
            assert html.index("Kerwin T.") < html.index("Mariam T.")

    def test_a_read_conversation_and_ones_own_words_are_not_unread(self, adjoa, kerwin, client_of) -> None:
        room = say_hello(kerwin, by=adjoa)
        says(kerwin, room)
        assert unread_by(adjoa, most=9) == [room]
        client_of(adjoa).get(room.get_absolute_url())
        assert not unread_by(adjoa, most=9)
        says(adjoa, room)
        assert not unread_by(adjoa, most=9)
        assert unread_by(kerwin, most=9) == [room]
        says(kerwin, room)
        assert unread_by(adjoa, most=9) == [room]

    def test_an_empty_conversation_is_not_listed(self, adjoa, kerwin, client_of) -> None:
        say_hello(kerwin, by=adjoa)
        page = client_of(kerwin).get(reverse("conversations", args=[adjoa.edition.slug])).content.decode()
        assert "Adjoa" not in page

    def test_deleted_and_hidden_words_are_not_listed(self, adjoa, kerwin, client_of) -> None:
        message = says(kerwin, say_hello(adjoa, by=kerwin), "Not for long.")
        Message.objects.filter(pk=message.pk).update(hidden_at=timezone.now())
        for page in ("conversations", "exchanges", "today"):
            html = client_of(adjoa).get(reverse(page, args=[adjoa.edition.slug])).content.decode()
            assert "Not for long." not in html
            assert "Kerwin T." in html

    def test_the_list_has_only_the_readers_own_conversations(self, adjoa, kerwin, mariam, chiara, client_of) -> None:
        says(kerwin, say_hello(adjoa, by=kerwin), "For Adjoa.")
        for other in (mariam, chiara):
            for page in ("conversations", "exchanges", "today"):
                assert "For Adjoa." not in (
                    client_of(other).get(reverse(page, args=[adjoa.edition.slug])).content.decode()
                )

    def test_the_list_comes_page_by_page(self, edition, adjoa, client_of) -> None:
        for other in cast.crowd(edition, "CARICOM", 35):
            says(other, say_hello(adjoa, by=other), f"From {other.person.given_name}.")
        client, address = client_of(adjoa), reverse("conversations", args=[edition.slug])
        first = client.get(address)
        second = client.get(address, {"before": first.context["older"]})
        names = [one["partner"].given_name for page in (first, second) for one in page.context["conversations"]]
        assert names == [f"Caricom{n}" for n in reversed(range(35))]
        assert second.context["older"] is None


@pytest.mark.parametrize("who", ["adjoa", "chiara"])
def test_today_names_the_writer_until_the_message_is_read(request, kerwin, who, client_of) -> None:
    member = request.getfixturevalue(who)
    room = say_hello(member, by=kerwin)
    says(kerwin, room, "Have you an hour?")
    client, today = client_of(member), reverse("today", args=[member.edition.slug])
    assert "Have you an hour?" in client.get(today).content.decode()
    client.get(room.get_absolute_url())
    assert "Have you an hour?" not in client.get(today).content.decode()


def test_the_people_page_offers_hello_to_everybody_else(adjoa, kerwin, chiara, client_of) -> None:
    page = client_of(adjoa).get(reverse("people", args=[adjoa.edition.slug])).content.decode()
    for member, times in ((kerwin, 1), (chiara, 1), (adjoa, 0)):
        assert page.count(reverse("say_hello", args=[adjoa.edition.slug, member.pk])) == times


def test_list_rooms_shows_both_members_with_their_addresses(edition, adjoa, kerwin, mariam) -> None:
    room = say_hello(kerwin, by=adjoa)
    says(adjoa, room)
    found = next(one for one in listed(edition) if one["id"] == room.pk)
    assert sorted(found.pop("members")) == ["adjoa@example.org", "kerwin@example.org"]
    assert found == {"id": room.pk, "kind": "direct", "last_rev": 1}
