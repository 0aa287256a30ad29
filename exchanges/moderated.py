"""What of a room can be reported and moderated."""

from collections.abc import Iterable

from academy.models import Membership
from commons import targets
from commons.permissions import may_read_hidden
from exchanges.models import Message
from exchanges.rooms import may_enter


def register() -> None:
    targets.register(
        targets.Kind(
            "message",
            Message,
            lambda: Message.objects.select_related("room__edition", "room__exchange", "author__person", "author__bloc"),
            may_read_message,
            around,
        )
    )


def may_read_message(membership: Membership, message: Message) -> bool:
    seen = message.hidden_at is None or may_read_hidden(membership, message)
    return seen and message.deleted_at is None and may_enter(membership, message.room)


def around(message: Message) -> Iterable[Message]:
    """The message with two before and two after it."""
    neighbours = Message.objects.filter(room=message.room_id).select_related("author__person")
    before = list(neighbours.filter(seq__lte=message.seq).order_by("-seq")[:3])
    return before[::-1] + list(neighbours.filter(seq__gt=message.seq).order_by("seq")[:2])
