"""Acts in a room: sent, edited, deleted, reacted. Each takes the room's next revision, in one durable transaction."""

import dataclasses
import datetime
import uuid
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from academy.models import Membership
from commons.rendering import to_html
from exchanges.changes import as_frames
from exchanges.frames import Act, Delete, Edit, React, Send
from exchanges.models import Message, MessageReaction, Receipt, Room

WORDS = {
    "muted": _("You cannot write for now."),
    "closed": _("This room is closed."),
    "too_long": _("A message has at most 4,000 characters."),
    "rate": _("Too fast. Wait a moment."),
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
    """One act of one member in one room, with the language that the member usually writes."""

    room: int
    author: int
    act: Act
    language: str = "en"


@dataclasses.dataclass(frozen=True)
class Done:
    """What a transaction did: an answer for each work, in their order; and for each changed room its revisions
    ``(first, last)`` and the changed messages as clients get them."""

    answers: list[Ack | Refusal]
    changed: dict[int, tuple[int, int, list[dict[str, Any]]]]


def post(work: Work) -> Done:
    return post_all([work])


@transaction.atomic
def post_all(works: Sequence[Work]) -> Done:
    """Do all of it in one transaction. Refusals are answers, not errors; a database error undoes the whole group."""
    desk = _Desk(works)
    answers = [desk.answer(work) for work in works]
    desk.write()
    return Done(answers, desk.changed())


class _Desk:
    """The state of one transaction: rooms held in order, authors as they stand now, what was sent before."""

    def __init__(self, works: Sequence[Work]) -> None:
        self.now = timezone.now()
        wanted = sorted({work.room for work in works})
        # Held in one order everywhere, so that two processes never wait for each other.
        self.rooms = {room.pk: room for room in Room.objects.select_for_update().filter(pk__in=wanted).order_by("pk")}
        self.first = {pk: room.last_rev for pk, room in self.rooms.items()}
        self.authors = Membership.objects.in_bulk({work.author for work in works})
        self.known = self._known(works)
        self.touched: dict[int, Message] = {}

    def _known(self, works: Sequence[Work]) -> dict[tuple[int, int, uuid.UUID], Ack]:
        """Acks given before, however long ago."""
        ids = [work.act.id for work in works]
        rooms, authors = list(self.rooms), list(self.authors)
        sent = Message.objects.filter(client_id__in=ids, author__in=authors, room__in=rooms)
        known = {(m.room_id, m.author_id, m.client_id): Ack(m.client_id, m.pk, m.seq, m.first_rev) for m in sent}
        done = Receipt.objects.filter(client_id__in=ids, author__in=authors, room__in=rooms).select_related("message")
        known |= {
            (r.room_id, r.author_id, r.client_id): Ack(r.client_id, r.message_id, r.message.seq, r.rev) for r in done
        }
        return known

    def answer(self, work: Work) -> Ack | Refusal:
        key = (work.room, work.author, work.act.id)
        if key in self.known:
            return self.known[key]
        room, author = self.rooms.get(work.room), self.authors.get(work.author)
        if room is None or author is None or author.suspended_at is not None:
            return Refusal(work.act.id, "forbidden")
        if room.closed_at is not None:
            return Refusal(work.act.id, "closed")
        if author.is_muted:
            return Refusal(work.act.id, "muted", _seconds_until(author.muted_until, self.now))
        act = work.act
        answer = self._send(act, work, room) if isinstance(act, Send) else self._change(act, work, room)
        if isinstance(answer, Ack):
            self.known[key] = answer
        return answer

    def _send(self, act: Send, work: Work, room: Room) -> Ack | Refusal:
        if act.reply_to is not None and not self._message(act.reply_to, room):
            return Refusal(act.id, "invalid")
        room.last_seq += 1
        room.last_rev += 1
        message = Message.objects.create(
            room=room,
            seq=room.last_seq,
            rev=room.last_rev,
            first_rev=room.last_rev,
            author_id=work.author,
            client_id=act.id,
            body=act.body,
            html=to_html(act.body),
            language=work.language,
            reply_to_id=act.reply_to,
            sent_at=self.now,
        )
        self.touched[message.pk] = message
        return Ack(act.id, message.pk, message.seq, message.rev)

    def _change(self, act: Edit | Delete | React, work: Work, room: Room) -> Ack | Refusal:
        message = self._message(act.message, room)
        if message is None:
            return Refusal(act.id, "invalid")
        if not message.is_said or message.deleted_at is not None or message.hidden_at is not None:
            return Refusal(act.id, "forbidden")
        if isinstance(act, React):
            self._react(act, message, work.author)
        elif message.author_id != work.author:
            return Refusal(act.id, "forbidden")
        elif isinstance(act, Edit):
            message.body, message.html, message.edited_at = act.body, to_html(act.body), self.now
        elif isinstance(act, Delete):
            message.body, message.html, message.deleted_at = "", "", self.now
        room.last_rev += 1
        message.rev = room.last_rev
        message.save(update_fields=["rev", "body", "html", "edited_at", "deleted_at"])
        Receipt.objects.create(room=room, author_id=work.author, client_id=act.id, message=message, rev=room.last_rev)
        self.touched[message.pk] = message
        return Ack(act.id, message.pk, message.seq, message.rev)

    def _react(self, act: React, message: Message, author: int) -> None:
        if act.on:
            MessageReaction.objects.get_or_create(message=message, membership_id=author, emoji=act.emoji)
        else:
            MessageReaction.objects.filter(message=message, membership=author, emoji=act.emoji).delete()

    def _message(self, pk: int, room: Room) -> Message | None:
        """The message of this room; the very object where this transaction has changed it already."""
        held = self.touched.get(pk)
        if held is not None:
            return held if held.room_id == room.pk else None
        return Message.objects.filter(pk=pk, room=room).first()

    def write(self) -> None:
        for pk, room in self.rooms.items():
            if room.last_rev != self.first[pk]:
                room.save(update_fields=["last_rev", "last_seq"])

    def changed(self) -> dict[int, tuple[int, int, list[dict[str, Any]]]]:
        messages: dict[int, list[Message]] = {}
        for message in sorted(self.touched.values(), key=lambda message: message.rev):
            messages.setdefault(message.room_id, []).append(message)
        return {pk: (self.first[pk] + 1, self.rooms[pk].last_rev, as_frames(found)) for pk, found in messages.items()}


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
