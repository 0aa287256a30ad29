"""Calls people back to a room of theirs in which others have written: once, until they come."""

import datetime
from typing import Any

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q
from django.db.models.functions import Coalesce

from academy.pages.addresses import address
from commons import notices
from commons.models import Notice
from rooms.models import RoomMember
from rooms.reading.unread import written_since

WAIT = datetime.timedelta(minutes=10)
FORGOTTEN = datetime.timedelta(days=14)


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
    # If another notice calls a member to the room, such as that the word is theirs, one mail about it is enough.
    told = Notice.objects.filter(path__in={path for _to, path in waiting}, read_at=None).exclude(kind=notices.CALL)
    led = set(told.values_list("to", "path"))
    found = 0
    for (to, path), row in waiting.items():
        if (to, path) not in led and (to, path, row.seen_rev) not in called:
            notices.tell([row.membership], notices.CALL, path, seen=row.seen_rev)
            found += 1
    return found


def _with_news(now: datetime.datetime) -> list[Any]:
    """Returns the members of open rooms in which something is new to them. One query."""
    seen = FilteredRelation("room__reads", condition=Q(room__reads__membership=F("membership")))
    here = Q(membership__suspended_at=None, membership__left_at=None, room__closed_at=None)
    own = RoomMember.objects.filter(here).annotate(seen=seen)
    own = own.annotate(seen_rev=Coalesce(F("seen__rev"), 0)).filter(room__last_rev__gt=F("seen_rev"))
    said = written_since(OuterRef("room"), OuterRef("seen_rev"), OuterRef("membership"))
    news = said.filter(sent_at__lte=now - WAIT, sent_at__gt=now - FORGOTTEN, hidden_at=None, sample=False)
    return list(own.filter(Exists(news)).select_related("membership"))
