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


def test_messages_of_the_other_are_refused_and_not_stored(room, adjoa, kerwin) -> None:
    blocking.block(room, by=adjoa)
    assert says(kerwin, room).code == "paused"
    assert not Message.objects.exists()


def test_the_member_who_paused_cannot_write_either(room, adjoa) -> None:
    blocking.block(room, by=adjoa)
    assert says(adjoa, room).code == "pausing"


@pytest.mark.parametrize("kind", ["edit", "delete", "react"])
def test_old_messages_cannot_be_changed_during_a_pause(room, adjoa, kerwin, kind) -> None:
    mine, theirs = says(kerwin, room).message, says(adjoa, room).message
    blocking.block(room, by=adjoa)
    act = {
        "edit": Edit(uuid.uuid4(), mine, "Answer me."),
        "delete": Delete(uuid.uuid4(), mine),
        "react": React(uuid.uuid4(), theirs, "❓", True),
    }[kind]
    assert does(kerwin, room, act) == Refusal(act.id, "paused")


def test_an_act_that_was_acked_before_the_pause_is_acked_again(room, adjoa, kerwin) -> None:
    send = Send(uuid.uuid4(), "On a bad line.")
    first = does(kerwin, room, send)
    blocking.block(room, by=adjoa)
    assert does(kerwin, room, send) == first


def test_a_refusal_in_json_is_in_the_readers_language(room, adjoa, kerwin, client_of) -> None:
    blocking.block(room, by=adjoa)
    said = json.dumps({"id": str(uuid.uuid4()), "body": "Hello."})
    address = reverse("room_messages", args=[room.pk])
    answer = client_of(kerwin).post(address, said, content_type="application/json")
    assert (answer.status_code, answer.json()) == (403, {"code": "forbidden", "detail": PAUSED})


def test_a_refused_form_keeps_the_typed_text(room, adjoa, kerwin, client_of) -> None:
    blocking.block(room, by=adjoa)
    said = {"id": str(uuid.uuid4()), "body": "A long thought."}
    answer = client_of(kerwin).post(reverse("room_messages", args=[room.pk]), said, headers={"accept": "text/html"})
    assert answer.status_code == 403
    assert PAUSED in answer.content.decode()
    assert "A long thought." in answer.content.decode()


def test_both_members_can_still_read_and_see_that_it_is_paused(room, adjoa, kerwin, client_of) -> None:
    says(kerwin, room, "What I said.")
    blocking.block(room, by=adjoa)
    for reader, words in ((kerwin, PAUSED), (adjoa, "You paused this conversation")):
        page = client_of(reader).get(room.get_absolute_url()).content.decode()
        assert "What I said." in page
        assert f'data-line role="status">{words}' in page
        assert page.count(" disabled>") == 2  # the field and its button
        assert client_of(reader).get(reverse("room_changes", args=[room.pk])).json()["rev"] == 1


def test_a_blocked_member_can_still_report(room, adjoa, kerwin, client_of) -> None:
    message = says(adjoa, room).message
    blocking.block(room, by=adjoa)
    client_of(kerwin).post(reverse("report", args=["message", message]), {"reason": "disrespect"})
    assert Report.objects.get().target_id == message


def test_the_member_who_paused_lifts_it_and_the_row_stays(room, adjoa, kerwin, client_of) -> None:
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


def test_each_member_has_their_own_pause(room, adjoa, kerwin) -> None:
    for member in (adjoa, kerwin):
        blocking.block(room, by=member)
    blocking.unblock(room, by=adjoa)
    assert (says(adjoa, room).code, says(kerwin, room).code) == ("paused", "pausing")
    blocking.unblock(room, by=kerwin)
    assert isinstance(says(adjoa, room), Ack)


def test_blocking_twice_makes_one_row(room, adjoa) -> None:
    for _twice in range(2):
        blocking.block(room, by=adjoa)
    assert Block.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Block.objects.create(room=room, by=adjoa, at=Block.objects.get().at)


def test_other_conversations_of_the_two_people_are_not_paused(room, adjoa, kerwin, mariam) -> None:
    blocking.block(room, by=adjoa)
    assert isinstance(says(kerwin, say_hello(mariam, by=kerwin)), Ack)


def test_nobody_else_can_pause_it_even_a_facilitator_with_access(room, kerwin, mariam, chiara) -> None:
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
