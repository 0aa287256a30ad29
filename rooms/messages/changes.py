"""A room's changes as clients read them: each changed message in its present state, in the order of revisions."""

import dataclasses
import itertools
import re
from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from rooms.models import Message, MessageReaction, Room

PAGE = 100
# Characters of text in one page of what was missed: on a line of 50 kbit/s it is there before anybody's patience ends.
PAGE_TEXT = 25_000
# In one live frame: in any script it stays below the mebibyte past which Daphne sends nothing.
LARGEST_TEXT = 200_000


@dataclasses.dataclass(frozen=True)
class Changes:
    """``rev``: the revision up to which a client that had ``since`` is now complete; ``more``: ask again from there.
    ``last``: the room's own, where it was asked."""

    rev: int
    messages: list[dict[str, Any]]
    more: bool = False
    last: int = 0


def since(room_id: int, rev: int, last: int | None = None, *, most: int = PAGE_TEXT) -> Changes:
    """What changed after ``rev``, at most PAGE messages and ``most`` characters of text at a time, but one message at
    least. Three queries, or two where the room's ``last`` revision was just read."""
    if last is None:
        last = Room.objects.values_list("last_rev", flat=True).get(pk=room_id)
    if rev >= last:
        return Changes(last, [], last=last)
    found = list(Message.objects.filter(room=room_id, rev__gt=rev).order_by("rev")[: PAGE + 1])
    page = found[: min(PAGE, _fitting(found, most))]
    more = len(found) > len(page)
    reached = page[-1].rev if more else max(last, *(message.rev for message in page)) if page else last
    return Changes(reached, as_frames(page), more, last)


TOGETHER = 100
"""Rooms of one query."""


def since_each(revs: dict[int, int]) -> dict[int, Changes]:
    """As ``since``, for many rooms at once: three queries for each hundred of them that are not far behind."""
    found = {room_id: Changes(rev, []) for room_id, rev in revs.items()}
    lasts = dict(Room.objects.filter(pk__in=revs).values_list("pk", "last_rev"))
    behind = sorted(room_id for room_id, last in lasts.items() if last > revs[room_id])
    near = [room_id for room_id in behind if lasts[room_id] - revs[room_id] <= PAGE]
    for start in range(0, len(near), TOGETHER):
        rooms = near[start : start + TOGETHER]
        # Without an upper bound: what was changed again since its room's last revision was read comes in its new state,
        # or a frame would end at a revision up to which something is still missing.
        parts = [Q(room=room_id, rev__gt=revs[room_id]) for room_id in rooms]
        of_room: dict[int, list[dict[str, Any]]] = {room_id: [] for room_id in rooms}
        messages = list(Message.objects.filter(reduce(or_, parts)).order_by("rev"))
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
    """Can these go out in one live frame?"""
    return sum(len(message["body"]) + len(message["html"]) for message in messages) <= LARGEST_TEXT


def _fitting(messages: list[Message], most: int) -> int:
    """How many from the first on stay within that many characters of text; one, however long it is."""
    totals = itertools.accumulate(len(message.body) + len(message.html) for message in messages)
    return max(1, sum(total <= most for total in totals))


def page(rev: int, messages: list[dict[str, Any]], more: bool, *, closed: bool) -> dict[str, Any]:
    """What is read over HTTP; ``closed`` where the room is: nothing comes any more."""
    return {"rev": rev, "messages": messages, "more": more} | ({"closed": True} if closed else {})


def older(room_id: int, before: int | None, size: int = 50, *, most: int = LARGEST_TEXT) -> tuple[list[Message], bool]:
    """Up to ``size`` messages and ``most`` characters of text before that place (None: the newest), newest last; and
    are there older ones?"""
    rows = Message.objects.filter(room=room_id).select_related(
        "author__person", "author__bloc", "author__state", "reply_to"
    )
    if before is not None:
        rows = rows.filter(seq__lt=before)
    found = list(rows.order_by("-seq")[: size + 1])
    page = found[: min(size, _fitting(found, most))]
    return page[::-1], len(found) > len(page)


def as_frames(messages: Iterable[Message]) -> list[dict[str, Any]]:
    """The messages as clients get them, with their reactions. One query."""
    messages = list(messages)
    reactions: dict[int, dict[str, list[int]]] = {}
    touched = [message.pk for message in messages if message.rev != message.first_rev]
    if touched:
        rows = MessageReaction.objects.filter(message__in=touched).order_by("pk")
        for message_id, emoji, member in rows.values_list("message", "emoji", "membership"):
            reactions.setdefault(message_id, {}).setdefault(emoji, []).append(member)
    return [as_frame(message, reactions.get(message.pk, {})) for message in messages]


def as_frame(message: Message, reactions: dict[str, list[int]]) -> dict[str, Any]:
    """Withheld text (deleted, or hidden by a facilitator) stays on the server."""
    withheld = message.deleted_at is not None or message.hidden_at is not None
    return {
        "id": message.pk,
        "seq": message.seq,
        "rev": message.rev,
        "author": message.author_id,
        "kind": message.kind,
        "stage": message.stage,
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


READS_OTHERWISE = re.compile(r"[<&\n\t]|  ")
"""A text without these, rendered as one paragraph of just itself, looks the same as it was typed."""


def lean(message: dict[str, Any]) -> dict[str, Any]:
    """Without what is null, reactions where there are none, and the ``html`` that says ``body`` again."""
    body, html = message["body"], message["html"].strip()
    says_it_again = html == (body and f"<p>{body}</p>") and not READS_OTHERWISE.search(body)
    left_out = {"html"} if says_it_again else set()
    return {name: said for name, said in message.items() if said not in (None, {}) and name not in left_out}


def iso(at: Any) -> str | None:
    """UTC with a Z, to the millisecond."""
    return None if at is None else at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"
