"""Acts on the stage clock: permissions, messages in the room, announcements, constraints."""

import datetime
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone, translation

from commons import targets
from exchanges.models import Exchange, Format, StageAct, StageActKind
from exchanges.rounds import formats
from exchanges.stages import acts
from exchanges.stages.acts import StageFault, clock_of
from rooms import announcing, rates
from rooms.announcing import Passing, RoomsReached
from rooms.messages import changes
from rooms.messages.frames import Delete, Edit, React, Send
from rooms.messages.posting import Refusal, Work, post
from rooms.messages.showing import talk
from rooms.models import Message, Room
from rooms.moderation.closing import close_room
from tests.rooms.talking import welcomed

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def announcements(monkeypatch, django_capture_on_commit_callbacks):
    """``announcements(verb, exchange, by=…)`` runs the verb and returns all announcements to all processes so far."""
    sent: list[dict] = []
    monkeypatch.setattr(announcing, "announce", sent.append)

    def act(verb, *given, **named) -> list[dict]:
        with django_capture_on_commit_callbacks(execute=True):
            verb(*given, **named)
        return sent

    return act


def room_of(exchange: Exchange) -> Room:
    return Room.objects.get(exchange=exchange)


def said_in(exchange: Exchange, reader) -> list[str]:
    room = Room.objects.select_related("exchange__round__format").get(exchange=exchange)
    return [shown.words for shown, *_ in talk(room, reader).rows]


def begun(exchange: Exchange, by, minutes_ago: float) -> None:
    at = timezone.now() - datetime.timedelta(minutes=minutes_ago)
    StageAct.objects.create(exchange=exchange, number=1, kind=StageActKind.BEGUN, by=by, at=at)


