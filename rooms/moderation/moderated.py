"""Registers a room's messages for reports and moderation."""

from collections.abc import Sequence
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from academy.models import Membership
from commons import targets
from commons.models import Report
from commons.texts.withheld import is_withheld
from rooms.access import may_enter, open_among
from rooms.models import Message, MessageKind, Readers, Room


def register() -> None:
    targets.register(
        targets.Kind(
            "message",
            Message,
            _written,
            may_read_message,
            around,
            hold,
            moderable_by,
            warning,
        )
    )


def _written() -> QuerySet[Message]:
    """Returns people's own words, in the talk and in the worksheet; a stage that began cannot be reported or hidden."""
    written = Message.objects.exclude(kind=MessageKind.STAGE)
    return written.select_related("room__edition", "author__person", "author__bloc")


def hold(message: Message) -> Message:
    """Locks the room, then the message. Acts lock the room first, too, because two orders of locks would end in a
    deadlock."""
    Room.objects.select_for_update().get(pk=message.room_id)
    return targets.hold_row(message)


def may_read_message(membership: Membership, message: Message) -> bool:
    return not is_withheld(membership, message) and may_enter(membership, message.room)


def around(reader: Membership, messages: Sequence[Message]) -> dict[int, list[Message]]:
    """Returns each message with two before and two after it, when the reader may enter its room. One query."""
    places = [Q(room=message.room_id, seq__range=(message.seq - 2, message.seq + 2)) for message in messages]
    is_open = open_among({message.room_id for message in messages}, reader)
    near = Message.objects.filter(is_open, reduce(or_, places))
    by_place = {(found.room_id, found.seq): found for found in near}
    return {
        message.pk: [
            by_place[message.room_id, seq]
            for seq in range(message.seq - 2, message.seq + 3)
            if (message.room_id, seq) in by_place
        ]
        for message in messages
        if (message.room_id, message.seq) in by_place
    }


def moderable_by(membership: Membership, message: Message) -> bool:
    """True when they may enter the room, or the message was once reported, so that they can restore what they hid."""
    return may_enter(membership, message.room) or Report.objects.filter(**targets.reference(message)).exists()


def warning(message: Message) -> str:
    if message.room.readers != Readers.MEMBERS:
        return ""
    return _(
        "Only facilitators read this. To see what was said around it they have to open this room, and its members see "
        "that they did, because of a report."
    )
