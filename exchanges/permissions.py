"""Permissions in exchanges. ``academy.access`` decides before whether the person may enter the edition."""

from academy.models import Membership
from exchanges.models import Exchange


def may_see_exchange(membership: Membership, exchange: Exchange) -> bool:
    """True for its members and the course team. ``exchange.participants`` should be prefetched."""
    if membership.runs_the_course:
        return True
    return any(participant.membership_id == membership.pk for participant in exchange.participants.all())


def may_make_rounds(membership: Membership, edition_id: int) -> bool:
    return membership.runs_the_course and membership.edition_id == edition_id
