"""Permissions of the board. ``academy.access`` decides who enters the edition at all."""

from academy.models import Membership, Role
from board.models import Match, Offering
from commons.permissions import may_read_hidden

OFFERING = {Role.DELEGATE, Role.RESOURCE}


def may_offer(membership: Membership) -> bool:
    """Delegates and resource persons of a bloc offer and look for things, unless they are muted."""
    return membership.role in OFFERING and membership.bloc_id is not None and not membership.is_muted


def may_change_offering(membership: Membership, offering: Offering) -> bool:
    """Its author alone edits or withdraws it, unless it is hidden or the author is muted."""
    return offering.author_id == membership.pk and offering.hidden_at is None and not membership.is_muted


def may_read_offering(membership: Membership, offering: Offering) -> bool:
    return offering.stands or may_read_hidden(membership, offering)


def may_meet(membership: Membership, match: Match) -> bool:
    """True for the two authors of a match, while need and offer stand."""
    two = {match.need.author_id, match.offer.author_id}
    return membership.pk in two and match.ended_at is None and match.need.stands and match.offer.stands
