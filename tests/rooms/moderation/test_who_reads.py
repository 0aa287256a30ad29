"""A room says at its top who can read it, as chosen with the round; and members call a facilitator from a room."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from commons.models import Notice
from exchanges.models import Round
from rooms.conversations import say_hello
from rooms.models import Hand, Readers, Room, RoomKind
from rooms.moderation import hands
from rooms.moderation.closing import close_room
from tests.rooms.talking import paired, welcomed

ALONE = "Read by: its members alone."


@pytest.fixture
def room(adjoa, kerwin) -> Room:
    return say_hello(kerwin, by=adjoa)


class TestTopOfARoom:
    @pytest.mark.parametrize(
        ("kind", "words"),
        [
            ("plenary", "Read by: everybody in the course."),
            ("lounge", "Read by: everybody in the course."),
            ("exchange", "Read by: its members, and the facilitators."),
            ("exchange alone", ALONE),
            ("conversation", ALONE),
        ],
    )
    def test_every_room_says_at_its_top_who_reads_it(self, edition, adjoa, kerwin, client_of, kind, words) -> None:
        room = {
            "plenary": lambda: edition.rooms.get(kind=RoomKind.PLENARY),
            "lounge": lambda: edition.rooms.filter(kind=RoomKind.LOUNGE).first(),
            "exchange": lambda: paired([adjoa, kerwin], Readers.MEMBERS_AND_FACILITATORS),
            "exchange alone": lambda: paired([adjoa, kerwin], Readers.MEMBERS),
            "conversation": lambda: say_hello(kerwin, by=adjoa),
        }[kind]()
        page = client_of(adjoa).get(room.get_absolute_url()).content.decode()
        assert page.count("Read by:") == 1
        assert page.index(words) < page.index('id="room"')
        close_room(room)
        assert words in client_of(adjoa).get(room.get_absolute_url()).content.decode()

    def test_the_welcome_says_who_reads(self, room, adjoa, edition) -> None:
        assert welcomed(adjoa, room)["room"]["readers"] == "members"
        assert welcomed(adjoa, edition.rooms.get(kind=RoomKind.PLENARY))["room"]["readers"] == "everybody"

    def test_the_page_of_an_exchange_says_who_reads_and_links_only_people_who_may_enter(
        self, adjoa, kerwin, chiara, client_of
    ) -> None:
        room = paired([adjoa, kerwin], Readers.MEMBERS)
        for member, leads in ((adjoa, True), (chiara, False)):
            page = client_of(member).get(room.exchange.get_absolute_url()).content.decode()
            assert ALONE in page
            assert (room.get_absolute_url() in page) == leads


class TestRound:
    @pytest.fixture
    def sent(self, edition) -> dict[str, str]:
        today = timezone.now().date()
        days = {"first_day": str(today), "last_day": str(today + datetime.timedelta(days=6))}
        wishes = dict.fromkeys(["ranking", "interest", "hours", "language", "countries", "kind"], "1")
        return {"format": "compare-pair", "sides": "same", **days, **wishes}

    @pytest.mark.parametrize(
        ("chosen", "kept"), [({}, "members_and_facilitators"), ({"readers": "members"}, "members")], ids=str
    )
    def test_a_round_gives_its_rooms_the_chosen_readers(
        self, edition, adjoa, kerwin, chiara, client_of, sent, chosen, kept
    ) -> None:
        client = client_of(chiara)
        assert client.post(reverse("new_round", args=[edition.slug]), sent | chosen).status_code == 302
        made = Round.objects.get()
        client.post(reverse("publish_round", args=[edition.slug, made.number]))
        assert [room.readers for room in Room.objects.filter(exchange__round=made)] == [kept]

    def test_a_round_cannot_let_everybody_read(self, edition, chiara, client_of, sent) -> None:
        answer = client_of(chiara).post(reverse("new_round", args=[edition.slug]), sent | {"readers": "everybody"})
        assert answer.context["form"].errors.keys() == {"readers"}
        assert not Round.objects.exists()

    def test_a_rounds_page_says_who_reads(self, edition, adjoa, kerwin, chiara, client_of, sent) -> None:
        client = client_of(chiara)
        made = client.post(reverse("new_round", args=[edition.slug]), sent | {"readers": "members"}, follow=True)
        assert "Who can read the rooms: its members alone" in made.content.decode()


class TestCall:
    def test_a_call_reaches_every_facilitator_and_waits_at_the_desk(
        self, edition, room, kerwin, chiara, luca, client_of
    ) -> None:
        client_of(kerwin).post(reverse("raise_hand", args=[room.pk]))
        assert {notice.to for notice in Notice.objects.filter(kind="called")} == {chiara, luca}
        for page in ("today", "moderation"):
            html = client_of(chiara).get(reverse(page, args=[edition.slug])).content.decode()
            assert "calls a facilitator." in html
        assert "calls for you" in client_of(chiara).get(reverse("desk", args=[edition.slug])).content.decode()

    def test_calling_twice_is_one_call(self, room, kerwin) -> None:
        for _twice in range(2):
            hands.raise_hand(room, by=kerwin)
        assert Hand.objects.count() == 1

    def test_each_member_has_their_own_call(self, room, adjoa, kerwin) -> None:
        for member in (adjoa, kerwin):
            hands.raise_hand(room, by=member)
        hands.lower_own(room, by=adjoa)
        assert [hand.by for hand in Hand.objects.filter(lowered_at=None)] == [kerwin]

    def test_a_call_is_only_for_rooms_that_belong_to_people(self, edition, adjoa) -> None:
        with pytest.raises(PermissionDenied):
            hands.raise_hand(edition.rooms.get(kind=RoomKind.PLENARY), by=adjoa)

    def test_a_call_from_a_room_that_facilitators_read_leads_straight_there(
        self, adjoa, kerwin, chiara, client_of
    ) -> None:
        room = paired([adjoa, kerwin], Readers.MEMBERS_AND_FACILITATORS)
        hands.raise_hand(room, by=adjoa)
        page = client_of(chiara).get(reverse("moderation", args=[chiara.edition.slug])).content.decode()
        assert f'href="{room.get_absolute_url()}"' in page
        assert "Adjoa T. calls a facilitator." in client_of(chiara).get(room.get_absolute_url()).content.decode()
