"""A facilitator opens a room that is its members' alone: only for a report or a call of a member, never unseen."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from academy.models import Membership
from academy.zones import place_of
from commons import notices
from commons.models import Report
from commons.moderation.auditing import record
from commons.permissions import may_moderate
from commons.targets import reference
from rooms import access
from rooms.announcing import announce_after_commit
from rooms.messages.changes import iso
from academy.dates import day_of, time_of
from rooms.models import Hand, Message, Opening, Room

SHOWN = 3


@transaction.atomic
def open_by_report(message: Message, *, by: Membership) -> None:
    """Because a member reported this message of it, and nobody has settled that. Raises PermissionDenied."""
    waiting = Report.objects.filter(settled_at=None, **reference(message)).select_related("by").order_by("pk")
    held = waiting.select_for_update(of=("self",))
    report = next((one for one in held if access.is_member(one.by, message.room)), None)
    if report is None:
        raise PermissionDenied
    _open(message.room, by, subject=message.author, report=report)


@transaction.atomic
def open_by_hand(hand: Hand, *, by: Membership) -> None:
    """Because a member of it calls a facilitator. Raises PermissionDenied."""
    held = Hand.objects.select_for_update(of=("self",)).select_related("room__edition", "by").get(pk=hand.pk)
    if held.lowered_at is not None:
        raise PermissionDenied
    _open(held.room, by, subject=held.by, hand=held)


def _open(room: Room, by: Membership, *, subject: Membership, **cause: Any) -> None:
    """Where ``by`` may enter already, nothing is opened, and nothing is said."""
    if not may_moderate(by, room.edition_id) or by.suspended_at is not None:
        raise PermissionDenied
    if access.may_enter(by, room):
        return
    opening, made = Opening.objects.get_or_create(by=by, **cause, defaults={"room": room})
    if not made:
        return
    record("open", by=by, edition=room.edition, target=room, subject=subject)
    because = "hand" if opening.hand_id else "report"
    notices.tell(access.members_of(room), f"opened_by_{because}", room.get_absolute_url(), by=by)
    frame = {"type": "opened", "who": by.pk, "name": by.person.name, "because": because, "at": iso(opening.at)}
    announce_after_commit({"what": "passing", "room": room.pk, "frame": frame})


def access_ended(openings: Iterable[Opening]) -> None:
    """The cause of these is gone: whoever opened the room by it is asked again at every door, open sockets too."""
    for member in {opening.by_id for opening in openings}:
        announce_after_commit({"what": "standing", "membership": member})


def told(room: Room) -> list[dict[str, Any]]:
    """The newest openings of the room, as its page tells them in the reader's language and zone."""
    zone = timezone.get_current_timezone()
    found = room.openings.select_related("by__person").order_by("-pk")[:SHOWN]
    return [
        {
            "name": opening.by.person.name,
            "role": opening.by.get_role_display(),
            "day": day_of(opening.at.astimezone(zone)),
            "time": time_of(opening.at.astimezone(zone)),
            "place": place_of(str(zone)),
            "by_hand": opening.hand_id is not None,
        }
        for opening in found
    ]
