"""Acts in a room, as live.md promises: one order without gaps, and the same UUID is the same act."""

import datetime
import uuid

import pytest
from django.db import OperationalError
from django.utils import timezone

from commons import moderation
from rooms.messages import changes, over_http, posting
from rooms.messages.frames import EMOJI, Delete, Edit, React, Send
from rooms.messages.posting import Ack, Refusal, Work, post_all
from rooms.models import Message, MessageReaction, Room, RoomKind
from rooms.moderation.closing import close_room


def new() -> uuid.UUID:
    return uuid.uuid4()


def revision_of(room: Room) -> int:
    return Room.objects.get(pk=room.pk).last_rev


def read(room: Room, since: int = 0) -> list[dict]:
    return changes.since(room.pk, since).messages


def test_messages_and_changes_count_up_without_gaps(room, adjoa, kerwin, does):
    first = does(adjoa, Send(new(), "Good morning"))
    second = does(kerwin, Send(new(), "Good night", first.message))
    edited = does(adjoa, Edit(new(), first.message, "Good day"))
    liked = does(kerwin, React(new(), first.message, "👍", True))
    gone = does(kerwin, Delete(new(), second.message))
    assert [ack.rev for ack in (first, second, edited, liked, gone)] == [1, 2, 3, 4, 5]
    assert [ack.seq for ack in (first, second, edited, liked, gone)] == [1, 2, 1, 1, 2]
    assert revision_of(room) == 5


def test_a_refused_act_takes_no_revision(room, adjoa, kerwin, does):
    sent = does(adjoa, Send(new(), "Mine"))
    assert does(kerwin, Edit(new(), sent.message, "Yours")) != sent
    assert revision_of(room) == sent.rev
    assert does(adjoa, Send(new(), "Next")).rev == sent.rev + 1


def test_rooms_count_separately_in_one_commit(edition, room, adjoa):
    other = edition.rooms.filter(kind=RoomKind.LOUNGE).first()
    works = [Work(pk, adjoa.pk, Send(new(), "Hello")) for pk in (room.pk, other.pk, room.pk, other.pk)]
    done = post_all(works)
    assert [ack.rev for ack in done.answers] == [1, 1, 2, 2]
    assert {pk: change[:2] for pk, change in done.changed.items()} == {room.pk: (1, 2), other.pk: (1, 2)}


@pytest.mark.parametrize("act", ["edit", "delete", "react", "reply"])
def test_a_message_of_another_room_is_out_of_reach_even_in_the_same_commit(edition, room, adjoa, does, act):
    other = edition.rooms.filter(kind=RoomKind.LOUNGE).first()
    sent = does(adjoa, Send(new(), "Here"))
    touching = Work(room.pk, adjoa.pk, React(new(), sent.message, "👍", True))
    reaching = {
        "edit": Edit(new(), sent.message, "There"),
        "delete": Delete(new(), sent.message),
        "react": React(new(), sent.message, "❓", True),
        "reply": Send(new(), "There", sent.message),
    }[act]
    done = post_all([touching, Work(other.pk, adjoa.pk, reaching)])
    assert done.answers[1] == Refusal(reaching.id, "invalid")
    assert revision_of(other) == 0
    assert read(room)[0]["body"] == "Here"


