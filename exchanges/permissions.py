"""Permissions in exchanges. ``academy.access`` decides before whether the person may enter the edition."""

from collections.abc import Iterable

from academy.models import Membership
from exchanges.models import Exchange


def may_see_exchange(membership: Membership, exchange: Exchange) -> bool:
    """True for its members and the course team. ``exchange.participants`` should be prefetched."""
    if membership.runs_the_course:
        return True
    return any(participant.membership_id == membership.pk for participant in exchange.participants.all())


def may_agree_hour(membership: Membership, members: Iterable[Membership]) -> bool:
    """True for the members of an exchange: they propose, accept, object and call off."""
    return any(member.pk == membership.pk for member in members)


def may_set_hour(membership: Membership, exchange: Exchange) -> bool:
    """True for the course team, who set and call off the hour of a group."""
    return membership.runs_the_course and membership.edition_id == exchange.round.edition_id


def may_keep_relay(membership: Membership, members: Iterable[Membership], exchange: Exchange) -> bool:
    """True for the members of a relay, and for the course team, who may hand the word on for somebody who cannot."""
    return any(member.pk == membership.pk for member in members) or may_set_hour(membership, exchange)


def may_hold_word(membership: Membership, holder: int) -> bool:
    """True for the holder of the word and the course team: they hand it on and extend the turn."""
    return membership.pk == holder or membership.runs_the_course


def may_make_rounds(membership: Membership, edition_id: int) -> bool:
    return membership.runs_the_course and membership.edition_id == edition_id
