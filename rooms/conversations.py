"""Saying hello: the one conversation that two people of an edition have, opened or found again."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from academy.models import Membership
from rooms.models import Message, Readers, Room, RoomKind

NEWEST = ["newest"]  # a relation of this query alone


def say_hello(to: Membership, *, by: Membership) -> Room:
    """The room of the two; both at once get the same one. Raises PermissionDenied.

    Any active member may say hello to any other of the same edition. Nobody is told before something is written.
    """
    if to.edition_id != by.edition_id or to.pk == by.pk or not (_is_active(to) and _is_active(by)):
        raise PermissionDenied
    first, second = sorted((to, by), key=lambda member: member.pk)
    made = {"edition_id": by.edition_id, "kind": RoomKind.DIRECT, "readers": Readers.MEMBERS}
    room, _made = Room.objects.get_or_create(first=first, second=second, defaults=made)
    return room


def _is_active(member: Membership) -> bool:
    return member.suspended_at is None and member.person.is_active


def conversations_of(reader: Membership, *, most: int, below: int | None = None) -> list[Any]:
    """The reader's rooms of two with both people, their ``newest`` message, and ``unread``: the other wrote since.

    The latest ``most`` (of those whose newest message has an id under ``below``), the latest first. One in which
    nothing was said is nobody's news, and stays out. One query, which reads these rooms alone.
    """
    found = _with_newest(reader)
    return list((found.filter(Q(newest__pk__lt=below)) if below else found)[:most])


def unread_by(reader: Membership, *, most: int) -> list[Any]:
    """Of these, where the other wrote since the reader was there. One query."""
    return list(_with_newest(reader).filter(Q(unread=True))[:most])


def _with_newest(reader: Membership) -> QuerySet[Room]:
    newest = FilteredRelation("messages", condition=Q(messages__seq=F("last_seq")))
    seen = FilteredRelation("reads", condition=Q(reads__membership=reader))
    later = {"rev__gt": OuterRef("seen_rev"), "first_rev__gt": OuterRef("seen_rev"), "deleted_at": None}
    unread = Exists(Message.objects.filter(room=OuterRef("pk"), **later).exclude(author=reader))
    return (
        Room.objects.filter(Q(first=reader) | Q(second=reader), last_seq__gt=0)
        .annotate(newest=newest, seen=seen)
        .annotate(seen_rev=Coalesce(F("seen__rev"), 0))
        .annotate(unread=unread)
        .select_related("first__person", "first__bloc", "first__state")
        .select_related("second__person", "second__bloc", "second__state", *NEWEST)
        .order_by(F("newest__pk").desc())
    )
