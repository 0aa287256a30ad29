"""Acts in a room: send, edit, delete, react. Each takes the room's next revision, in one durable transaction."""

import dataclasses
import datetime
import math
import uuid
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from academy.courses import life
from commons.sending.conflicts import is_unseen
from commons.texts.rendering import to_html
from rooms import speaking
from rooms.messages.changes import as_frames
from rooms.messages.frames import Act, Delete, Edit, React, Send, Write
from rooms.messages.ledger import Key, Ledger
from rooms.models import Message, MessageKind, Room
from rooms.moderation import blocking

# Clients get these codes as another code of the protocol; only the words differ.
SAID_AS = {
    **dict.fromkeys(("paused", "pausing", "unseated", "not_your_role"), "forbidden"),
    "changed": "invalid",
    "archived": "closed",
}
WORDS = {
    "muted": _("You cannot write for now."),
    "closed": _("This room is closed."),
    "archived": _("This course is archived. Everything can be read; nothing more is written here."),
    "paused": _("This conversation is paused by the other person."),
    "pausing": _("You paused this conversation. Go on with it, and you can both write."),
    "not_your_role": _("Another of you writes here: it is their role in this turn."),
    "unseated": _("Only those who sit in the inner circle write now. Ask for a chair."),
    "too_long": _("A message has at most 4,000 characters."),
    "rate": _("Too much at once. Wait a moment."),
    "forbidden": _("You may not do this."),
    "invalid": _("This could not be read."),
    "changed": _(
        "Another page of yours saved a different text meanwhile. Both stand here; nothing is lost. "
        "Save again to keep what is in the field."
    ),
}


@dataclasses.dataclass(frozen=True)
class Ack:
    id: uuid.UUID
    message: int
    seq: int
    rev: int


@dataclasses.dataclass(frozen=True)
class Refusal:
    """The answer to an act that is not done. ``code`` is one of WORDS; ``retry_after`` in seconds, if waiting helps."""

    id: uuid.UUID
    code: str
    retry_after: int | None = None


@dataclasses.dataclass(frozen=True)
class Work:
    """One act of one member in one room, with the language that the member usually writes. ``html``: its text, when it
    is already rendered."""

    room: int
    author: int
    act: Act
    language: str = "en"
    html: str | None = None

    def rendered(self) -> str:
        if self.html is not None:
            return self.html
        return to_html(self.act.body) if isinstance(self.act, Send | Edit | Write) else ""


@dataclasses.dataclass(frozen=True)
class Done:
    """The result of a transaction. ``answers``: one for each work, in their order. ``changed``: for each changed room
    its revisions ``(first, last)`` and the changed messages as clients get them."""

    answers: list[Ack | Refusal]
    changed: dict[int, tuple[int, int, list[dict[str, Any]]]]


def post(work: Work) -> Done:
    return post_all([work])


def post_all(works: Sequence[Work]) -> Done:
    """Does all works in one transaction. Refusals are answers, not errors; a database error undoes the whole group."""
    html = [work.rendered() for work in works]
    with transaction.atomic():
        ledger = Ledger({work.room for work in works}, {work.author for work in works}, [work.act for work in works])
        now = timezone.now()
        answers = [_answer(Turn(ledger, work, text, now)) for work, text in zip(works, html, strict=True)]
        ledger.write()
        frames = as_frames([*ledger.new, *ledger.changed.values()])
    # A new message has its number only after ``write``.
    return Done([said if isinstance(said, Refusal) else _ack(*said) for said in answers], _changed(ledger, frames))


@dataclasses.dataclass(frozen=True)
class Turn:
    """One work within its transaction, at ``now``; ``html`` is the rendered text."""

    ledger: Ledger
    work: Work
    html: str
    now: datetime.datetime

    @property
    def act(self) -> Act:
        return self.work.act

    @property
    def key(self) -> Key:
        return self.work.room, self.work.author, self.work.act.id

    @property
    def room(self) -> Room:
        return self.ledger.rooms[self.work.room]

    def version(self, named: int | uuid.UUID) -> Message | None:
        """Returns the version of the act's field that has that number, or that the author's own act made."""
        if isinstance(named, int):
            found = self.ledger.message_in(self.room, named)
        else:
            found, _rev = self.ledger.done.get((self.work.room, self.work.author, named), (None, 0))
        return found if found is not None and isinstance(self.act, Write) and found.field == self.act.field else None

    def refuse(self, code: str, retry_after: int | None = None) -> Refusal:
        return Refusal(self.work.act.id, code, retry_after)


Answer = Refusal | tuple[uuid.UUID, Message, int]


def _answer(turn: Turn) -> Answer:
    refusal = None
    if turn.key not in turn.ledger.done:
        refusal = _refusal(turn) or _do(turn)
    return refusal or (turn.act.id, *turn.ledger.done[turn.key])


