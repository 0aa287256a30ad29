"""Offering and looking for something, changing it, withdrawing it, and writing to the other of a match."""

import datetime
import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from academy.models import Edition, Membership
from academy.typed.signs import plain
from board.models import Match, Offering
from board.offering.matching import meet, tell_again, tell_no_more
from board.permissions import may_change_offering, may_meet, may_offer
from commons.sending.conflicts import EVERYTHING, is_unseen
from commons.sending.naming import name_of
from rooms.conversations import say_hello
from rooms.models import Room

FIELDS = ("kind", "topic", "aspect", "practice", "text", "language")


class Conflict(Exception):
    """Another page of the author has changed it; ``other`` is what it says since."""

    def __init__(self, other: Offering) -> None:
        super().__init__()
        self.other = other


@transaction.atomic
def offer(edition: Edition, *, by: Membership, said: dict[str, Any], client_id: uuid.UUID) -> Offering:
    """Adds an offer or a need and tells those whom it meets. The same form with the same text adds one.

    ``said``: a value for each of FIELDS. Raises PermissionDenied.
    """
    if not may_offer(by) or by.bloc is None:
        raise PermissionDenied
    Edition.objects.select_for_update().get(pk=edition.pk)  # two that meet never miss each other
    said = said | {"text": plain(said["text"]).strip()}
    named = name_of(client_id, said["kind"], said["text"])
    made, is_new = Offering.objects.get_or_create(
        author=by,
        client_id=named,
        defaults={**said, "edition": edition, "bloc": by.bloc, "at": timezone.now()},
    )
    if is_new:
        meet(made)
    return made


@transaction.atomic
def change(
    offering: Offering, *, by: Membership, said: dict[str, Any], seen: datetime.datetime | None = EVERYTHING
) -> Offering:
    """Changes the offer or need and tells those whom it meets now for the first time. ``seen``: the last change that
    the writer's page showed. Raises PermissionDenied, Conflict.
    """
    Edition.objects.select_for_update().get(pk=offering.edition_id)
    offering = Offering.objects.select_for_update(of=("self",)).select_related("author").get(pk=offering.pk)
    if not may_change_offering(by, offering):
        raise PermissionDenied
    said = said | {"text": plain(said["text"]).strip()}
    if all(getattr(offering, field) == said[field] for field in FIELDS):
        return offering
    if is_unseen(offering.changed_at, seen):
        raise Conflict(offering)
    for field in FIELDS:
        setattr(offering, field, said[field])
    offering.edited_at = timezone.now()
    offering.save(update_fields=[*FIELDS, "edited_at"])
    if offering.withdrawn_at is None:
        meet(offering)
    return offering


@transaction.atomic
def withdraw(offering: Offering, *, by: Membership) -> None:
    """Takes the offer or need out of the list and out of its matches. Raises PermissionDenied."""
    _set_withdrawn(offering, timezone.now(), by)


@transaction.atomic
def resume(offering: Offering, *, by: Membership) -> None:
    """Puts a withdrawn one back. Raises PermissionDenied."""
    _set_withdrawn(offering, None, by)


def _set_withdrawn(offering: Offering, at: datetime.datetime | None, by: Membership) -> None:
    Edition.objects.select_for_update().get(pk=offering.edition_id)
    offering = Offering.objects.select_for_update(of=("self",)).select_related("author").get(pk=offering.pk)
    if not may_change_offering(by, offering):
        raise PermissionDenied
    if (offering.withdrawn_at is None) == (at is None):
        return
    offering.withdrawn_at = at
    offering.save(update_fields=["withdrawn_at"])
    if at is None:
        meet(offering)
        tell_again(offering)
    else:
        tell_no_more(offering)


@transaction.atomic
def write_across(match: Match, *, by: Membership) -> Room:
    """Opens the conversation of the two authors of a match, or finds it again. Raises PermissionDenied."""
    if not may_meet(by, match):
        raise PermissionDenied
    other = match.offer.author if match.need.author_id == by.pk else match.need.author
    room = say_hello(other, by=by)
    Match.objects.filter(pk=match.pk, opened_at=None).update(opened_at=timezone.now(), opened_by=by)
    return room
