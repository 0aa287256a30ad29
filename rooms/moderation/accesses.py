"""A facilitator opens a room that only its members read: only for a report or a call of a member, and its members see
it."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from academy.hours.zones import place_of
from academy.models import Membership
from academy.pages.dates import day_of, time_of
from commons import notices
from commons.models import Report
from commons.moderation.auditing import record
from commons.permissions import may_moderate
from commons.targets import reference
from rooms import access
from rooms.announcing import MembershipChanged, Passing, announce_after_commit
from rooms.messages.changes import iso
from rooms.models import Access, Hand, Message, Room

SHOWN = 3


@transaction.atomic
def open_by_report(message: Message, *, by: Membership) -> None:
    """Opens the room because a member of it reported this message, and nobody has settled the report. Raises
    PermissionDenied."""
    waiting = Report.objects.filter(settled_at=None, **reference(message)).select_related("by").order_by("pk")
    held = waiting.select_for_update(of=("self",))
    report = next((one for one in held if access.is_member(one.by, message.room)), None)
    if report is None:
        raise PermissionDenied
    _open(message.room, by, subject=message.author, report=report)


@transaction.atomic
def open_by_hand(hand: Hand, *, by: Membership) -> None:
    """Opens the room because a member of it calls a facilitator. Raises PermissionDenied."""
    held = Hand.objects.select_for_update(of=("self",)).select_related("room__edition", "by").get(pk=hand.pk)
    if held.lowered_at is not None:
        raise PermissionDenied
    _open(held.room, by, subject=held.by, hand=held)


def _open(room: Room, by: Membership, *, subject: Membership, **cause: Any) -> None:
    """Gives ``by`` an access and tells the members. When ``by`` may enter already, nothing happens."""
    if not may_moderate(by, room.edition_id) or by.suspended_at is not None:
        raise PermissionDenied
    if access.may_enter(by, room):
        return
    given, made = Access.objects.get_or_create(by=by, **cause, defaults={"room": room})
    if not made:
        return
    record("open", by=by, edition=room.edition, target=room, subject=subject)
    because = "hand" if given.hand_id else "report"
    notices.tell(access.members_of(room), f"opened_by_{because}", room.get_absolute_url(), by=by)
    frame = {"type": "opened", "who": by.pk, "name": by.person.name, "because": because, "at": iso(given.at)}
    announce_after_commit(Passing(room.pk, frame))


def end(accesses: Iterable[Access]) -> None:
    """Announces that these accesses have ended, so that every process checks the facilitator's permission again."""
    for member in {one.by_id for one in accesses}:
        announce_after_commit(MembershipChanged(member))


def newest_of(room: Room) -> list[dict[str, Any]]:
    """Returns the newest accesses to the room for its page, in the reader's language and zone."""
    zone = timezone.get_current_timezone()
    found = room.accesses.select_related("by__person").order_by("-pk")[:SHOWN]
    return [
        {
            "name": one.by.person.name,
            "role": one.by.get_role_display(),
            "day": day_of(one.at.astimezone(zone)),
            "time": time_of(one.at.astimezone(zone)),
            "place": place_of(str(zone)),
            "by_hand": one.hand_id is not None,
        }
        for one in found
    ]
