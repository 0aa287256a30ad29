"""Saying hello: two people of an edition have one conversation, which is opened or found again."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from academy.models import Membership
from academy.pages.compiled import Compiled, later_id
from academy.pages.numbers import LARGEST
from academy.voices import voices_of
from commons.texts.withheld import beginning
from rooms.models import Readers, Room, RoomKind, RoomMember
from rooms.reading.unread import written_since

NEWEST = ["newest"]  # a relation that only this query has
MOST_LISTED = 31


@transaction.atomic
def say_hello(to: Membership, *, by: Membership) -> Room:
    """Returns the room of the two; if both ask at once, they get the same one. Raises PermissionDenied.

    Any active member may say hello to any other of the same edition. The other gets no notice before the first message.
    """
    if to.edition_id != by.edition_id or to.pk == by.pk or not (_is_active(to) and _is_active(by)):
        raise PermissionDenied
    two = sorted((to.pk, by.pk))
    made = {"edition_id": by.edition_id, "kind": RoomKind.DIRECT, "readers": Readers.MEMBERS}
    room, is_new = Room.objects.get_or_create(pair=f"{two[0]}-{two[1]}", defaults=made)
    if is_new:
        RoomMember.objects.bulk_create(RoomMember(room=room, membership_id=member) for member in two)
    return room


def take_over(kept: int, other: int) -> None:
    """Names ``kept`` in the conversations of ``other``, who is the same person. Raises IntegrityError when both talked
    with the same member."""
    for room in Room.objects.filter(Q(pair__startswith=f"{other}-") | Q(pair__endswith=f"-{other}")):
        two = sorted(kept if pk == other else pk for pk in _pair_of(room))
        Room.objects.filter(pk=room.pk).update(pair=f"{two[0]}-{two[1]}")


def _is_active(member: Membership) -> bool:
    return member.takes_part and member.person.is_active


def conversations_of(reader: Membership, *, most: int, below: int | None = None) -> list[Any]:
    """Returns the reader's conversations, each with its ``newest`` message, and ``unread``: the other one wrote since
    the reader was there.

    Returns at most ``most``, the latest first; with ``below``, only those whose newest message has a smaller id. A
    conversation without messages is left out, because it is nobody's news. One query, which reads only these rooms.
    """
    return _LATEST.all(reader=reader.pk, below=below or LARGEST)[:most]


def unread_by(reader: Membership, *, most: int) -> list[Any]:
    """Returns only the unread ones of ``conversations_of``. One query."""
    return _UNREAD.all(reader=reader.pk)[:most]


def in_list(room: Any, reader: Membership) -> dict[str, Any]:
    """Returns a conversation of the reader as a list shows it, by its newest message (see ``conversations_of``)."""
    newest = room.newest
    return {
        "room": room,
        "newest": newest,
        "partner": voices_of(reader.edition)[_other_of(room, reader)],
        "mine": newest.author_id == reader.pk,
        "excerpt": beginning(newest),
    }


def _other_of(room: Room, reader: Membership) -> int:
    first, second = _pair_of(room)
    return second if first == reader.pk else first


def _pair_of(room: Room) -> list[int]:
    return [int(pk) for pk in str(room.pair).split("-")]


def _with_newest() -> QuerySet[Any]:
    reader = later_id("reader")
    mine = RoomMember.objects.filter(membership=reader).values("room")
    newest = FilteredRelation("messages", condition=Q(messages__seq=F("last_seq")))
    seen = FilteredRelation("reads", condition=Q(reads__membership=reader))
    unread = Exists(written_since(OuterRef("pk"), OuterRef("seen_rev"), reader))
    return (
        Room.objects.filter(kind=RoomKind.DIRECT, pk__in=mine, last_seq__gt=0)
        .annotate(newest=newest, seen=seen)
        .annotate(seen_rev=Coalesce(F("seen__rev"), 0))
        .annotate(unread=unread)
        .select_related(*NEWEST)
        .order_by(F("newest__pk").desc())
    )


_LATEST = Compiled(lambda: _with_newest().filter(Q(newest__pk__lt=later_id("below")))[:MOST_LISTED])
_UNREAD = Compiled(lambda: _with_newest().filter(Q(unread=True))[:MOST_LISTED])
