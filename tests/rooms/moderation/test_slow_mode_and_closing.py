"""Slow mode and the end of a room: the permission to set them, whom they bind, and their entries in the log."""

import datetime
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from commons.models import AuditEntry
from rooms import announcing
from rooms.announcing import Passing, RoomClosed
from rooms.conversations import say_hello
from rooms.messages.frames import React, Send
from rooms.messages.posting import Ack, Refusal, Work, post, post_all
from rooms.models import Message, Room, RoomKind, RoomMeasure
from rooms.moderation import closing, slow_mode
from tests.rooms.talking import paired, welcomed


@pytest.fixture
def lounge(edition) -> Room:
    return edition.rooms.filter(kind=RoomKind.LOUNGE).first()


def says(member, room):
    return post(Work(room.pk, member.pk, Send(uuid.uuid4(), "Hello."))).answers[0]


def now(room) -> Room:
    return Room.objects.get(pk=room.pk)


def a_while_ago(room, seconds: int) -> None:
    Message.objects.filter(room=room).update(sent_at=timezone.now() - datetime.timedelta(seconds=seconds))


class TestSlowMode:
    def test_slow_mode_refuses_a_second_message_and_says_how_long_to_wait(self, lounge, adjoa, kerwin, chiara):
        slow_mode.slow_down(lounge, by=chiara, seconds=30)
        assert isinstance(says(adjoa, lounge), Ack)
        refused = says(adjoa, lounge)
        assert isinstance(refused, Refusal)
        assert refused.code == "rate"
        assert 28 <= refused.retry_after <= 30
        assert isinstance(says(kerwin, lounge), Ack)

    def test_slow_mode_lets_an_author_write_again_after_its_seconds(self, lounge, adjoa, chiara):
        slow_mode.slow_down(lounge, by=chiara, seconds=30)
        says(adjoa, lounge)
        a_while_ago(lounge, 31)
        assert isinstance(says(adjoa, lounge), Ack)

    def test_slow_mode_holds_within_one_commit(self, lounge, adjoa, chiara):
        slow_mode.slow_down(lounge, by=chiara, seconds=30)
        works = [Work(lounge.pk, adjoa.pk, Send(uuid.uuid4(), "Again.")) for _n in range(3)]
        assert [type(answer) for answer in post_all(works).answers] == [Ack, Refusal, Refusal]

    def test_slow_mode_counts_earlier_messages(self, lounge, adjoa, chiara):
        says(adjoa, lounge)
        slow_mode.slow_down(lounge, by=chiara, seconds=30)
        assert isinstance(says(adjoa, lounge), Refusal)

    def test_slow_mode_acks_an_earlier_message_again(self, lounge, adjoa, chiara):
        slow_mode.slow_down(lounge, by=chiara, seconds=30)
        work = Work(lounge.pk, adjoa.pk, Send(uuid.uuid4(), "Once."))
        assert post(work).answers == post(work).answers

    def test_slow_mode_binds_neither_reactions_nor_those_who_run_the_course(self, lounge, adjoa, chiara):
        slow_mode.slow_down(lounge, by=chiara, seconds=30)
        sent = says(adjoa, lounge)
        react = React(uuid.uuid4(), sent.message, "👍", True)
        assert isinstance(post(Work(lounge.pk, adjoa.pk, react)).answers[0], Ack)
        assert [type(says(chiara, lounge)) for _n in range(3)] == [Ack] * 3

    def test_slow_mode_of_one_room_does_not_bind_other_rooms(self, edition, lounge, adjoa, chiara):
        slow_mode.slow_down(lounge, by=chiara, seconds=30)
        plenary = edition.rooms.get(kind=RoomKind.PLENARY)
        assert [type(says(adjoa, plenary)) for _n in range(2)] == [Ack, Ack]

    def test_slow_mode_is_replaced_by_another_and_ended(self, lounge, adjoa, chiara):
        slow_mode.slow_down(lounge, by=chiara, seconds=30)
        slow_mode.slow_down(now(lounge), by=chiara, seconds=60, reason="Everybody speaks at once")
        assert now(lounge).slow_seconds == 60
        slow_mode.speed_up(now(lounge), by=chiara)
        slow_mode.speed_up(now(lounge), by=chiara)
        assert now(lounge).slow_seconds == 0
        assert list(RoomMeasure.objects.order_by("pk").values_list("seconds", "lifted_by")) == [
            (30, chiara.pk),
            (60, chiara.pk),
        ]
        assert list(AuditEntry.objects.order_by("pk").values_list("act", "reason")) == [
            ("slow", ""),
            ("slow", "Everybody speaks at once"),
            ("speed up", ""),
        ]

    def test_slow_mode_is_sent_to_open_sockets_and_in_the_welcome(
        self, lounge, adjoa, chiara, monkeypatch, django_capture_on_commit_callbacks
    ):
        told = []
        monkeypatch.setattr(announcing, "announce", told.append)
        with django_capture_on_commit_callbacks(execute=True):
            slow_mode.slow_down(lounge, by=chiara, seconds=10)
        assert told == [Passing(lounge.pk, {"type": "slow", "seconds": 10})]
        assert welcomed(adjoa, lounge)["room"]["slow"] == 10


