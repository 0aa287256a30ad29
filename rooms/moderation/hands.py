"""Raising a hand: a member of a room calls a facilitator."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import BooleanField, ExpressionWrapper, Prefetch, QuerySet, prefetch_related_objects
from django.utils import timezone

from academy.models import Edition, Membership
from academy.pages.compiled import Compiled, later_id
from academy.pages.pages_above import moderation
from commons import notices
from commons.moderation.auditing import record
from commons.permissions import may_moderate
from rooms import access, kinds
from rooms.announcing import room_reached
from rooms.models import Hand, Room, RoomMember
from rooms.moderation import accesses


def raise_hand(room: Room, *, by: Membership) -> None:
    """Calls a facilitator; all of the edition get a notice. Calling again while the hand is up changes nothing.

    Raises PermissionDenied unless ``by`` is a member of a room that belongs to people by name.
    """
    if not (room.has_members and access.is_member(by, room) and access.may_enter(by, room)):
        raise PermissionDenied
    try:
        with transaction.atomic():
            Hand.objects.create(room=room, by=by)
            called = Membership.objects.active().facilitators().filter(edition=room.edition_id)
            notices.tell(called, "called", moderation.path(room.edition.slug), by=by)
            room_reached(room.pk, room.last_rev)  # the control room looks again
    except IntegrityError:
        return


@transaction.atomic
def lower_own(room: Room, *, by: Membership) -> None:
    """Takes back one's own call."""
    for hand in room.hands.select_for_update().filter(by=by, lowered_at=None):
        _lower(hand, by)


@transaction.atomic
def answer(hand: Hand, *, by: Membership) -> None:
    """Lowers the hand because a facilitator came; accesses through this call end. Raises PermissionDenied."""
    if not may_moderate(by, hand.room.edition_id):
        raise PermissionDenied
    held = Hand.objects.select_for_update(of=("self",)).select_related("room__edition", "by").get(pk=hand.pk)
    if held.lowered_at is None:
        _lower(held, by)
        record("answer", by=by, edition=held.room.edition, target=held, subject=held.by)


def raised_in(edition: Edition, reader: Membership) -> list[Any]:
    """Returns the twenty raised hands that wait longest, with what their rooms' titles read.

    ``is_open``: the reader, who runs the course, may enter the room. Two queries, one when no hand is raised.
    """
    found = _RAISED.all(edition=edition.pk, reader=reader.pk)
    prefetch_related_objects(found, Prefetch("room__members", RoomMember.objects.select_related("membership__person")))
    return found


def _raised() -> QuerySet[Hand]:
    titled = [f"room__{path}" for path in kinds.related()]
    found = Hand.objects.filter(room__edition=later_id("edition"), lowered_at=None)
    found = found.select_related("by__person", "room__edition", *titled)
    is_open = ExpressionWrapper(access.open_to(later_id("reader")), BooleanField())
    return found.annotate(is_open=is_open)[:20]


_RAISED = Compiled(_raised)


def _lower(hand: Hand, by: Membership) -> None:
    hand.lowered_at, hand.lowered_by = timezone.now(), by
    hand.save(update_fields=["lowered_at", "lowered_by"])
    accesses.end(hand.accesses.all())
    if not Hand.objects.filter(room__edition=hand.room.edition_id, by=hand.by_id, lowered_at=None).exists():
        notices.withdraw_at(moderation.path(hand.room.edition.slug), "called", by=hand.by)
