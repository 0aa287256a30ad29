"""A room's changes for clients: each changed message in its present state, in the order of revisions."""

import dataclasses
import functools
import itertools
import re
from collections.abc import Iterable, Sequence
from operator import or_
from typing import Any, TypeVar

from django.db.models import Q, QuerySet

from academy.pages.compiled import Compiled, later_id
from academy.pages.numbers import LARGEST
from commons.texts.withheld import is_gone
from rooms.models import Message, MessageKind, MessageReaction, Room

Text = TypeVar("Text")
PAGE = 100
# Characters of text in one page of a catch-up, which a connection of 50 kbit/s takes within a few seconds.
PAGE_TEXT = 25_000
# Characters in one live frame, so that it stays below Daphne's limit of a mebibyte in any script.
LARGEST_TEXT = 200_000


@dataclasses.dataclass(frozen=True)
class Changes:
    """Changes of one room. ``rev``: a client that had ``since`` is now complete up to this revision; ``more``: it asks
    again from there. ``last``: the room's last revision, when it was read."""

    rev: int
    messages: list[dict[str, Any]]
    more: bool = False
    last: int = 0


def since(room_id: int, rev: int, last: int | None = None, *, most: int = PAGE_TEXT) -> Changes:
    """Returns what changed after ``rev``: at most PAGE messages and ``most`` characters of text, but at least one
    message. Three queries, or two when the room's ``last`` revision has just been read."""
    if last is None:
        last = Room.objects.values_list("last_rev", flat=True).get(pk=room_id)
    if rev >= last:
        return Changes(last, [], last=last)
    found = list(Message.objects.filter(room=room_id, rev__gt=rev).order_by("rev")[: PAGE + 1])
    page = found[: min(PAGE, _fitting(found, most))]
    more = len(found) > len(page)
    reached = page[-1].rev if more else max(last, *(message.rev for message in page)) if page else last
    return Changes(reached, as_frames(page), more, last)


ROOMS_PER_QUERY = 100
"""Rooms in one query."""


def since_each(revs: dict[int, int]) -> dict[int, Changes]:
    """Does the same as ``since`` for many rooms: three queries for each hundred rooms that are not far behind."""
    found = {room_id: Changes(rev, []) for room_id, rev in revs.items()}
    lasts = dict(Room.objects.filter(pk__in=revs).values_list("pk", "last_rev"))
    behind = sorted(room_id for room_id, last in lasts.items() if last > revs[room_id])
    near = [room_id for room_id in behind if lasts[room_id] - revs[room_id] <= PAGE]
    for start in range(0, len(near), ROOMS_PER_QUERY):
        rooms = near[start : start + ROOMS_PER_QUERY]
        # No upper bound: a message that changed after its room's last revision was read comes in its new state,
        # because otherwise a frame would end at a revision before which something is still missing.
        parts = [Q(room=room_id, rev__gt=revs[room_id]) for room_id in rooms]
        of_room: dict[int, list[dict[str, Any]]] = {room_id: [] for room_id in rooms}
        messages = list(Message.objects.filter(functools.reduce(or_, parts)).order_by("rev"))
        for message, said in zip(messages, as_frames(messages), strict=True):
            of_room[message.room_id].append(said)
        for room_id, frames in of_room.items():
            whole = len(frames) <= PAGE and fits(frames)
            reached = max(lasts[room_id], *(message["rev"] for message in frames), 0)
            found[room_id] = Changes(reached, frames) if whole else since(room_id, revs[room_id], most=LARGEST_TEXT)
    for room_id in set(behind) - set(near):
        found[room_id] = since(room_id, revs[room_id], most=LARGEST_TEXT)
    return found


def fits(messages: list[dict[str, Any]]) -> bool:
    """Says whether these can go out in one live frame."""
    return sum(len(message["body"]) + len(message["html"]) for message in messages) <= LARGEST_TEXT


def _fitting(messages: Sequence[Any], most: int) -> int:
    """Counts the messages from the first on that stay within that many characters of text; at least one."""
    totals = itertools.accumulate(len(message.body) + len(message.html) for message in messages)
    return max(1, sum(total <= most for total in totals))


def page(rev: int, messages: list[dict[str, Any]], more: bool, *, closed: bool) -> dict[str, Any]:
    """Returns the changes as an HTTP answer; ``closed``: the room is closed, so that nothing follows."""
    return {"rev": rev, "messages": messages, "more": more} | ({"closed": True} if closed else {})


