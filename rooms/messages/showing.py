"""A page of a room's talk for its reader: each message carries what depends on the reader."""

import dataclasses
import datetime
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from academy.models import Membership
from academy.pages.compiled import Compiled, later_id, later_ids
from academy.pages.dates import day_of
from academy.voices import voices_of
from commons.texts.withheld import beginning, is_withheld
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
    """One page of the talk. ``older``: the place before which the next older page ends, None at the beginning.

    ``read_rev``: the reader's mark before this page, None when they were never here.
    """

    messages: list[Message]
    older: int | None
    read_rev: int | None

    @property
    def rows(self) -> list[tuple[Any, ...]]:
        """All that the page shows of each message."""
        return [(message.shown, message.day, message.first_new) for message in self.messages]


_REACTIONS = Compiled(
    lambda: (
        MessageReaction.objects.filter(message__id__in=later_ids("messages", PAGE))
        .order_by("pk")
        .values_list("message", "emoji", "membership")
    )
)
_READ = Compiled(
    lambda: RoomRead.objects.filter(room=later_id("room"), membership=later_id("reader")).values_list("rev")
)


def talk(room: Room, reader: Membership, before: int | None = None, read: int | None = None) -> Talk:
    """Returns the newest page, or the one before a place; ``read`` is then the mark at which the reader came to the
    newest one. Three queries."""
    messages, more = older(room.pk, before, PAGE)
    if before is None:
        (read,) = _READ.first(room=room.pk, reader=reader.pk) or (None,)
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


class Shown(NamedTuple):
    """All that a row of the talk shows of a message, equal for readers to whom it shows the same.

    ``zone`` is the author's. ``client_id`` and ``body`` are empty unless the message is the reader's ``mine``.
    ``quoted``: id, first words and language of the answered message. ``marks``: emoji, number, whether the reader's is
    one.
    """

    pk: int
    seq: int
    room_id: int
    author_id: int
    reply_to_id: int | None
    sent_at: datetime.datetime
    name: str
    shore: str
    zone: str
    language: str
    html: str
    words: str
    mine: bool
    is_said: bool
    is_edited: bool
    withheld: bool
    taken_back: bool
    hidden: bool
    client_id: str
    body: str
    quoted: tuple[int, str, str] | None
    marks: tuple[tuple[str, int, bool], ...]


def annotate(message: Message, room: Room, reader: Membership, reactions: dict[str, list[int]]) -> None:
    message.words = "" if message.is_said else kinds.kind_of(room).words(room, message)
    message.mine = message.author_id == reader.pk
    message.withheld = is_withheld(reader, message)
    message.marks = tuple((emoji, len(people), reader.pk in people) for emoji, people in reactions.items())
    message.shown = _shown(message)


def _shown(message: Message) -> Shown:
    said, voice = beginning(message.reply_to, QUOTED) if message.reply_to else "", message.voice
    readable = message.is_said and not message.withheld
    return Shown(
        message.pk,
        message.seq,
        message.room_id,
        message.author_id,
        message.reply_to_id,
        message.sent_at,
        "" if message.mine else voice.name,
        voice.shore,
        voice.time_zone,
        message.language,
        "" if message.withheld else message.html,
        message.words,
        message.mine,
        message.is_said,
        message.edited_at is not None,
        message.withheld,
        message.deleted_at is not None,
        message.hidden_at is not None,
        client_id=str(message.client_id) if message.mine else "",
        body=message.body if message.mine and readable else "",
        quoted=(message.reply_to.pk, said, message.reply_to.language) if message.reply_to and said else None,
        marks=message.marks,
    )


def reactions_of(message: Message) -> dict[str, list[int]]:
    return _reactions([message]).get(message.pk, {})


def _reactions(messages: list[Message]) -> dict[int, dict[str, list[int]]]:
    found: dict[int, dict[str, list[int]]] = {}
    touched = [message.pk for message in messages if message.rev != message.first_rev]  # as a reaction does
    for message_id, emoji, member in _REACTIONS.all(messages=touched) if touched else []:
        found.setdefault(message_id, {}).setdefault(emoji, []).append(member)
    return found
