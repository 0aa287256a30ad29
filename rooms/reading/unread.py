"""Finds what others have written in a member's rooms since the member was there last. The one home of this rule, for
lists, the navigation and notices.
"""

from typing import Any

from django.db.models import F, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from rooms.models import Message, MessageKind, Room, RoomMember, RoomRead

MOST = 100
"""Counting stops here, so that a count stays cheap however much was written."""


class Counted(Subquery):
    """The number of rows of a subquery, which may have a limit."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


def written_since(room: Any, seen: Any, reader: Any) -> QuerySet[Message]:
    """Returns what others have said in the room after revision ``seen`` and not taken back. All three may be
    expressions."""
    since = {"rev__gt": seen, "first_rev__gt": seen}
    return Message.objects.filter(room=room, kind=MessageKind.SAID, deleted_at=None, **since).exclude(author=reader)


def seen_by(reader: Any, room: Any = None) -> Coalesce:
    """Returns the member's read mark in the room of the query around it, 0 without one."""
    marks = RoomRead.objects.filter(room=OuterRef("room") if room is None else room, membership=reader)
    return Coalesce(Subquery(marks.values("rev")[:1]), 0)


def count_for(reader: Any, room: Any) -> Counted:
    """Returns how many messages are new to the reader in ``room``, at most ``MOST``."""
    return Counted(written_since(room, seen_by(reader), reader).order_by().values("pk")[:MOST])


def newest_author_for(reader: Any, room: Any) -> Subquery:
    """Returns the author (id) of the newest of these messages, None when there is none."""
    return Subquery(written_since(room, seen_by(reader), reader).order_by("-seq").values("author")[:1])


def rooms_with_news(member: Any) -> Counted:
    """Returns in how many of the member's own rooms others have written since. ``member`` may be an ``OuterRef``."""
    # Asked room by room, because PostgreSQL turns a join or EXISTS into reading all rooms of the installation.
    last_rev = Subquery(Room.objects.filter(pk=OuterRef("room")).values("last_rev"))
    own = RoomMember.objects.filter(membership=member).annotate(seen_rev=seen_by(OuterRef("membership")))
    own = own.annotate(last_rev=last_rev).filter(last_rev__gt=F("seen_rev"))
    news = written_since(OuterRef("room"), OuterRef("seen_rev"), OuterRef("membership"))
    own = own.annotate(news=Subquery(news.order_by().values("pk")[:1])).filter(news__isnull=False)
    return Counted(own.order_by().values("pk"))
