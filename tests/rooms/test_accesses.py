"""A room of its members alone: opened by a facilitator for a report or a call, never unseen, and shut again."""

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
    """Of Adjoa and Kerwin alone, with two messages of hers."""
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


def doors(client, room, member) -> set[int]:
    """What every door of the room answers: one status where all agree."""
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


class TestWithoutACause:
    @pytest.mark.parametrize("who", ["chiara", "admin"])
    def test_those_who_run_the_course_stand_before_shut_doors(self, request, room, who, edition, client_of) -> None:
        found = request.getfixturevalue(who)
        client = client_of(found)
        client.get(reverse("today", args=[edition.slug]))  # an administrator has a membership from here on
        person = getattr(found, "person", found)
        assert doors(client, room, edition.memberships.get(person=person)) == {403}

    def test_a_report_alone_opens_nothing(self, room, reported, chiara, client_of) -> None:
        assert doors(client_of(chiara), room, chiara) == {403}

    def test_a_raised_hand_alone_opens_nothing(self, room, kerwin, chiara, client_of) -> None:
        hands.raise_hand(room, by=kerwin)
        assert doors(client_of(chiara), room, chiara) == {403}

    def test_what_was_not_reported_is_not_hidden_either(self, room, reported, chiara) -> None:
        with pytest.raises(PermissionDenied):
            moderation.hide(room.messages.get(seq=2), by=chiara, reason="I guessed its number.")

    def test_no_facilitator_calls_themselves(self, room, chiara) -> None:
        with pytest.raises(PermissionDenied):
            hands.raise_hand(room, by=chiara)

    def test_nothing_is_opened_by_a_report_that_was_settled(self, message, reported, chiara) -> None:
        moderation.settle(reported, by=chiara)
        with pytest.raises(PermissionDenied):
            accesses.open_by_report(message, by=chiara)

    def test_nothing_is_opened_by_a_call_that_was_taken_back(self, room, kerwin, chiara) -> None:
        hands.raise_hand(room, by=kerwin)
        hands.lower_own(room, by=kerwin)
        with pytest.raises(PermissionDenied):
            accesses.open_by_hand(Hand.objects.get(), by=chiara)

    def test_a_facilitators_own_report_keeps_no_room_open(self, room, opened, reported, chiara, luca) -> None:
        beside = room.messages.get(seq=2)
        moderation.report(beside, by=chiara, reason="other")
        moderation.settle(reported, by=chiara)
        for facilitator in (chiara, luca):
            with pytest.raises(PermissionDenied):
                accesses.open_by_report(beside, by=facilitator)

    def test_the_queue_shows_what_was_reported_and_nothing_around_it(self, reported, chiara, client_of) -> None:
        page = client_of(chiara).get(reverse("moderation", args=[chiara.edition.slug])).content.decode()
        assert "Reported words." in page
        assert "Words beside them." not in page
        assert reverse("open_by_report", args=[chiara.edition.slug, reported.pk]) in page
        assert "See it in its place" not in page

    def test_another_courses_facilitator_opens_nothing(self, message, reported, other_edition, client_of) -> None:
        other = cast.join(other_edition, "luca")
        with pytest.raises(PermissionDenied):
            accesses.open_by_report(message, by=other)
        for slug in (other_edition.slug, message.edition.slug):
            answer = client_of(other).post(reverse("open_by_report", args=[slug, reported.pk]))
            assert answer.status_code in {403, 404}
        assert not Access.objects.exists()

    def test_no_delegate_opens_anything(self, message, reported, mariam) -> None:
        with pytest.raises(PermissionDenied):
            accesses.open_by_report(message, by=mariam)