class TestActs:
    def test_an_act_becomes_a_message_with_the_next_revision(self, exchange, adjoa, kerwin):
        post(Work(room_of(exchange).pk, adjoa.pk, Send(uuid.uuid4(), "Good morning.")))
        acts.begin(exchange, by=kerwin)
        acts.move_on(exchange, by=kerwin)
        acts.extend(exchange, by=adjoa)
        acts.pause(exchange, by=adjoa)
        acts.resume(exchange, by=kerwin)
        found = changes.since(room_of(exchange).pk, 0)
        assert [(m["seq"], m["rev"], m["kind"]) for m in found.messages] == [
            (1, 1, "said"), (2, 2, "stage"), (3, 3, "stage"), (4, 4, "stage"), (5, 5, "stage"), (6, 6, "stage"),
        ]  # fmt: skip
        assert [m["stage"] and m["stage"]["act"] for m in found.messages] == [
            None, "begun", "moved_on", "extended", "paused", "resumed",
        ]  # fmt: skip
        assert said_in(exchange, adjoa)[1:] == [
            "Stage 1 begins · Meet, 8 min",
            "Stage 2 begins · The first shore tells, 15 min",
            "5 more minutes · The first shore tells",
            "The clock is paused · The first shore tells, 20 min left",
            "The clock goes on · The first shore tells, 20 min left",
        ]

    def test_each_member_reads_the_act_in_their_own_language(self, exchange, adjoa, kerwin):
        with translation.override("fr"):
            acts.begin(exchange, by=adjoa)
        with translation.override("pt"):
            assert "Conhecer-se" in said_in(exchange, kerwin)[0]
        assert "Se rencontrer" in changes.since(room_of(exchange).pk, 0).messages[0]["body"]
        assert Message.objects.get().language == "fr"

    def test_an_act_is_announced_to_all_sockets_with_the_clock(self, exchange, adjoa, announcements):
        room, frame = announcements(acts.begin, exchange, by=adjoa)
        pk = room_of(exchange).pk
        assert room == RoomsReached([(pk, 1)])
        stage = frame.frame["stage"]
        assert frame == Passing(pk, {"type": "stage", "stage": stage})
        assert (stage["number"], stage["of"], stage["key"], stage["minutes"]) == (1, 6, "meet", [8, 15, 15, 15, 15, 8])
        assert stage["began_at"] == stage["now"] < stage["ends_at"]
        assert stage["paused_at"] is None

    def test_the_message_carries_the_clock_for_clients_that_only_read_changes(self, exchange, adjoa, announcements):
        frame = announcements(acts.begin, exchange, by=adjoa)[1].frame
        message = changes.since(room_of(exchange).pk, 0).messages[0]
        assert message["stage"] == {"act": "begun", "added": None, **frame["stage"]}

    def test_the_welcome_of_a_later_member_carries_the_clock(self, exchange, adjoa, kerwin):
        acts.begin(exchange, by=adjoa)
        acts.pause(exchange, by=adjoa)
        stage = welcomed(kerwin, room_of(exchange))["room"]["stage"]
        assert (stage["number"], stage["ends_at"], stage["acts"]) == (1, None, 2)
        assert 0 < stage["left"] <= 8 * 60

    def test_a_repeated_act_changes_nothing_and_is_not_refused(self, exchange, adjoa, kerwin, announcements):
        for verb in (acts.begin, acts.begin, acts.resume, acts.pause, acts.pause):
            announcements(verb, exchange, by=kerwin)
        announcements(acts.pause, exchange, by=adjoa)
        assert list(StageAct.objects.order_by("number").values_list("number", "kind")) == [(1, "begun"), (2, "paused")]
        assert room_of(exchange).last_rev == 2

    def test_an_act_by_two_members_at_once_is_done_once(self, exchange, adjoa, kerwin):
        acts.begin(exchange, by=adjoa)
        for member in (adjoa, kerwin):
            acts.move_on(exchange, by=member, stage=1, seen=1)
            clock = acts.extend(exchange, by=member, stage=2, seen=2)
        assert (clock.number, round(clock.left / datetime.timedelta(minutes=1))) == (2, 20)

    def test_an_act_too_late_for_its_stage_does_not_change_the_next(self, exchange, adjoa):
        begun(exchange, adjoa, minutes_ago=9)
        assert acts.extend(exchange, by=adjoa, stage=1, seen=1).left < datetime.timedelta(minutes=15)
        assert acts.move_on(exchange, by=adjoa, stage=1, seen=1).number == 2
        assert room_of(exchange).last_rev == 0

    def test_moving_on_twice_in_the_last_stage_ends_it_without_a_refusal(self, exchange, adjoa, kerwin):
        begun(exchange, adjoa, minutes_ago=70)
        assert acts.move_on(exchange, by=adjoa, stage=6, seen=1).is_over
        assert acts.move_on(exchange, by=kerwin, stage=6, seen=1).is_over
        assert said_in(exchange, adjoa) == ["All stages are done"]

    def test_a_later_act_never_gets_an_earlier_time_although_clocks_of_machines_differ(self, exchange, adjoa, kerwin):
        begun(exchange, adjoa, minutes_ago=-0.1)
        clock = acts.pause(exchange, by=kerwin)
        assert clock.paused_at == StageAct.objects.get(number=1).at
        assert clock_of(exchange).paused_at == clock.paused_at

    def test_an_act_stays_when_its_member_leaves_the_course(self, exchange, adjoa, kerwin):
        acts.begin(exchange, by=kerwin)
        kerwin.delete()
        assert clock_of(exchange).number == 1


