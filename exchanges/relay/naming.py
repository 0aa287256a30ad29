"""The names in a relay's messages: somebody who left the course without their name is not named there either."""

from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.html import format_html

from academy.models import Membership
from exchanges.models import Exchange
from exchanges.relay.words import describe
from rooms.announcing import room_reached
from rooms.messages.noting import touch
from rooms.models import Message, MessageKind


@transaction.atomic
def name_again(member: Membership) -> int:
    """Writes the messages about the member's acts and turns anew, with the name that they have now; returns how many
    have changed. Pages make these sentences for each reader; open rooms and the device's memory have the message's."""
    exchanges = Exchange.objects.filter(relay_acts__isnull=False, room__members__membership=member).distinct()
    about = Q(stage__by=member.pk) | Q(stage__relay__holder=member.pk)
    return sum(
        _name_again(message, exchange)
        for exchange in exchanges.select_related("round__format", "round__edition")
        for message in Message.objects.filter(about, room=exchange.room_id, kind=MessageKind.STAGE).order_by("pk")
    )


def _name_again(message: Message, exchange: Exchange) -> bool:
    if not message.stage or "relay" not in message.stage:
        return False
    with translation.override(message.language):
        words = describe(message.stage, exchange.staged, exchange.edition)
    if words == message.body:
        return False
    message.body, message.html = words, format_html("<p>{}</p>", words)
    message.save(update_fields=["body", "html"])
    room_reached(message.room_id, touch(message))
    return True
