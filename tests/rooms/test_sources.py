"""A message is a source: whoever reads it notes it, and the other shore marks it."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from commons import moderation
from commons.marks import marking
from commons.marks.sources import readable_cards
from rooms.messages.frames import Delete, Send
from rooms.messages.posting import Work, post
from rooms.models import Message, Readers
from tests.rooms.talking import paired

pytestmark = pytest.mark.django_db


@pytest.fixture
def said(adjoa, kerwin) -> Message:
    room = paired([adjoa, kerwin], Readers.MEMBERS_AND_FACILITATORS)
    answer = post(Work(room.pk, adjoa.pk, Send(uuid.uuid4(), "One certificate of life a year."))).answers[0]
    return Message.objects.select_related("room__edition").get(pk=answer.message)


def cards(reader, message: Message) -> list[str]:
    return [card.title for card in readable_cards(reader, [(Message, message.pk)]).values()]


def test_the_partner_marks_and_notes_it_on_its_page(said, kerwin, adjoa, client_of) -> None:
    client, path = client_of(kerwin), f"/rooms/{said.room_id}/messages/{said.pk}/"
    assert f"/sources/message/{said.pk}/mark/" in client.get(path).text
    client.post(f"/sources/message/{said.pk}/mark/", {"why": "For our fund."})
    assert [(mark.why, mark.of_id) for mark in marking.of(kerwin)] == [("For our fund.", adjoa.pk)]
    assert "marked by 1" in client.get(path).text
    assert "One certificate of life a year." in client.get(f"/courses/{kerwin.edition.slug}/notes/").text
    marking.note(said, by=adjoa)
    with pytest.raises(PermissionDenied):
        marking.mark(said, by=adjoa)


def test_nobody_outside_of_the_room_points_at_it(said, shanice, chiara, kerwin) -> None:
    assert [cards(reader, said) for reader in (shanice, chiara, kerwin)] == [
        [],
        ["One certificate of life a year."],
        ["One certificate of life a year."],
    ]
    with pytest.raises(Http404):
        marking.mark(said, by=shanice)


def test_a_hidden_one_is_no_source_and_one_that_was_taken_back_is_none(said, adjoa, kerwin, chiara) -> None:
    moderation.hide(said, by=chiara, reason="Too sharp.")
    assert [cards(reader, said) for reader in (kerwin, adjoa)] == [[], ["One certificate of life a year."]]
    moderation.restore(said, by=chiara, reason="A mistake.")
    assert cards(kerwin, said)
    post(Work(said.room_id, adjoa.pk, Delete(uuid.uuid4(), said.pk)))
    assert cards(adjoa, said) == []
