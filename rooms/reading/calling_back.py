"""Calls people back to a room of theirs in which others have written: once, until they come."""

import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from academy.pages.addresses import address
from commons import notices
from commons.models import Following, Notice, Stance
from rooms import kinds
from rooms.models import Readers, Room, RoomMember
from rooms.reading.unread import seen_by, written_since

WAIT = datetime.timedelta(minutes=10)
FORGOTTEN = datetime.timedelta(days=14)
SOON_AFTER = datetime.timedelta(hours=3)
"""For so long another notice that leads to the room stands for what is written there."""


def call_back(now: datetime.datetime) -> int:
    """Leaves a notice, for mail alone, for each member who has not read what others wrote ten minutes ago. Members who
    came meanwhile get no mail. Returns how many notices it left."""
    waiting = {(row.membership_id, address("room", row.room_id)): row for row in _with_news(now)}
    untold = Notice.objects.filter(kind=notices.CALL, told_at=None, read_at=None)
    gone = [notice.pk for notice in untold if (notice.to_id, notice.path) not in waiting]
    Notice.objects.filter(pk__in=gone).update(told_at=now, read_at=now)
    called = set(
        Notice.objects.filter(kind=notices.CALL, to__in={to for to, _path in waiting}).values_list(
            "to", "path", "words__seen"
        )
    )
    # Whom another notice calls to the room, because the word is theirs or the exchange begins, needs no second mail
    # about what was written before it or soon after.
    told = Notice.objects.filter(path__in={path for _to, path in waiting}, read_at=None).exclude(kind=notices.CALL)
    led = {(to, path): at for to, path, at in told.order_by("pk").values_list("to", "path", "at")}
    later = kinds.called_later([(row.room_id, to) for (to, _path), row in waiting.items()])
    found = 0
    for (to, path), row in waiting.items():
        at = led.get((to, path))
        is_led = at is not None and row.newest <= at + SOON_AFTER
        if not is_led and (row.room_id, to) not in later and (to, path, row.seen_rev) not in called:
            member = row.member if isinstance(row, Following) else row.membership
            notices.tell([member], notices.CALL, path, seen=row.seen_rev, writer=notices.named([row.newest_by]))
            found += 1
    return found


def _with_news(now: datetime.datetime) -> list[Any]:
    """Returns the members of open rooms in which something is new to them and who have not muted it, and those who
    follow a room that is open to everybody. Two queries."""
    seen = FilteredRelation("room__reads", condition=Q(room__reads__membership=F("membership")))
    here = Q(membership__suspended_at=None, membership__left_at=None, room__closed_at=None)
    own = RoomMember.objects.filter(here).annotate(seen=seen)
    own = own.annotate(seen_rev=Coalesce(F("seen__rev"), 0)).filter(room__last_rev__gt=F("seen_rev"))
    of_room = Following.objects.filter(place_type=ContentType.objects.get_for_model(Room))
    muted = of_room.filter(stance=Stance.MUTE, member=OuterRef("membership"), place_id=OuterRef("room"))
    own = _to_news(own.exclude(Exists(muted)), OuterRef("room"), OuterRef("membership"), now)
    open_rooms = Room.objects.filter(closed_at=None, readers=Readers.EVERYBODY)
    chose = of_room.filter(stance=Stance.FOLLOW, member__suspended_at=None, member__left_at=None)
    chose = chose.filter(place_id__in=open_rooms.values("pk")).annotate(
        membership_id=F("member"), room_id=F("place_id")
    )
    chose = chose.annotate(seen_rev=seen_by(OuterRef("member"), OuterRef("place_id")))
    chose = _to_news(chose, OuterRef("place_id"), OuterRef("member"), now)
    return [*own.select_related("membership"), *chose.select_related("member")]


def _to_news(rows: QuerySet[Any], room: Any, member: Any, now: datetime.datetime) -> QuerySet[Any]:
    """Keeps those with news, and says when and by whom the newest was written."""
    said = written_since(room, OuterRef("seen_rev"), member)
    news = said.filter(sent_at__lte=now - WAIT, sent_at__gt=now - FORGOTTEN, hidden_at=None, sample=False)
    newest = news.order_by("-rev")
    rows = rows.annotate(newest=Subquery(newest.values("sent_at")[:1]), newest_by=Subquery(newest.values("author")[:1]))
    return rows.filter(newest__isnull=False)
