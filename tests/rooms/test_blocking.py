"""A paused conversation: nobody writes, both read, and no word accuses anybody."""

import json
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from commons.models import Report
from exchanges.creating import create_exchange
from exchanges.rounds.making import make_round
from rooms.conversations import say_hello
from rooms.messages.frames import Delete, Edit, React, Send
from rooms.messages.posting import Ack, Refusal, Work, post
from rooms.models import Block, Message
from rooms.moderation import blocking
from rooms.moderation.accesses import open_by_hand
from rooms.moderation.hands import raise_hand

PAUSED = "This conversation is paused by the other person."


@pytest.fixture
def room(adjoa, kerwin):
    return say_hello(kerwin, by=adjoa)


def does(member, room, act):
    return post(Work(room.pk, member.pk, act)).answers[0]


def says(member, room, body="Hello."):
    return does(member, room, Send(uuid.uuid4(), body))


def test_what_the_other_sends_is_refused_and_nothing_is_written(room, adjoa, kerwin) -> None:
    blocking.block(room, by=adjoa)
    assert says(kerwin, room).code == "paused"
    assert not Message.objects.exists()


def test_who_paused_writes_no_more_either_so_that_nobody_is_spoken_to_without_an_answer(room, adjoa) -> None:
    blocking.block(room, by=adjoa)
    assert says(adjoa, room).code == "pausing"


@pytest.mark.parametrize("kind", ["edit", "delete", "react"])
def test_old_messages_are_no_way_round_it(room, adjoa, kerwin, kind) -> None:
    mine, theirs = says(kerwin, room).message, says(adjoa, room).message
    blocking.block(room, by=adjoa)
    act = {
        "edit": Edit(uuid.uuid4(), mine, "Answer me."),
        "delete": Delete(uuid.uuid4(), mine),
        "react": React(uuid.uuid4(), theirs, "❓", True),
    }[kind]
    assert does(kerwin, room, act) == Refusal(act.id, "paused")


def test_what_was_acknowledged_before_is_acknowledged_again(room, adjoa, kerwin) -> None:
    send = Send(uuid.uuid4(), "On a bad line.")
    first = does(kerwin, room, send)
    blocking.block(room, by=adjoa)
    assert does(kerwin, room, send) == first


def test_json_is_refused_in_plain_words_of_the_readers_language(room, adjoa, kerwin, client_of) -> None:
    blocking.block(room, by=adjoa)
    said = json.dumps({"id": str(uuid.uuid4()), "body": "Hello."})
    address = reverse("room_messages", args=[room.pk])
    answer = client_of(kerwin).post(address, said, content_type="application/json")
    assert (answer.status_code, answer.json()) == (403, {"code": "forbidden", "detail": PAUSED})


def test_the_form_is_refused_and_what_was_typed_is_still_there(room, adjoa, kerwin, client_of) -> None:
    blocking.block(room, by=adjoa)
    said = {"id": str(uuid.uuid4()), "body": "A long thought."}
    answer = client_of(kerwin).post(reverse("room_messages", args=[room.pk]), said, headers={"accept": "text/html"})
    assert answer.status_code == 403
    assert PAUSED in answer.content.decode()
    assert "A long thought." in answer.content.decode()


def test_both_go_on_reading_and_are_told_beforehand(room, adjoa, kerwin, client_of) -> None:
    says(kerwin, room, "What I said.")
    blocking.block(room, by=adjoa)
    for reader, words in ((kerwin, PAUSED), (adjoa, "You paused this conversation")):
        page = client_of(reader).get(room.get_absolute_url()).content.decode()
        assert "What I said." in page
        assert f'data-line role="status">{words}' in page
        assert page.count(" disabled>") == 2  # the field and its button
        assert client_of(reader).get(reverse("room_changes", args=[room.pk])).json()["rev"] == 1


def test_who_was_blocked_can_still_report(room, adjoa, kerwin, client_of) -> None:
    message = says(adjoa, room).message
    blocking.block(room, by=adjoa)
    client_of(kerwin).post(reverse("report", args=["message", message]), {"reason": "disrespect"})
    assert Report.objects.get().target_id == message


def test_it_is_lifted_by_who_set_it_and_stays_as_history(room, adjoa, kerwin, client_of) -> None:
    client = client_of(adjoa)
    client.post(reverse("block", args=[room.pk]))
    client_of(kerwin).post(reverse("unblock", args=[room.pk]))
    assert says(kerwin, room).code == "paused"
    client.post(reverse("unblock", args=[room.pk]))
    assert isinstance(says(kerwin, room), Ack)
    assert isinstance(says(adjoa, room), Ack)
    row = Block.objects.get()
    assert (row.by, row.room) == (adjoa, room)
    assert row.at < row.lifted_at


def test_each_has_a_pause_of_their_own(room, adjoa, kerwin) -> None:
    for member in (adjoa, kerwin):
        blocking.block(room, by=member)
    blocking.unblock(room, by=adjoa)
    assert (says(adjoa, room).code, says(kerwin, room).code) == ("paused", "pausing")
    blocking.unblock(room, by=kerwin)
    assert isinstance(says(adjoa, room), Ack)


def test_twice_is_once(room, adjoa) -> None:
    for _twice in range(2):
        blocking.block(room, by=adjoa)
    assert Block.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Block.objects.create(room=room, by=adjoa, at=Block.objects.get().at)


def test_another_conversation_of_the_two_people_goes_on(room, adjoa, kerwin, mariam) -> None:
    blocking.block(room, by=adjoa)
    assert isinstance(says(kerwin, say_hello(mariam, by=kerwin)), Ack)


def test_nobody_else_pauses_it_not_even_a_facilitator_who_opened_it(room, kerwin, mariam, chiara) -> None:
    raise_hand(room, by=kerwin)
    open_by_hand(room.hands.get(), by=chiara)
    for other in (mariam, chiara):
        with pytest.raises(PermissionDenied):
            blocking.block(room, by=other)


def test_a_room_of_an_exchange_cannot_be_paused(edition, adjoa, kerwin, chiara) -> None:
    window = {"opens": edition.pack.loaded_at, "closes": edition.pack.loaded_at.replace(year=2100)}
    format = edition.formats.first()
    made = make_round(edition, topic=edition.topics.first(), format=format, by=chiara, **window)
    exchange = create_exchange(made, edition.topics.first(), [adjoa.pk])
    with pytest.raises(PermissionDenied):
        blocking.block(exchange.room, by=adjoa)
