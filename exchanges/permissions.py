"""Who may see and do what in exchanges. Entering the edition at all is ``academy.access``'s business."""

from academy.models import Membership
from exchanges.models import Exchange


def may_see_exchange(membership: Membership, exchange: Exchange) -> bool:
    """Its members, and those who run the course. ``exchange.participants`` should be prefetched."""
    if membership.runs_the_course:
        return True
    return any(participant.membership_id == membership.pk for participant in exchange.participants.all())


def may_make_rounds(membership: Membership, edition_id: int) -> bool:
    return membership.runs_the_course and membership.edition_id == edition_id