_READ = (
    *("room", "seq", "rev", "first_rev", "author", "client_id", "kind", "stage", "body", "html", "language"),
    *("sent_at", "edited_at", "deleted_at", "hidden_at", "reply_to"),
    *(f"reply_to__{name}" for name in ("html", "language", "deleted_at", "hidden_at")),
)
"""The columns that pages of the talk and their frames read of a message that is no version of a field."""


def before(size: int) -> QuerySet[Message]:
    """Selects ``size`` messages before a place, the newest first, and one more; for ``Compiled``."""
    rows = Message.objects.filter(room=later_id("room"), seq__lt=later_id("before")).select_related("reply_to")
    rows = rows.exclude(kind=MessageKind.FIELD).only(*_READ)  # the worksheet shows these
    return rows.order_by("-seq")[: size + 1]


@functools.cache
def _before(size: int) -> Compiled[Message]:
    return Compiled(lambda: before(size))


def older(room_id: int, place: int | None, size: int = 50, *, most: int = LARGEST_TEXT) -> tuple[list[Message], bool]:
    """Returns up to ``size`` messages and ``most`` characters of text before that place (None: the newest), newest
    last; and whether there are older ones."""
    return page_of(_before(size).all(room=room_id, before=LARGEST if place is None else place), size, most)


def page_of(found: list[Text], size: int, most: int = LARGEST_TEXT) -> tuple[list[Text], bool]:
    """Returns those of the newest messages that fit into a page, newest last; and whether there are older ones."""
    page = found[: min(size, _fitting(found, most))]
    return page[::-1], len(found) > len(page)


def as_frames(messages: Iterable[Message]) -> list[dict[str, Any]]:
    """Returns the messages as clients get them, with their reactions. One query."""
    messages = list(messages)
    reactions: dict[int, dict[str, list[int]]] = {}
    touched = [message.pk for message in messages if message.rev != message.first_rev]
    if touched:
        rows = MessageReaction.objects.filter(message__in=touched).order_by("pk")
        for message_id, emoji, member in rows.values_list("message", "emoji", "membership"):
            reactions.setdefault(message_id, {}).setdefault(emoji, []).append(member)
    return [as_frame(message, reactions.get(message.pk, {})) for message in messages]


def as_frame(message: Message, reactions: dict[str, list[int]]) -> dict[str, Any]:
    """Leaves out text that is deleted, or that a facilitator has hidden."""
    withheld = is_gone(message)
    return {
        "id": message.pk,
        "seq": message.seq,
        "rev": message.rev,
        "author": message.author_id,
        "kind": message.kind,
        "stage": message.stage,
        **_in_a_field(message),
        "body": "" if withheld else message.body,
        "html": "" if withheld else message.html,
        "lang": message.language,
        "sent_at": iso(message.sent_at),
        "edited_at": iso(message.edited_at),
        "deleted_at": iso(message.deleted_at),
        "hidden_at": iso(message.hidden_at),
        "reply_to": message.reply_to_id,
        "reactions": {} if withheld else reactions,
    }


def _in_a_field(message: Message) -> dict[str, Any]:
    return {"field": message.field, "over": message.over} if message.kind == MessageKind.FIELD else {}


def standing(room_id: int) -> list[Message]:
    """Returns the versions of the worksheet's fields that stand, the earliest first. One query."""
    return list(Message.objects.filter(room=room_id, stands=True).order_by("seq"))


RENDERED_DIFFERENTLY = re.compile(r"[<&\n\t]|  ")
"""A text without these looks the same typed and rendered, when its HTML is just that one paragraph."""


def lean(message: dict[str, Any]) -> dict[str, Any]:
    """Leaves out nulls, empty reactions, and an ``html`` that only repeats ``body``."""
    body, html = message["body"], message["html"].strip()
    says_it_again = html == (body and f"<p>{body}</p>") and not RENDERED_DIFFERENTLY.search(body)
    left_out = {"html"} if says_it_again else set()
    return {name: said for name, said in message.items() if said not in (None, {}) and name not in left_out}


def iso(at: Any) -> str | None:
    """Returns the time in UTC with a Z, to the millisecond."""
    return None if at is None else at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"
