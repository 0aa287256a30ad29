"""A facilitator opens a room of its members alone only for a report or a call; its members see it, and the access
ends."""

import datetime
import json
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from commons import moderation
from commons.models import AuditEntry, Notice, Report
from rooms import access, announcing
from rooms.announcing import MembershipChanged
from rooms.conversations import say_hello
from rooms.messages.frames import Send
from rooms.messages.posting import Work, post
from rooms.models import Access, Hand, Message, Readers, Room
from rooms.moderation import accesses, hands
from tests import cast
from tests.rooms.talking import paired, says, welcomed


@pytest.fixture(params=["conversation", "exchange"])
def room(request, adjoa, kerwin) -> Room:
    """The room of Adjoa and Kerwin alone, with two messages of hers."""
    two = request.param == "conversation"
    room = say_hello(kerwin, by=adjoa) if two else paired([adjoa, kerwin], Readers.MEMBERS)
    says(adjoa, room, "Reported words.")
    says(adjoa, room, "Words beside them.")
    return room


@pytest.fixture
def message(room) -> Message:
    return room.messages.get(seq=1)


@pytest.fixture
def reported(message, kerwin) -> Report:
    moderation.report(message, by=kerwin, reason="disrespect")
    return Report.objects.get()


@pytest.fixture
def opened(message, reported, chiara) -> Access:
    accesses.open_by_report(message, by=chiara)
    return Access.objects.get()


def statuses(client, room, member) -> set[int]:
    """Returns the statuses of every way into the room: one if all agree."""
    said = {"id": str(uuid.uuid4()), "body": "May I?"}
    beside = room.messages.get(seq=2)
    answers = {
        client.get(reverse("room", args=[room.pk])).status_code,
        client.get(reverse("room_changes", args=[room.pk]), {"since": "0"}).status_code,
        client.get(reverse("room_changes", args=[room.pk]), {"before": "9"}).status_code,
        client.get(reverse("message", args=[room.pk, beside.pk])).status_code,
        client.get(reverse("report", args=["message", beside.pk])).status_code,
        client.post(
            reverse("room_messages", args=[room.pk]), json.dumps(said), content_type="application/json"
        ).status_code,
    }
    return answers | {200 if access.enter(room.pk, member.person)[2] == 0 else 403}


class TestWithoutAccess:
    @pytest.mark.parametrize("who", ["chiara", "admin"])
    def test_those_who_run_the_course_cannot_enter(self, request, room, who, edition, client_of) -> None:
        found = request.getfixturevalue(who)
        client = client_of(found)
        client.get(reverse("today", args=[edition.slug]))  # this page gives an administrator a membership
        person = getattr(found, "person", found)
        assert statuses(client, room, edition.memberships.get(person=person)) == {403}

    def test_a_report_alone_gives_no_access(self, room, reported, chiara, client_of) -> None:
        assert statuses(client_of(chiara), room, chiara) == {403}

    def test_a_raised_hand_alone_gives_no_access(self, room, kerwin, chiara, client_of) -> None:
        hands.raise_hand(room, by=kerwin)
        assert statuses(client_of(chiara), room, chiara) == {403}

    def test_a_facilitator_cannot_hide_a_message_that_was_not_reported(self, room, reported, chiara) -> None:
        with pytest.raises(PermissionDenied):
            moderation.hide(room.messages.get(seq=2), by=chiara, reason="I guessed its number.")

    def test_a_facilitator_cannot_call_themselves(self, room, chiara) -> None:
        with pytest.raises(PermissionDenied):
            hands.raise_hand(room, by=chiara)

    def test_a_settled_report_gives_no_access(self, message, reported, chiara) -> None:
        moderation.settle(reported, by=chiara)
        with pytest.raises(PermissionDenied):
            accesses.open_by_report(message, by=chiara)

    def test_a_call_that_was_taken_back_gives_no_access(self, room, kerwin, chiara) -> None:
        hands.raise_hand(room, by=kerwin)
        hands.lower_own(room, by=kerwin)
        with pytest.raises(PermissionDenied):
            accesses.open_by_hand(Hand.objects.get(), by=chiara)

    def test_a_facilitators_own_report_extends_no_access(self, room, opened, reported, chiara, luca) -> None:
        beside = room.messages.get(seq=2)
        moderation.report(beside, by=chiara, reason="other")
        moderation.settle(reported, by=chiara)
        for facilitator in (chiara, luca):
            with pytest.raises(PermissionDenied):
                accesses.open_by_report(beside, by=facilitator)

    def test_the_queue_shows_the_reported_message_without_its_neighbours(self, reported, chiara, client_of) -> None:
        page = client_of(chiara).get(reverse("moderation", args=[chiara.edition.slug])).content.decode()
        assert "Reported words." in page
        assert "Words beside them." not in page
        assert reverse("open_by_report", args=[chiara.edition.slug, reported.pk]) in page
        assert "See it in its place" not in page

    def test_a_facilitator_of_another_course_gets_no_access(self, message, reported, other_edition, client_of) -> None:
        other = cast.join(other_edition, "luca")
        with pytest.raises(PermissionDenied):
            accesses.open_by_report(message, by=other)
        for slug in (other_edition.slug, message.edition.slug):
            answer = client_of(other).post(reverse("open_by_report", args=[slug, reported.pk]))
            assert answer.status_code in {403, 404}
        assert not Access.objects.exists()

    def test_a_delegate_gets_no_access(self, message, reported, mariam) -> None:
        with pytest.raises(PermissionDenied):
            accesses.open_by_report(message, by=mariam)


