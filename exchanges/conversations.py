"""Saying hello: the one conversation that two people of an edition have, opened or found again."""

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from academy.models import Membership
from exchanges.models import Message, Readers, Room, RoomKind


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


def newest_in_each(reader: Membership) -> QuerySet[Message]:
    """The newest message of each conversation of the reader, with both people; ``unread``: the other wrote since.

    The latest first. A conversation in which nothing was said is nobody's news, and stays out.
    """
    mine = Q(room__first=reader) | Q(room__second=reader)
    seen = FilteredRelation("room__reads", condition=Q(room__reads__membership=reader))
    since = Message.objects.filter(
        room=OuterRef("room"), rev__gt=OuterRef("seen_rev"), first_rev__gt=OuterRef("seen_rev"), deleted_at=None
    )
    return (
        Message.objects.filter(mine, room__kind=RoomKind.DIRECT, seq=F("room__last_seq"))
        .annotate(seen=seen)
        .annotate(seen_rev=Coalesce(F("seen__rev"), 0))
        .annotate(unread=Exists(since.exclude(author=reader)))
        .select_related("author__person")
        .select_related("room__first__person", "room__first__bloc", "room__first__state")
        .select_related("room__second__person", "room__second__bloc", "room__second__state")
        .order_by("-pk")
    )


def unread_by(reader: Membership) -> QuerySet[Message]:
    """Of these, where the other wrote since the reader was there."""
    return newest_in_each(reader).filter(Q(unread=True))