class TestTheSameUuid:
    def test_one_uuid_is_one_message_and_one_ack(self, room, adjoa, does):
        send = Send(new(), "Once")
        first = does(adjoa, send)
        does(adjoa, Send(new(), "Between"))
        assert does(adjoa, send) == first
        assert Message.objects.filter(room=room).count() == revision_of(room) == 2

    def test_one_uuid_is_one_message_within_one_commit(self, room, adjoa):
        send = Send(new(), "Once")
        first, again = post_all([Work(room.pk, adjoa.pk, send)] * 2).answers
        assert first == again
        assert Message.objects.count() == 1

    def test_one_uuid_keeps_the_words_sent_first(self, room, adjoa, does):
        name = new()
        first = does(adjoa, Send(name, "First words"))
        assert does(adjoa, Send(name, "Other words")) == first
        assert read(room)[0]["body"] == "First words"

    def test_one_uuid_gets_the_same_ack_after_edits_and_deletion(self, room, adjoa, kerwin, does):
        send = Send(new(), "Draft")
        first = does(adjoa, send)
        does(adjoa, Edit(new(), first.message, "Fair copy"))
        does(kerwin, React(new(), first.message, "💡", True))
        assert does(adjoa, send) == first
        does(adjoa, Delete(new(), first.message))
        assert does(adjoa, send) == first
        assert (revision_of(room), read(room)[0]["body"]) == (4, "")

    @pytest.mark.parametrize("make", [
        lambda pk: Edit(new(), pk, "Changed"), lambda pk: Delete(new(), pk), lambda pk: React(new(), pk, "🙏", True)
    ])  # fmt: skip
    def test_one_uuid_changes_a_message_once(self, room, adjoa, does, make):
        act = make(does(adjoa, Send(new(), "Words")).message)
        first = does(adjoa, act)
        assert isinstance(first, Ack)
        does(adjoa, Send(new(), "Between"))
        assert does(adjoa, act) == first
        assert revision_of(room) == 3

    def test_a_late_copy_of_an_edit_does_not_undo_a_newer_one(self, room, adjoa, does):
        sent = does(adjoa, Send(new(), "One"))
        old = Edit(new(), sent.message, "Two")
        first = does(adjoa, old)
        does(adjoa, Edit(new(), sent.message, "Three"))
        assert does(adjoa, old) == first
        assert read(room)[0]["body"] == "Three"

    def test_the_uuid_of_another_author_is_another_message(self, adjoa, kerwin, does):
        send = Send(new(), "Me too")
        assert does(adjoa, send).message != does(kerwin, send).message

    def test_an_act_is_acked_again_although_its_author_may_no_longer_write(self, room, adjoa, does):
        send = Send(new(), "In time")
        first = does(adjoa, send)
        close_room(room)
        adjoa.suspended_at = timezone.now()
        adjoa.muted_until = timezone.now() + datetime.timedelta(hours=1)
        adjoa.save()
        assert does(adjoa, send) == first

    def test_a_refused_uuid_may_succeed_later(self, adjoa, does):
        send = Send(new(), "Later")
        adjoa.muted_until = timezone.now() + datetime.timedelta(hours=1)
        adjoa.save()
        assert does(adjoa, send).code == "muted"
        adjoa.muted_until = None
        adjoa.save()
        assert does(adjoa, send).rev == 1


class TestOnlyTheAuthor:
    @pytest.fixture
    def sent(self, adjoa, does) -> Ack:
        return does(adjoa, Send(new(), "Adjoa's"))

    @pytest.mark.parametrize("other", ["kerwin", "chiara"])
    def test_only_the_author_edits_and_deletes(self, request, room, does, sent, other):
        member = request.getfixturevalue(other)
        assert does(member, Edit(new(), sent.message, "Not mine")).code == "forbidden"
        assert does(member, Delete(new(), sent.message)).code == "forbidden"
        assert read(room)[0]["body"] == "Adjoa's"

    def test_an_edit_is_rendered_as_markdown(self, room, adjoa, does, sent):
        does(adjoa, Edit(new(), sent.message, "**Bold** <script>"))
        message = read(room)[0]
        assert message["html"].strip() == "<p><strong>Bold</strong> &lt;script&gt;</p>"
        assert message["edited_at"] >= message["sent_at"]


class TestDeletedMessage:
    @pytest.fixture
    def gone(self, adjoa, kerwin, does) -> Ack:
        sent = does(adjoa, Send(new(), "Regretted"))
        does(kerwin, React(new(), sent.message, "👍", True))
        does(adjoa, Delete(new(), sent.message))
        return sent

    def test_a_deleted_message_has_no_text_and_no_reactions(self, room, gone):
        message = read(room)[0]
        assert (message["body"], message["html"], message["reactions"]) == ("", "", {})
        assert message["deleted_at"]
        assert not Message.objects.filter(body__contains="Regretted").exists()

    def test_a_deleted_message_stays_deleted(self, room, adjoa, does, gone):
        acts = [Edit(new(), gone.message, "x"), Delete(new(), gone.message), React(new(), gone.message, "👍", True)]
        for act in acts:
            assert does(adjoa, act).code == "forbidden"
        assert revision_of(room) == 3

    def test_a_deleted_message_can_still_be_replied_to(self, room, kerwin, does, gone):
        does(kerwin, Send(new(), "What was it?", gone.message))
        assert read(room)[-1]["reply_to"] == gone.message


def test_a_hidden_message_takes_a_revision_and_loses_its_text_until_it_is_restored(room, adjoa, chiara, does):
    sent = does(adjoa, Send(new(), "Harsh"))
    message = Message.objects.get(pk=sent.message)
    moderation.hide(message, by=chiara, reason="tone")
    hidden = read(room, since=sent.rev)
    assert [(m["rev"], m["body"], m["html"], bool(m["hidden_at"])) for m in hidden] == [(2, "", "", True)]
    assert does(adjoa, Edit(new(), sent.message, "Mild")).code == "forbidden"
    moderation.restore(message, by=chiara, reason="talked")
    assert [(m["rev"], m["body"], m["hidden_at"]) for m in read(room, since=2)] == [(3, "Harsh", None)]