class TestAccess:
    def test_a_report_lets_only_the_facilitator_who_opened_the_room_read_it(
        self, room, reported, chiara, luca, client_of
    ) -> None:
        address = reverse("open_by_report", args=[chiara.edition.slug, reported.pk])
        assert client_of(chiara).post(address)["Location"].startswith(room.get_absolute_url())
        assert statuses(client_of(chiara), room, chiara) == {200}
        assert statuses(client_of(luca), room, luca) == {403}

    def test_a_call_lets_only_the_facilitator_who_opened_the_room_read_it(
        self, room, kerwin, chiara, luca, client_of
    ) -> None:
        client_of(kerwin).post(reverse("raise_hand", args=[room.pk]))
        hand = Hand.objects.get()
        client_of(chiara).post(reverse("open_by_hand", args=[chiara.edition.slug, hand.pk]))
        assert statuses(client_of(chiara), room, chiara) == {200}
        assert statuses(client_of(luca), room, luca) == {403}

    def test_an_access_is_stored_logged_and_announced_to_each_member(self, room, opened, reported, chiara) -> None:
        assert (opened.room, opened.by, opened.report, opened.hand) == (room, chiara, reported, None)
        entry = AuditEntry.objects.get()
        assert (entry.act, entry.by, entry.target) == ("open", chiara, room)
        sent = Notice.objects.filter(kind="opened_by_report")
        assert {(notice.to.person.given_name, notice.path) for notice in sent} == {
            ("Adjoa", room.get_absolute_url()),
            ("Kerwin", room.get_absolute_url()),
        }

    def test_an_access_adds_neighbouring_messages_to_the_queue(self, opened, chiara, luca, client_of) -> None:
        queue = reverse("moderation", args=[chiara.edition.slug])
        assert "Words beside them." in client_of(chiara).get(queue).content.decode()
        assert "Words beside them." not in client_of(luca).get(queue).content.decode()

    def test_the_room_shows_an_access_in_the_readers_time_zone(self, edition, trevor, adjoa, chiara, client_of) -> None:
        room = say_hello(trevor, by=adjoa)
        hands.raise_hand(room, by=adjoa)
        accesses.open_by_hand(Hand.objects.get(), by=chiara)
        Access.objects.update(at=datetime.datetime(2026, 11, 24, 20, tzinfo=datetime.UTC))
        said = "Chiara T. (facilitator) opened this room on Tuesday 24 November, {}, because a member called."
        for member, time in ((trevor, "16:00 Port of Spain time"), (adjoa, "21:00 Porto-Novo time")):
            assert said.format(time) in client_of(member).get(room.get_absolute_url()).content.decode()

    def test_the_room_shows_that_a_report_was_the_reason(self, room, opened, adjoa, chiara, client_of) -> None:
        for member in (adjoa, chiara):
            page = client_of(member).get(room.get_absolute_url()).content.decode()
            assert "Chiara T. (facilitator) opened this room" in page
            assert "because of a report." in page
        assert "You read this room because of a report or a call" in page

    def test_opening_twice_makes_one_access_and_one_notice(self, message, opened, chiara) -> None:
        accesses.open_by_report(message, by=chiara)
        assert Access.objects.count() == 1
        assert Notice.objects.filter(kind="opened_by_report").count() == 2

    def test_an_access_has_exactly_one_cause(self, room, chiara, reported, kerwin) -> None:
        hand = Hand.objects.create(room=room, by=kerwin)
        for cause in ({}, {"report": reported, "hand": hand}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Access.objects.create(room=room, by=chiara, **cause)

    def test_no_access_is_made_when_the_facilitator_may_enter_anyway(self, adjoa, kerwin, chiara) -> None:
        room = paired([adjoa, kerwin], Readers.MEMBERS_AND_FACILITATORS)
        moderation.report(says(adjoa, room), by=kerwin, reason="other")
        accesses.open_by_report(room.messages.get(), by=chiara)
        assert not Access.objects.exists()

    def test_a_facilitator_hides_and_restores_a_reported_message_even_after_its_report_is_settled(
        self, message, reported, chiara
    ) -> None:
        moderation.hide(message, by=chiara, reason="Too sharp.")
        moderation.settle(reported, by=chiara)
        moderation.restore(message, by=chiara, reason="Explained.")
        assert Message.objects.get(pk=message.pk).hidden_at is None


def test_the_welcome_names_a_facilitator_who_has_access(room, opened, reported, adjoa, luca):
    def names() -> list[str]:
        return [card["name"] for card in welcomed(adjoa, room)["facilitators"]]

    assert names() == ["Chiara T."]
    moderation.settle(reported, by=luca)
    assert names() == []


class TestEndOfAccess:
    def test_a_settled_report_ends_access_and_the_row_stays(
        self, room, opened, reported, chiara, luca, client_of
    ) -> None:
        moderation.settle(reported, by=luca)
        assert statuses(client_of(chiara), room, chiara) == {403}
        assert Access.objects.get() == opened

    def test_an_answered_call_ends_access(self, room, kerwin, chiara, client_of) -> None:
        hands.raise_hand(room, by=kerwin)
        accesses.open_by_hand(Hand.objects.get(), by=chiara)
        client_of(chiara).post(reverse("answer_hand", args=[chiara.edition.slug, Hand.objects.get().pk]))
        assert statuses(client_of(chiara), room, chiara) == {403}
        assert Hand.objects.get().lowered_by == chiara
        assert [entry.act for entry in AuditEntry.objects.order_by("pk")] == ["open", "answer"]

    def test_the_member_who_called_can_end_access(self, room, kerwin, chiara, client_of) -> None:
        hands.raise_hand(room, by=kerwin)
        accesses.open_by_hand(Hand.objects.get(), by=chiara)
        client_of(kerwin).post(reverse("lower_hand", args=[room.pk]))
        assert statuses(client_of(chiara), room, chiara) == {403}

    def test_an_open_socket_cannot_write_after_access_has_ended(self, room, opened, reported, chiara) -> None:
        assert says(chiara, room)
        moderation.settle(reported, by=chiara)
        work = Work(room.pk, chiara.pk, Send(uuid.uuid4(), "Still here."))
        assert post(work).answers[0].code == "forbidden"

    def test_every_process_is_told_to_check_the_membership_again(
        self, opened, reported, chiara, monkeypatch, django_capture_on_commit_callbacks
    ) -> None:
        said = []
        monkeypatch.setattr(announcing, "announce", said.append)
        with django_capture_on_commit_callbacks(execute=True):
            moderation.settle(reported, by=chiara)
        assert said == [MembershipChanged(chiara.pk)]

    def test_another_report_needs_an_access_of_its_own(self, room, opened, reported, kerwin, chiara) -> None:
        beside = room.messages.get(seq=2)
        moderation.report(beside, by=kerwin, reason="other")
        moderation.settle(reported, by=chiara)
        assert access.enter(room.pk, chiara.person)[2] == 4403
        accesses.open_by_report(beside, by=chiara)
        assert access.enter(room.pk, chiara.person)[2] == 0
        assert Access.objects.count() == 2


def test_the_report_form_warns_that_the_members_will_see_an_access(room, message, kerwin, client_of):
    page = client_of(kerwin).get(reverse("report", args=["message", message.pk])).content.decode()
    assert "its members see that they did" in page
    assert "does not learn who reported" not in page
