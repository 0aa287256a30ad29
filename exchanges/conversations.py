"""Saying hello: the one conversation that two people of an edition have, opened or found again."""

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from academy.models import Membership
from exchanges.models import Message, Readers, Room, RoomKind, RoomRead


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


def newest_in_each(reader: Membership, *, most: int, below: int | None = None) -> list[Message]:
    """The newest message of each conversation of the reader, with both people; ``unread``: the other wrote since.

    The latest ``most`` (of those with ids under ``below``), the latest first. A conversation in which nothing was said
    is nobody's news, and stays out. One query, which reads the reader's own conversations alone, however much is said
    in others.
    """
    rooms = _with_newest(reader)
    newest = _laid_out(rooms.filter(Q(newest__lt=below)) if below else rooms, most)
    return list(newest.annotate(seen_rev=_seen_by(reader, "room")).annotate(unread=_unread_by(reader, "room")))


def unread_by(reader: Membership, *, most: int) -> list[Message]:
    """Of these, where the other wrote since the reader was there. One query."""
    rooms = _with_newest(reader).annotate(seen_rev=_seen_by(reader, "pk"))
    return list(_laid_out(rooms.filter(_unread_by(reader, "pk")), most).annotate(unread=Value(True)))


def _with_newest(reader: Membership) -> QuerySet[Room]:
    newest = Message.objects.filter(room=OuterRef("pk"), seq=OuterRef("last_seq")).values("pk")
    mine = Room.objects.filter(Q(first=reader) | Q(second=reader), last_seq__gt=0)
    return mine.annotate(newest=Subquery(newest[:1])).order_by("-newest")


def _laid_out(rooms: QuerySet[Room], most: int) -> QuerySet[Message]:
    return (
        Message.objects.filter(pk__in=rooms.values(found=F("newest"))[:most])
        .select_related("room__first__person", "room__first__bloc", "room__first__state")
        .select_related("room__second__person", "room__second__bloc", "room__second__state")
        .order_by("-pk")
    )


def _seen_by(reader: Membership, room: str) -> Coalesce:
    """The revision that the reader has seen of the room which the field points at, or is."""
    return Coalesce(Subquery(RoomRead.objects.filter(room=OuterRef(room), membership=reader).values("rev")[:1]), 0)


def _unread_by(reader: Membership, room: str) -> Exists:
    """Words of the other after ``seen_rev``."""
    later = {"rev__gt": OuterRef("seen_rev"), "first_rev__gt": OuterRef("seen_rev")}
    return Exists(Message.objects.filter(room=OuterRef(room), deleted_at=None, **later).exclude(author=reader))
