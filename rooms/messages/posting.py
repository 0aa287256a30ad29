"""Acts in a room: sent, edited, deleted, reacted. Each takes the room's next revision, in one durable transaction."""

import dataclasses
import datetime
import math
import uuid
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.rendering import to_html
from rooms import blocking
from rooms.messages.changes import as_frames
from rooms.messages.frames import Act, Delete, Edit, React, Send
from rooms.messages.ledger import Key, Ledger
from rooms.models import Message, Room

# Codes that say more in words than in the protocol, which knows them as another code.
SAID_AS = {"paused": "forbidden", "pausing": "forbidden"}
WORDS = {
    "muted": _("You cannot write for now."),
    "closed": _("This room is closed."),
    "paused": _("This conversation is paused by the other person."),
    "pausing": _("You paused this conversation. Go on with it, and you can both write."),
    "too_long": _("A message has at most 4,000 characters."),
    "rate": _("Too much at once. Wait a moment."),
    "forbidden": _("You may not do this."),
    "invalid": _("This could not be read."),
}


@dataclasses.dataclass(frozen=True)
class Ack:
    id: uuid.UUID
    message: int
    seq: int
    rev: int


@dataclasses.dataclass(frozen=True)
class Refusal:
    """``code`` is one of WORDS; ``retry_after`` in seconds, where waiting helps."""

    id: uuid.UUID
    code: str
    retry_after: int | None = None


@dataclasses.dataclass(frozen=True)
class Work:
    """One act of one member in one room, with the language that the member usually writes. ``html``: its text, where it
    was rendered already."""

    room: int
    author: int
    act: Act
    language: str = "en"
    html: str | None = None

    def rendered(self) -> str:
        if self.html is not None:
            return self.html
        return to_html(self.act.body) if isinstance(self.act, Send | Edit) else ""


@dataclasses.dataclass(frozen=True)
class Done:
    """What a transaction did: an answer for each work, in their order; and for each changed room its revisions
    ``(first, last)`` and the changed messages as clients get them."""

    answers: list[Ack | Refusal]
    changed: dict[int, tuple[int, int, list[dict[str, Any]]]]


def post(work: Work) -> Done:
    return post_all([work])


def post_all(works: Sequence[Work]) -> Done:
    """Do all of it in one transaction. Refusals are answers, not errors; a database error undoes the whole group."""
    html = [work.rendered() for work in works]
    with transaction.atomic():
        ledger = Ledger({work.room for work in works}, {work.author for work in works}, [work.act for work in works])
        now = timezone.now()
        answers = [_answer(ledger, work, text, now) for work, text in zip(works, html, strict=True)]
        ledger.write()
        frames = as_frames([*ledger.new, *ledger.changed.values()])
    # Only now does a new message have its number.
    return Done([said if isinstance(said, Refusal) else _ack(*said) for said in answers], _changed(ledger, frames))


Answer = Refusal | tuple[uuid.UUID, Message, int]


def _answer(ledger: Ledger, work: Work, html: str, now: datetime.datetime) -> Answer:
    act, key = work.act, (work.room, work.author, work.act.id)
    refusal = None
    if key not in ledger.done:
        refusal = _refusal(ledger, work, now) or _do(ledger, key, act, html, work.language, now)
    return refusal or (act.id, *ledger.done[key])


def _ack(name: uuid.UUID, message: Message, rev: int) -> Ack:
    return Ack(name, message.pk, message.seq, rev)


def _refusal(ledger: Ledger, work: Work, now: datetime.datetime) -> Refusal | None:
    """May this author do anything in this room now?"""
    room, author = ledger.rooms.get(work.room), ledger.authors.get(work.author)
    if room is None or author is None or author.suspended_at is not None:
        return Refusal(work.act.id, "forbidden")
    if room.closed_at is not None:
        return Refusal(work.act.id, "closed")
    if author.is_muted:
        return Refusal(work.act.id, "muted", _seconds_until(author.muted_until, now))
    code = blocking.refuses(room, author)
    return Refusal(work.act.id, code) if code else None


def _do(ledger: Ledger, key: Key, act: Act, html: str, language: str, now: datetime.datetime) -> Refusal | None:
    room = ledger.rooms[key[0]]
    if isinstance(act, Send):
        if wait := _too_soon(ledger, room, key[1], now):
            return Refusal(act.id, "rate", wait)
        if act.reply_to is not None and ledger.message_in(room, act.reply_to) is None:
            return Refusal(act.id, "invalid")
        said = Message(body=act.body, html=html, language=language, reply_to_id=act.reply_to, sent_at=now)
        ledger.add(room, key, said)
        return None
    message = ledger.message_in(room, act.message)
    return Refusal(act.id, "invalid") if message is None else _change(ledger, room, key, act, message, html, now)


def _too_soon(ledger: Ledger, room: Room, author: int, now: datetime.datetime) -> int | None:
    """The seconds that slow mode still asks for; those who run the course are not held back."""
    before = ledger.said_at.get((room.pk, author)) if room.slow_seconds else None
    if before is None or ledger.authors[author].runs_the_course:
        return None
    rest = room.slow_seconds - (now - before).total_seconds()
    return None if rest <= 0 else math.ceil(rest)


def _change(
    ledger: Ledger,
    room: Room,
    key: Key,
    act: Edit | Delete | React,
    message: Message,
    html: str,
    now: datetime.datetime,
) -> Refusal | None:
    stands = message.is_said and message.deleted_at is None and message.hidden_at is None
    if not stands or not (isinstance(act, React) or message.author_id == key[1]):
        return Refusal(act.id, "forbidden")
    if isinstance(act, React):
        ledger.react(message, key[1], act.emoji, act.on)
    elif isinstance(act, Edit):
        message.body, message.html, message.edited_at = act.body, html, now
    else:
        message.body, message.html, message.deleted_at = "", "", now
    ledger.change(room, key, message)
    return None


def _changed(ledger: Ledger, frames: list[dict[str, Any]]) -> dict[int, tuple[int, int, list[dict[str, Any]]]]:
    """The messages' frames by room, in the order of revisions."""
    found: dict[int, list[dict[str, Any]]] = {}
    for message, frame in zip([*ledger.new, *ledger.changed.values()], frames, strict=True):
        found.setdefault(message.room_id, []).append(frame)
    for of_room in found.values():
        of_room.sort(key=lambda frame: frame["rev"])
    return {pk: (ledger.first[pk], ledger.rooms[pk].last_rev, of_room) for pk, of_room in found.items()}


def _seconds_until(until: datetime.datetime | None, now: datetime.datetime) -> int | None:
    return None if until is None else max(1, int((until - now).total_seconds()))


@transaction.atomic
def touch(message: Message) -> int:
    """A message changed by another verb (hidden, restored) takes the room's next revision, which is returned."""
    room = Room.objects.select_for_update().get(pk=message.room_id)
    room.last_rev += 1
    room.save(update_fields=["last_rev"])
    Message.objects.filter(pk=message.pk).update(rev=room.last_rev)
    return room.last_rev
