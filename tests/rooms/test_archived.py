"""In the rooms of an archived course members read, and only its team writes."""

import uuid

import pytest
from django.urls import reverse

from academy.models import Phase
from rooms.messages import posting
from rooms.messages.frames import Send
from rooms.messages.posting import Refusal, Work, post
from rooms.models import RoomKind
from rooms.views.answers import STATUS


@pytest.mark.parametrize(("phase", "writes"), [(Phase.SESSION, True), (Phase.AFTER, True), (Phase.ARCHIVED, False)])
def test_members_write_until_the_course_is_archived(edition, adjoa, chiara, phase, writes) -> None:
    edition.chosen_phase = phase
    edition.save()
    room = edition.rooms.filter(kind=RoomKind.PLENARY).first()
    (answer,) = post(Work(room.pk, adjoa.pk, Send(uuid.uuid4(), "Good morning."))).answers
    assert isinstance(answer, Refusal) is not writes
    if not writes:
        assert answer.code == "archived"
    (answer,) = post(Work(room.pk, chiara.pk, Send(uuid.uuid4(), "Good evening."))).answers
    assert not isinstance(answer, Refusal)
    assert room.messages.count() == 1 + writes


def test_who_left_writes_in_no_room(edition, adjoa) -> None:
    room = edition.rooms.filter(kind=RoomKind.PLENARY).first()
    adjoa.left_at = edition.demo_at or adjoa.welcomed_at
    adjoa.save()
    (answer,) = post(Work(room.pk, adjoa.pk, Send(uuid.uuid4(), "Still here."))).answers
    assert answer.code == "forbidden"


def test_over_http_an_archived_course_refuses_in_words(edition, adjoa, client_of) -> None:
    edition.chosen_phase = Phase.ARCHIVED
    edition.save()
    room = edition.rooms.filter(kind=RoomKind.PLENARY).first()
    address, client = reverse("room_messages", args=[room.pk]), client_of(adjoa)
    sent = client.post(address, {"id": str(uuid.uuid4()), "body": "Hello."}, content_type="application/json")
    assert (sent.status_code, sent.json()["code"]) == (409, "closed")
    assert "archived" in sent.json()["detail"]
    form = client.post(address, {"id": str(uuid.uuid4()), "body": "Hello."}, headers={"accept": "text/html"})
    assert form.status_code == 403


def test_every_refusal_has_a_status() -> None:
    assert STATUS.keys() == posting.WORDS.keys()