class TestOpened:
    def test_by_a_report_is_read_at_every_door_by_who_opened_it_alone(
        self, room, reported, chiara, luca, client_of
    ) -> None:
        address = reverse("open_by_report", args=[chiara.edition.slug, reported.pk])
        assert client_of(chiara).post(address)["Location"].startswith(room.get_absolute_url())
        assert doors(client_of(chiara), room, chiara) == {200}
        assert doors(client_of(luca), room, luca) == {403}

    def test_by_a_call_likewise(self, room, kerwin, chiara, luca, client_of) -> None:
        client_of(kerwin).post(reverse("raise_hand", args=[room.pk]))
        hand = Hand.objects.get()
        client_of(chiara).post(reverse("open_by_hand", args=[chiara.edition.slug, hand.pk]))
        assert doors(client_of(chiara), room, chiara) == {200}
        assert doors(client_of(luca), room, luca) == {403}

    def test_is_a_row_a_line_in_the_log_and_a_notice_to_each_member(self, room, opened, reported, chiara) -> None:
        assert (opened.room, opened.by, opened.report, opened.hand) == (room, chiara, reported, None)
        entry = AuditEntry.objects.get()
        assert (entry.act, entry.by, entry.target) == ("open", chiara, room)
        told = Notice.objects.filter(kind="opened_by_report")
        assert {(notice.to.person.given_name, notice.path) for notice in told} == {
            ("Adjoa", room.get_absolute_url()),
            ("Kerwin", room.get_absolute_url()),
        }

    def test_shows_the_queue_what_stands_around(self, opened, chiara, luca, client_of) -> None:
        queue = reverse("moderation", args=[chiara.edition.slug])
        assert "Words beside them." in client_of(chiara).get(queue).content.decode()
        assert "Words beside them." not in client_of(luca).get(queue).content.decode()

    def test_is_said_in_the_room_in_the_readers_own_time(self, edition, trevor, adjoa, chiara, client_of) -> None:
        room = say_hello(trevor, by=adjoa)
        hands.raise_hand(room, by=adjoa)
        accesses.open_by_hand(Hand.objects.get(), by=chiara)
        Access.objects.update(at=datetime.datetime(2026, 11, 24, 20, tzinfo=datetime.UTC))
        said = "Chiara T. (facilitator) opened this room on Tuesday 24 November, {}, because a member called."
        for member, time in ((trevor, "16:00 Port of Spain time"), (adjoa, "21:00 Porto-Novo time")):
            assert said.format(time) in client_of(member).get(room.get_absolute_url()).content.decode()

    def test_because_of_a_report_is_said_so(self, room, opened, adjoa, chiara, client_of) -> None:
        for member in (adjoa, chiara):
            page = client_of(member).get(room.get_absolute_url()).content.decode()
            assert "Chiara T. (facilitator) opened this room" in page
            assert "because of a report." in page
        assert "You read this room because of a report or a call" in page

    def test_twice_is_once_and_told_once(self, message, opened, chiara) -> None:
        accesses.open_by_report(message, by=chiara)
        assert Access.objects.count() == 1
        assert Notice.objects.filter(kind="opened_by_report").count() == 2

    def test_has_exactly_one_cause(self, room, chiara, reported, kerwin) -> None:
        hand = Hand.objects.create(room=room, by=kerwin)
        for cause in ({}, {"report": reported, "hand": hand}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Access.objects.create(room=room, by=chiara, **cause)

    def test_nothing_is_opened_where_a_facilitator_reads_anyway(self, adjoa, kerwin, chiara) -> None:
        room = paired([adjoa, kerwin], Readers.MEMBERS_AND_FACILITATORS)
        moderation.report(says(adjoa, room), by=kerwin, reason="other")
        accesses.open_by_report(room.messages.get(), by=chiara)
        assert not Access.objects.exists()

    def test_what_was_reported_is_hidden_and_restored_even_once_it_is_settled(self, message, reported, chiara) -> None:
        moderation.hide(message, by=chiara, reason="Too sharp.")
        moderation.settle(reported, by=chiara)
        moderation.restore(message, by=chiara, reason="Explained.")
        assert Message.objects.get(pk=message.pk).hidden_at is None


def test_whoever_may_be_here_though_it_is_not_theirs_has_a_name_in_the_welcome(room, opened, reported, adjoa, luca):
    def names() -> list[str]:
        return [card["name"] for card in welcomed(adjoa, room)["facilitators"]]

    assert names() == ["Chiara T."]
    moderation.settle(reported, by=luca)
    assert names() == []


class TestWhenItsCauseIsGone:
    def test_every_door_is_shut_again_and_the_row_stays(self, room, opened, reported, chiara, luca, client_of) -> None:
        moderation.settle(reported, by=luca)
        assert doors(client_of(chiara), room, chiara) == {403}
        assert Access.objects.get() == opened

    def test_so_it_is_after_a_call(self, room, kerwin, chiara, client_of) -> None:
        hands.raise_hand(room, by=kerwin)
        accesses.open_by_hand(Hand.objects.get(), by=chiara)
        client_of(chiara).post(reverse("answer_hand", args=[chiara.edition.slug, Hand.objects.get().pk]))
        assert doors(client_of(chiara), room, chiara) == {403}
        assert Hand.objects.get().lowered_by == chiara
        assert [entry.act for entry in AuditEntry.objects.order_by("pk")] == ["open", "answer"]

    def test_the_member_who_called_can_end_it(self, room, kerwin, chiara, client_of) -> None:
        hands.raise_hand(room, by=kerwin)
        accesses.open_by_hand(Hand.objects.get(), by=chiara)
        client_of(kerwin).post(reverse("lower_hand", args=[room.pk]))
        assert doors(client_of(chiara), room, chiara) == {403}

    def test_whoever_still_has_a_socket_open_writes_no_more(self, room, opened, reported, chiara) -> None:
        assert says(chiara, room)
        moderation.settle(reported, by=chiara)
        work = Work(room.pk, chiara.pk, Send(uuid.uuid4(), "Still here."))
        assert post(work).answers[0].code == "forbidden"

    def test_every_process_is_told_to_ask_again(
        self, opened, reported, chiara, monkeypatch, django_capture_on_commit_callbacks
    ) -> None:
        said = []
        monkeypatch.setattr(announcing, "announce", said.append)
        with django_capture_on_commit_callbacks(execute=True):
            moderation.settle(reported, by=chiara)
        assert said == [MembershipChanged(chiara.pk)]

    def test_another_report_needs_an_opening_of_its_own(self, room, opened, reported, kerwin, chiara) -> None:
        beside = room.messages.get(seq=2)
        moderation.report(beside, by=kerwin, reason="other")
        moderation.settle(reported, by=chiara)
        assert access.enter(room.pk, chiara.person)[2] == 4403
        accesses.open_by_report(beside, by=chiara)
        assert access.enter(room.pk, chiara.person)[2] == 0
        assert Access.objects.count() == 2


def test_who_reports_in_such_a_room_is_told_that_its_members_will_see_it_opened(room, message, kerwin, client_of):
    page = client_of(kerwin).get(reverse("report", args=["message", message.pk])).content.decode()
    assert "its members see that they did" in page
    assert "does not learn who reported" not in page
