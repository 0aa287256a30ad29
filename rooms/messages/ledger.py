"""Reads all that one transaction in rooms needs, and writes all that it changes, in a few statements for any number of
acts."""

import datetime
import uuid
from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.db import connection
from django.db.models import Q, prefetch_related_objects

from academy.models import Membership
from academy.pages.compiled import AT_ONCE, Compiled, asked, later_ids
from rooms import kinds
from rooms.messages.frames import Act, React, Send, Write
from rooms.models import Message, MessageKind, MessageReaction, Receipt, Room, RoomKind

Key = tuple[int, int, uuid.UUID]
"""Room, author, and the id that the client gave the act."""

MESSAGES, ROOMS = Message._meta.db_table, Room._meta.db_table
FIELDS = [field for field in Message._meta.concrete_fields if not field.primary_key]
OF_EDITION = ("edition__chosen_phase", "edition__starts", "edition__ends", "edition__time_zone")
OF_AUTHORS = ("role", "left_at", "suspended_at", "muted_until", *OF_EDITION)
SLOW_MODE_PLACES = 1000
MESSAGES_PER_STATEMENT = 500
"""Messages in one statement, because SQLite takes 32,766 values."""


_VERSIONS = Compiled(
    lambda: Message.objects.filter(pk__in=later_ids("pks", AT_ONCE)).values_list("pk", "room", "field")
)


class Ledger:
    """Locks rooms in one order everywhere, so that two processes never wait for each other.

    ``first``: the next revision of each room before the acts. ``done``: the message and the revision of the ack for
    acts that were done before, however long ago.
    """

    def __init__(self, room_ids: Iterable[int], author_ids: Iterable[int], acts: Sequence[Act]) -> None:
        rows = Room.objects.select_for_update().filter(pk__in=set(room_ids)).order_by("pk")
        self.rooms = {room.pk: room for room in rows}
        prefetch_related_objects([room for room in self.rooms.values() if room.kind == RoomKind.DIRECT], "members")
        prefetch_related_objects([room for room in self.rooms.values() if room.only_speakers_at], "speakers")
        self.first = {pk: room.last_rev + 1 for pk, room in self.rooms.items()}
        authors = Membership.objects.select_related("edition").only(*OF_AUTHORS)
        self.authors = authors.in_bulk(set(author_ids))
        self.done = self._done([*(act.id for act in acts), *_own_acts(acts)])
        self.messages = Message.objects.in_bulk(_referenced(acts))
        for pk, room, field in asked(_VERSIONS, "pks", _versions(acts) - self.messages.keys()):
            self.messages[pk] = Message(pk=pk, room_id=room, field=field)
        self.given_before = self._given([act for act in acts if isinstance(act, React)])
        self.given = set(self.given_before)
        self.said_at = self._said_at()
        written_in = self.rooms.values() if any(isinstance(act, Write) for act in acts) else []
        self.fields = kinds.fields_of(written_in)
        self.written_over: set[int] = set()
        self.new: list[Message] = []
        self.changed: dict[int, Message] = {}
        self.receipts: list[Receipt] = []

    def _said_at(self) -> dict[tuple[int, int], datetime.datetime]:
        """Returns when the authors last sent something in slow rooms, among the newest SLOW_MODE_PLACES places."""
        slow = [room for room in self.rooms.values() if room.slow_seconds]
        if not slow:
            return {}
        lately = reduce(or_, [Q(room=room.pk, seq__gt=room.last_seq - SLOW_MODE_PLACES) for room in slow])
        rows = Message.objects.filter(lately, author__in=self.authors, kind=MessageKind.SAID).order_by("seq")
        return {(room, author): at for room, author, at in rows.values_list("room", "author", "sent_at")}

    def _done(self, names: list[uuid.UUID]) -> dict[Key, tuple[Message, int]]:
        sent = Message.objects.filter(client_id__in=names)
        done = {(m.room_id, m.author_id, m.client_id): (m, m.first_rev) for m in sent}
        receipts = Receipt.objects.filter(client_id__in=names).select_related("message")
        return done | {(r.room_id, r.author_id, r.client_id): (r.message, r.rev) for r in receipts}

    def _given(self, acts: list[React]) -> set[tuple[int, int, str]]:
        if not acts:
            return set()
        rows = MessageReaction.objects.filter(message__in={act.message for act in acts})
        return set(rows.values_list("message", "membership", "emoji"))

    def message_in(self, room: Room, pk: int) -> Message | None:
        found = self.messages.get(pk)
        return found if found is not None and found.room_id == room.pk else None

    # Changes by acts; nothing is written before ``write`` ----------------------------------------------------------

    def add(self, room: Room, key: Key, message: Message) -> None:
        room.last_rev += 1
        room.last_seq += 1
        message.room_id, message.author_id, message.client_id = key
        message.seq, message.rev, message.first_rev = room.last_seq, room.last_rev, room.last_rev
        self.new.append(message)
        self.said_at[room.pk, message.author_id] = message.sent_at
        self.done[key] = message, room.last_rev

    def change(self, room: Room, key: Key, message: Message) -> None:
        room.last_rev += 1
        message.rev = room.last_rev
        self.changed[message.pk] = message
        of_room, author, name = key
        self.receipts.append(
            Receipt(room_id=of_room, author_id=author, client_id=name, message=message, rev=message.rev)
        )
        self.done[key] = message, message.rev

    def write_over(self, versions: Iterable[Message]) -> None:
        """These versions of a field stand no longer."""
        for version in versions:
            version.stands = False
            self.written_over.add(version.pk)

    def react(self, message: Message, author: int, emoji: str, on: bool) -> None:
        (self.given.add if on else self.given.discard)((message.pk, author, emoji))

    def write(self) -> None:
        for start in range(0, len(self.new), MESSAGES_PER_STATEMENT):
            _insert(self.new[start : start + MESSAGES_PER_STATEMENT])
        if self.written_over:
            _let_fall(sorted(self.written_over))
        if self.changed:
            Message.objects.bulk_update(self.changed.values(), ["rev", "body", "html", "edited_at", "deleted_at"])
        if self.receipts:
            Receipt.objects.bulk_create(self.receipts)
        self._write_reactions()
        moved = [(pk, r.last_rev, r.last_seq) for pk, r in self.rooms.items() if r.last_rev >= self.first[pk]]
        if moved:
            _move(moved)

    def _write_reactions(self) -> None:
        added, taken_back = _named(self.given - self.given_before), _named(self.given_before - self.given)
        if added:
            MessageReaction.objects.bulk_create([MessageReaction(**names) for names in added])
        if taken_back:
            MessageReaction.objects.filter(reduce(or_, [Q(**names) for names in taken_back])).delete()


