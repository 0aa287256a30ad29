"""A page of a room's talk for its reader: each message carries what depends on the reader."""

import dataclasses
import zoneinfo

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from academy.dates import day_of, time_of
from academy.models import Membership
from academy.voices import voices_of
from academy.zones import place_of, zone
from commons.withheld import beginning, is_withheld
from rooms import kinds
from rooms.messages.changes import older
from rooms.models import Message, MessageReaction, Room, RoomRead

PAGE = 50
SIGNS = {
    "👍": _("agreed"),
    "❤️": _("warmly"),
    "💡": _("an idea"),
    "🙏": _("thank you"),
    "🤝": _("together"),
    "❓": _("a question"),
}
"""The meaning of each of ``frames.EMOJI`` in words, because not every phone draws them."""

QUOTED = 90


@dataclasses.dataclass(frozen=True)
class Talk:
    """``older``: the place before which the next older page ends, None at the beginning.

    ``read_rev``: the reader's mark before this page, None when they were never here.
    """

    messages: list[Message]
    older: int | None
    read_rev: int | None


def talk(room: Room, reader: Membership, before: int | None = None, read: int | None = None) -> Talk:
    """Returns the newest page, or the one before a place; ``read`` is then the mark at which the reader came to the
    newest one. Three queries."""
    messages, more = older(room.pk, before, PAGE)
    if before is None:
        read = RoomRead.objects.filter(room=room, membership=reader).values_list("rev", flat=True).first()
    reactions, voices = _reactions(messages), voices_of(room.edition)
    day, seen_new = None, not read
    for message in messages:
        message.voice = voices[message.author_id]
        annotate(message, room, reader, reactions.get(message.pk, {}))
        local = timezone.localtime(message.sent_at)
        message.day = day_of(local) if local.date() != day else ""
        day = local.date()
        message.first_new = not seen_new and not message.mine and message.first_rev > (read or 0)
        seen_new = seen_new or message.first_new
    return Talk(messages, messages[0].seq if more else None, read)


def annotate(message: Message, room: Room, reader: Membership, reactions: dict[str, list[int]]) -> None:
    message.words = "" if message.is_said else kinds.kind_of(room).words(room, message)
    message.mine = message.author_id == reader.pk
    message.withheld = is_withheld(reader, message)
    message.time = time_of(timezone.localtime(message.sent_at))
    message.there = _clock_there(message)
    message.marks = [(emoji, len(people), reader.pk in people) for emoji, people in reactions.items()]
    said = beginning(message.reply_to, QUOTED) if message.reply_to else ""
    message.quoted = (message.reply_to, said) if message.reply_to and said else None


def reactions_of(message: Message) -> dict[str, list[int]]:
    return _reactions([message]).get(message.pk, {})


def _reactions(messages: list[Message]) -> dict[int, dict[str, list[int]]]:
    found: dict[int, dict[str, list[int]]] = {}
    rows = MessageReaction.objects.filter(message__in=[message.pk for message in messages]).order_by("pk")
    for message_id, emoji, member in rows.values_list("message", "emoji", "membership"):
        found.setdefault(message_id, {}).setdefault(emoji, []).append(member)
    return found


def _clock_there(message: Message) -> tuple[str, str] | None:
    """Returns the time and the place where the author lives; None when the reader's clock shows the same."""
    there: zoneinfo.ZoneInfo = zone(message.voice.time_zone)
    local = message.sent_at.astimezone(there)
    if local.utcoffset() == timezone.localtime(message.sent_at).utcoffset():
        return None
    return time_of(local), place_of(message.voice.time_zone)