class TestClosing:
    def test_closing_can_be_undone_and_both_are_logged(self, lounge, adjoa, chiara):
        closing.close(lounge, by=chiara, reason="The course is over")
        closing.close(now(lounge), by=chiara)
        assert says(adjoa, lounge).code == "closed"
        closing.reopen(now(lounge), by=chiara)
        assert isinstance(says(adjoa, lounge), Ack)
        assert list(AuditEntry.objects.order_by("pk").values_list("act", "reason")) == [
            ("close", "The course is over"),
            ("reopen", ""),
        ]

    def test_closing_reaches_open_sockets_at_once(
        self, lounge, chiara, monkeypatch, django_capture_on_commit_callbacks
    ):
        told = []
        monkeypatch.setattr(announcing, "announce", told.append)
        with django_capture_on_commit_callbacks(execute=True):
            closing.close(lounge, by=chiara)
        assert told == [RoomClosed(lounge.pk)]


@pytest.mark.parametrize(
    "measure",
    [
        lambda room, by: slow_mode.slow_down(room, by=by, seconds=10),
        lambda room, by: slow_mode.speed_up(room, by=by),
        lambda room, by: closing.close(room, by=by),
        lambda room, by: closing.reopen(room, by=by),
    ],
    ids=["slow", "unslow", "close", "reopen"],
)
class TestPermission:
    def test_only_those_who_run_the_course_set_measures(self, lounge, adjoa, trevor, measure):
        for nobody in (adjoa, trevor):
            with pytest.raises(PermissionDenied):
                measure(lounge, nobody)

    def test_nobody_sets_measures_in_a_conversation_or_without_permission_to_enter(
        self, adjoa, kerwin, chiara, measure
    ):
        for room in (say_hello(kerwin, by=adjoa), paired([adjoa, kerwin], "members")):
            with pytest.raises(PermissionDenied):
                measure(room, chiara)


class TestPage:
    def test_the_page_shows_a_facilitator_the_measures_in_force_and_those_to_choose(self, lounge, chiara, client_of):
        client = client_of(chiara)
        page = client.get(reverse("room", args=[lounge.pk])).content.decode()
        assert "One message per person every" in page
        client.post(reverse("slow", args=[lounge.pk]), {"seconds": "60", "reason": "Too fast for a phone"})
        page = client.get(reverse("room", args=[lounge.pk])).content.decode()
        assert "one message of a person in 60 seconds" in page
        assert "Too fast for a phone" in page
        client.post(reverse("close", args=[lounge.pk]), {"reason": ""})
        assert "Open this room again" in client.get(reverse("room", args=[lounge.pk])).content.decode()

    def test_the_page_says_what_is_wrong_with_a_wrong_choice(self, lounge, chiara, client_of):
        answer = client_of(chiara).post(reverse("slow", args=[lounge.pk]), {"seconds": "7"}, follow=True)
        assert "7" in answer.content.decode()
        assert now(lounge).slow_seconds == 0

    def test_the_page_shows_no_measures_to_a_delegate(self, lounge, adjoa, client_of):
        page = client_of(adjoa).get(reverse("room", args=[lounge.pk])).content.decode()
        assert "Slow mode" not in page