class TestRefusals:
    @pytest.mark.parametrize("verb", [acts.pause, acts.resume, acts.extend, acts.move_on])
    def test_acts_before_the_beginning_are_refused(self, exchange, adjoa, verb):
        with pytest.raises(StageFault, match="not begun"):
            verb(exchange, by=adjoa)

    @pytest.mark.parametrize("verb", [acts.pause, acts.extend, acts.move_on])
    def test_acts_after_the_end_are_refused(self, exchange, adjoa, verb):
        begun(exchange, adjoa, minutes_ago=77)
        with pytest.raises(StageFault, match="room stays open"):
            verb(exchange, by=adjoa)

    @pytest.mark.parametrize("minutes", [0, -5, 61])
    def test_an_extension_outside_1_to_60_minutes_is_refused(self, exchange, adjoa, minutes):
        acts.begin(exchange, by=adjoa)
        with pytest.raises(StageFault):
            acts.extend(exchange, by=adjoa, minutes=minutes)

    def test_a_muted_delegate_is_refused_in_words(self, exchange, adjoa):
        adjoa.muted_until = timezone.now() + HOUR
        adjoa.save()
        with pytest.raises(StageFault, match="cannot write for now") as refused:
            acts.begin(exchange, by=adjoa)
        assert refused.value.code == "muted"

    def test_acts_in_a_closed_room_are_refused(self, exchange, adjoa):
        close_room(room_of(exchange))
        with pytest.raises(StageFault, match="closed"):
            acts.begin(exchange, by=adjoa)

    def test_a_member_above_the_rate_is_refused_with_a_wait(self, exchange, adjoa, settings):
        settings.ROOM_RATE = (0.001, 2)
        rates._buckets.clear()
        acts.begin(exchange, by=adjoa)
        acts.pause(exchange, by=adjoa)
        with pytest.raises(StageFault) as refused:
            acts.resume(exchange, by=adjoa)
        assert refused.value.code == "rate"
        assert refused.value.retry_after > 0
        rates._buckets.clear()

    @pytest.mark.parametrize("who", ["mariam", "trevor", "suspended", "outsider"])
    def test_people_outside_the_exchange_are_refused(self, request, exchange, who):
        with pytest.raises(PermissionDenied):
            acts.begin(exchange, by=request.getfixturevalue(who))

    def test_a_member_suspended_a_moment_ago_is_refused(self, exchange, adjoa):
        type(adjoa).objects.filter(pk=adjoa.pk).update(suspended_at=timezone.now())
        with pytest.raises(PermissionDenied):
            acts.begin(exchange, by=adjoa)

    def test_a_refused_act_leaves_no_trace(self, exchange, adjoa, mariam):
        for by, verb in ((mariam, acts.begin), (adjoa, acts.pause)):
            with pytest.raises((PermissionDenied, StageFault)):
                verb(exchange, by=by)
        assert room_of(exchange).last_rev == StageAct.objects.count() == Message.objects.count() == 0


def test_a_facilitator_may_act_on_the_clock(exchange, chiara):
    assert acts.begin(exchange, by=chiara).number == 1


class TestAStageMessage:
    @pytest.fixture
    def message(self, exchange, adjoa) -> Message:
        acts.begin(exchange, by=adjoa)
        return Message.objects.get()

    def test_a_stage_message_refuses_edits_deletions_and_reactions(self, exchange, adjoa, message):
        for act in (Edit(uuid.uuid4(), message.pk, "x"), Delete(uuid.uuid4(), message.pk),
                    React(uuid.uuid4(), message.pk, "👍", True)):  # fmt: skip
            assert post(Work(message.room_id, adjoa.pk, act)).answers == [Refusal(act.id, "forbidden")]
        assert room_of(exchange).last_rev == 1

    def test_a_stage_message_cannot_be_reported_or_hidden(self, message):
        with pytest.raises(Http404):
            targets.fetch("message", message.pk)

    def test_a_stage_message_can_be_answered(self, adjoa, message):
        sent = post(Work(message.room_id, adjoa.pk, Send(uuid.uuid4(), "Ready?", message.pk))).answers[0]
        assert sent.rev == 2


class TestConstraints:
    def test_an_exchange_has_one_act_for_each_number(self, exchange, adjoa):
        begun(exchange, adjoa, 1)
        with pytest.raises(IntegrityError), transaction.atomic():
            begun(exchange, adjoa, 1)

    @pytest.mark.parametrize(("kind", "minutes"), [("extended", None), ("extended", 0), ("paused", 5)])
    def test_only_an_extension_has_minutes(self, exchange, adjoa, kind, minutes):
        with pytest.raises(IntegrityError), transaction.atomic():
            StageAct.objects.create(
                exchange=exchange, number=1, kind=kind, by=adjoa, at=timezone.now(), minutes=minutes
            )

    def test_a_said_message_has_no_stage(self, exchange, adjoa):
        acts.begin(exchange, by=adjoa)
        with pytest.raises(IntegrityError), transaction.atomic():
            Message.objects.update(kind="said")


def test_a_format_takes_as_long_as_its_pace_says(edition):
    format = edition.formats.get(slug="compare-pair")
    assert [stage["minutes"] for stage in formats.agenda(format)] == [8, 15, 15, 15, 15, 8]
    assert formats.length(format) == 76
    entry = {"slug": "spoken", "title": {"en": "Spoken"}, "group": {"min": 2, "max": 2}, "stages": format.stages}
    spoken = Format(**formats.FORMATS.fields({**entry, "pace": 1}))
    assert formats.length(spoken) == 50