def _insert(messages: list[Message]) -> None:
    """Does what ``bulk_create`` does in a third of its time. With ``bulk_create``, inserting took most of a message's
    time."""
    columns = ", ".join(str(field.column) for field in FIELDS)
    row = f"({', '.join(['%s'] * len(FIELDS))})"
    values = [field.get_db_prep_save(getattr(m, field.attname), connection) for m in messages for field in FIELDS]
    with connection.cursor() as cursor:
        rows = ", ".join([row] * len(messages))
        cursor.execute(f"INSERT INTO {MESSAGES} ({columns}) VALUES {rows} RETURNING id", values)
        for message, (pk,) in zip(messages, cursor.fetchall(), strict=True):
            message.pk = pk


def _let_fall(versions: list[int]) -> None:
    with connection.cursor() as cursor:
        named = ", ".join(["%s"] * len(versions))
        cursor.execute(f"UPDATE {MESSAGES} SET stands = %s WHERE id IN ({named})", [False, *versions])


def _named(reactions: set[tuple[int, int, str]]) -> list[dict[str, Any]]:
    return [{"message_id": pk, "membership_id": member, "emoji": emoji} for pk, member, emoji in sorted(reactions)]


def _referenced(acts: Iterable[Act]) -> set[int]:
    """Returns the messages that acts answer or change."""
    named = {act.reply_to if isinstance(act, Send) else act.message for act in acts if not isinstance(act, Write)}
    return {pk for pk in named if pk is not None}


def _versions(acts: Iterable[Act]) -> set[int]:
    """Returns the versions of fields over which acts write."""
    return {version for act in acts if isinstance(act, Write) for version in act.over if isinstance(version, int)}


def _own_acts(acts: Iterable[Act]) -> list[uuid.UUID]:
    """Returns the earlier acts over whose versions these write."""
    return [version for act in acts if isinstance(act, Write) for version in act.over if isinstance(version, uuid.UUID)]


def _move(rooms: list[tuple[int, int, int]]) -> None:
    """Updates all rooms in one statement, the last of the transaction, so that their locks are held briefly."""
    values = ", ".join(["(%s, %s, %s)"] * len(rooms))
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {ROOMS} SET last_rev = v.column2, last_seq = v.column3 FROM (VALUES {values}) AS v"
            f" WHERE {ROOMS}.id = v.column1",
            [number for room in rooms for number in room],
        )