class TestReactions:
    def test_each_person_gives_and_takes_back_reactions(self, room, adjoa, kerwin, does):
        sent = does(adjoa, Send(new(), "Idea"))
        for member in (adjoa, kerwin):
            does(member, React(new(), sent.message, "💡", True))
        assert read(room)[0]["reactions"] == {"💡": [adjoa.pk, kerwin.pk]}
        does(adjoa, React(new(), sent.message, "💡", False))
        assert read(room)[0]["reactions"] == {"💡": [kerwin.pk]}

    def test_a_repeated_reaction_counts_once(self, room, adjoa, does):
        sent = does(adjoa, Send(new(), "Idea"))
        for _time in range(3):
            does(adjoa, React(new(), sent.message, "👍", True))
        assert read(room)[0]["reactions"] == {"👍": [adjoa.pk]}
        assert MessageReaction.objects.count() == 1

    def test_every_kind_of_reaction_can_be_given(self, room, adjoa, does):
        sent = does(adjoa, Send(new(), "Idea"))
        for emoji in EMOJI:
            does(adjoa, React(new(), sent.message, emoji, True))
        assert set(read(room)[0]["reactions"]) == set(EMOJI)


class TestRefused:
    def test_a_reply_to_a_message_outside_the_room_is_refused(self, adjoa, does):
        assert does(adjoa, Send(new(), "To whom?", 2**63 - 1)).code == "invalid"

    @pytest.mark.parametrize("act", [Edit(new(), 10**15, "x"), Delete(new(), 10**15), React(new(), 10**15, "👍", True)])
    def test_a_change_of_a_missing_message_is_refused(self, room, adjoa, does, act):
        assert does(adjoa, act) == Refusal(act.id, "invalid")

    def test_any_act_in_a_closed_room_is_refused(self, room, adjoa, does):
        sent = does(adjoa, Send(new(), "Last words"))
        close_room(room)
        for act in (Send(new(), "And"), Edit(new(), sent.message, "And"), React(new(), sent.message, "👍", True)):
            assert does(adjoa, act) == Refusal(act.id, "closed")
        assert revision_of(room) == 1

    def test_a_muted_author_is_refused_until_the_mute_is_over(self, room, adjoa, does):
        sent = does(adjoa, Send(new(), "Words"))
        adjoa.muted_until = timezone.now() + datetime.timedelta(minutes=2)
        adjoa.save()
        for act in (Send(new(), "More"), Edit(new(), sent.message, "x"), React(new(), sent.message, "👍", True)):
            refused = does(adjoa, act)
            assert refused.code == "muted"
            assert 100 <= refused.retry_after <= 120
        adjoa.muted_until = timezone.now() - datetime.timedelta(seconds=1)
        adjoa.save()
        assert does(adjoa, Send(new(), "Again")).rev == 2

    def test_suspended_and_unknown_authors_are_refused(self, room, suspended, adjoa, does):
        assert does(suspended, Send(new(), "Still here")).code == "forbidden"
        assert does(adjoa, Send(new(), "Where?"), Room(pk=10**9)).code == "forbidden"
        adjoa.delete()
        adjoa.pk = 10**9
        assert does(adjoa, Send(new(), "Gone")).code == "forbidden"

    def test_a_refusal_does_not_harm_the_others_of_its_commit(self, room, adjoa, suspended):
        acts = [Work(room.pk, author.pk, Send(new(), "Words")) for author in (adjoa, suspended, adjoa)]
        answers = post_all(acts).answers
        assert [getattr(answer, "rev", None) for answer in answers] == [1, None, 2]


def test_an_act_over_http_is_refused_for_now_while_the_database_takes_no_writes(room, adjoa, monkeypatch):
    def full(_work):
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(posting, "post", full)
    work = Work(room.pk, adjoa.pk, Send(new(), "Hello."))
    assert over_http.do(work) == Refusal(work.act.id, "rate", 2)


def test_an_edit_to_the_same_words_is_acked_and_is_no_edit(room, adjoa, does):
    sent = does(adjoa, Send(new(), "As it stands"))
    assert isinstance(does(adjoa, Edit(new(), sent.message, "As it stands")), Ack)
    assert Message.objects.get().edited_at is None
