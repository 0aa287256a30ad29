"""A page of a room's talk for its reader: each message carries what depends on the reader."""

import dataclasses
import datetime
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from academy.models import Membership
from academy.pages.compiled import Compiled, later_id, later_ids
from academy.pages.dates import day_of
from academy.pages.numbers import LARGEST
from academy.voices import Voice, voices_of
from commons.texts.withheld import beginning, is_withheld
from rooms import kinds
from rooms.messages import changes
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
    """One page of the talk.

    ``rows``: all that the page shows of each message; the words of the day when it begins with it, and whether it is
    the first that is new to the reader. ``older``: the place before which the next older page ends, None at the
    beginning. ``read_rev``: the reader's mark before this page, None when they were never here.
    """

    rows: list[tuple["Shown", str, bool]]
    older: int | None
    read_rev: int | None


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
    found, more = changes.page_of(_BEFORE.all(room=room.pk, before=LARGEST if before is None else before), PAGE)
    if before is None:
        (read,) = _READ.first(room=room.pk, reader=reader.pk) or (None,)
    reactions, voices, rows = _reactions(found), voices_of(room.edition), []
    zone, day, seen_new = timezone.get_current_timezone(), None, not read
    for said in found:
        shown = shown_to(reader, room, said, voices[said.author_id], reactions.get(said.pk, {}))
        local = said.sent_at.astimezone(zone)
        first_new = not seen_new and not shown.mine and said.first_rev > (read or 0)
        rows.append((shown, day_of(local) if local.date() != day else "", first_new))
        day, seen_new = local.date(), seen_new or first_new
    return Talk(rows, found[0].seq if more else None, read)


class Said(NamedTuple):
    """A message as all readers see it. ``quoted``: id, first words and language of the message that it answers."""

    pk: int
    seq: int
    rev: int
    first_rev: int
    room_id: int
    author_id: int
    reply_to_id: int | None
    sent_at: datetime.datetime
    edited_at: datetime.datetime | None
    deleted_at: datetime.datetime | None
    hidden_at: datetime.datetime | None
    client_id: str
    stage: dict[str, Any] | None
    is_said: bool
    language: str
    body: str
    html: str
    quoted: tuple[int, str, str] | None
    stands_in: tuple[()]


def said_of(message: Message) -> Said:
    answered = message.reply_to
    first_words = beginning(answered, QUOTED) if answered else ""
    return Said(
        message.pk,
        message.seq,
        message.rev,
        message.first_rev,
        message.room_id,
        message.author_id,
        message.reply_to_id,
        message.sent_at,
        message.edited_at,
        message.deleted_at,
        message.hidden_at,
        str(message.client_id),
        message.stage,
        message.is_said,
        message.language,
        message.body,
        message.html,
        (answered.pk, first_words, answered.language) if answered and first_words else None,
        message.stands_in,
    )


_BEFORE = Compiled(lambda: changes.before(PAGE), shown=said_of)


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


def shown_to(reader: Membership, room: Room, said: Said, voice: Voice, reactions: dict[str, list[int]]) -> Shown:
    mine, withheld = said.author_id == reader.pk, is_withheld(reader, said)
    return Shown(
        said.pk,
        said.seq,
        said.room_id,
        said.author_id,
        said.reply_to_id,
        said.sent_at,
        "" if mine else voice.name,
        voice.shore,
        voice.time_zone,
        said.language,
        "" if withheld else said.html,
        kinds.kind_of(room).words(room, said.stage) if said.stage else "",
        mine,
        said.is_said,
        said.edited_at is not None,
        withheld,
        said.deleted_at is not None,
        said.hidden_at is not None,
        said.client_id if mine else "",
        said.body if mine and said.is_said and not withheld else "",
        said.quoted,
        tuple((emoji, len(people), reader.pk in people) for emoji, people in reactions.items()),
    )


def reactions_of(said: Said) -> dict[str, list[int]]:
    return _reactions([said]).get(said.pk, {})


def _reactions(messages: list[Said]) -> dict[int, dict[str, list[int]]]:
    found: dict[int, dict[str, list[int]]] = {}
    touched = [message.pk for message in messages if message.rev != message.first_rev]  # as a reaction does
    for message_id, emoji, member in _REACTIONS.all(messages=touched) if touched else []:
        found.setdefault(message_id, {}).setdefault(emoji, []).append(member)
    return found