def _ack(name: uuid.UUID, message: Message, rev: int) -> Ack:
    return Ack(name, message.pk, message.seq, rev)


def _refusal(turn: Turn) -> Refusal | None:
    """Refuses an author who may do nothing in this room now."""
    room, author = turn.ledger.rooms.get(turn.work.room), turn.ledger.authors.get(turn.work.author)
    if room is None or author is None or not author.takes_part:
        return turn.refuse("forbidden")
    if room.closed_at is not None:
        return turn.refuse("closed")
    if not author.runs_the_course and not life.allows(author.edition, life.Act.WRITE, turn.now):
        return turn.refuse("archived")
    if author.is_muted:
        return turn.refuse("muted", _seconds_until(author.muted_until, turn.now))
    code = blocking.refuses(room, author)
    return turn.refuse(code) if code else None


def _do(turn: Turn) -> Refusal | None:
    act, ledger = turn.act, turn.ledger
    if isinstance(act, Send | Write) and (code := speaking.refuses(turn.room, ledger.authors[turn.work.author])):
        return turn.refuse(code)
    if isinstance(act, Send):
        return _send(turn, act)
    if isinstance(act, Write):
        return _write(turn, act)
    message = ledger.message_in(turn.room, act.message)
    return turn.refuse("invalid") if message is None else _change(turn, act, message)


def _send(turn: Turn, act: Send) -> Refusal | None:
    if wait := _too_soon(turn):
        return turn.refuse("rate", wait)
    if act.reply_to is not None and turn.ledger.message_in(turn.room, act.reply_to) is None:
        return turn.refuse("invalid")
    language, sent_at = turn.work.language, turn.now
    said = Message(body=act.body, html=turn.html, language=language, reply_to_id=act.reply_to, sent_at=sent_at)
    turn.ledger.add(turn.room, turn.key, said)
    return None


def _write(turn: Turn, act: Write) -> Refusal | None:
    """Adds a version. Versions in ``over`` that are not of this field are ignored. So the new text is never lost for a
    wrong ``over``: it stands beside the versions that it was not written over."""
    fields = turn.ledger.fields.get(turn.room.pk, {})
    if act.field not in fields:
        return turn.refuse("invalid")
    writers = fields[act.field]
    if writers is not None and turn.work.author not in writers:
        return turn.refuse("not_your_role")
    versions = {version.pk: version for version in map(turn.version, act.over) if version is not None}
    if None in versions:  # made in this transaction, so it has no number yet
        return turn.refuse("rate", 1)
    turn.ledger.write_over(versions.values())
    version = Message(
        kind=MessageKind.FIELD,
        field=act.field,
        over=list(versions),
        stands=True,
        body=act.body,
        html=turn.html,
        language=turn.work.language,
        sent_at=turn.now,
    )
    turn.ledger.add(turn.room, turn.key, version)
    return None


def _too_soon(turn: Turn) -> int | None:
    """Returns the seconds that slow mode still asks for. Slow mode does not bind those who run the course."""
    room, author = turn.room, turn.work.author
    before = turn.ledger.said_at.get((room.pk, author)) if room.slow_seconds else None
    if before is None or turn.ledger.authors[author].runs_the_course:
        return None
    rest = room.slow_seconds - (turn.now - before).total_seconds()
    return None if rest <= 0 else math.ceil(rest)


def _change(turn: Turn, act: Edit | Delete | React, message: Message) -> Refusal | None:
    changeable = message.is_said and message.deleted_at is None and message.hidden_at is None
    if not changeable or not (isinstance(act, React) or message.author_id == turn.work.author):
        return turn.refuse("forbidden")
    if isinstance(act, React):
        turn.ledger.react(message, turn.work.author, act.emoji, act.on)
    elif isinstance(act, Edit):
        if act.body != message.body:  # the same words again are no edit
            if is_unseen(message.changed_at, act.seen):
                return turn.refuse("changed")
            message.body, message.html, message.edited_at = act.body, turn.html, turn.now
    else:
        message.body, message.html, message.deleted_at = "", "", turn.now
    turn.ledger.change(turn.room, turn.key, message)
    return None


def _changed(ledger: Ledger, frames: list[dict[str, Any]]) -> dict[int, tuple[int, int, list[dict[str, Any]]]]:
    """Returns the messages' frames by room, in the order of revisions."""
    found: dict[int, list[dict[str, Any]]] = {}
    for message, frame in zip([*ledger.new, *ledger.changed.values()], frames, strict=True):
        found.setdefault(message.room_id, []).append(frame)
    for of_room in found.values():
        of_room.sort(key=lambda frame: frame["rev"])
    return {pk: (ledger.first[pk], ledger.rooms[pk].last_rev, of_room) for pk, of_room in found.items()}


def _seconds_until(until: datetime.datetime | None, now: datetime.datetime) -> int | None:
    return None if until is None else max(1, int((until - now).total_seconds()))
