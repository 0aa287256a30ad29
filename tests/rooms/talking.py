"""Builds rooms that belong to people, and messages in them."""

import datetime
import json
import uuid
from typing import Any

from django.utils import timezone

from academy.models import Membership
from exchanges.creating import create_exchange
from exchanges.rounds import making
from rooms.live.door import casts, welcome
from rooms.live.door.admission import Seat
from rooms.messages.frames import Hello, Send
from rooms.messages.posting import Ack, Work, post
from rooms.models import Message, Room


def says(member: Membership, room: Room, body: str = "Hello.") -> Message:
    answer = post(Work(room.pk, member.pk, Send(uuid.uuid4(), body))).answers[0]
    assert isinstance(answer, Ack)
    return Message.objects.get(pk=answer.message)


def welcomed(member: Membership, room: Room) -> dict[str, Any]:
    """Returns the welcome that the member gets now."""
    casts._casts.clear()
    casts._teams.clear()
    seat = Seat(room.pk, "", member.person_id, member.pk, "en", "en", welcome.card(member), None, member.muted_until)
    return json.loads(welcome.build(seat, Hello(0)).frame([]).text)


def paired(members: list[Membership], readers: str) -> Room:
    """Returns the room of an exchange of these members."""
    edition, now = members[0].edition, timezone.now()
    made = making.make_round(
        edition,
        topic=edition.topics.first(),
        format=edition.formats.get(slug="compare-pair"),
        opens=now,
        closes=now + datetime.timedelta(days=7),
        readers=readers,
        by=None,
    )
    return create_exchange(made, edition.topics.get(pk=made.topic_id), [member.pk for member in members]).room
