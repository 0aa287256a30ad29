"""Permissions of comparing. ``academy.access`` decides who enters the edition at all."""

from academy.models import Membership, Role
from commons.permissions import may_read_hidden
from compare.models import Correction, Dispute, Need, Practice, View
from forum.permissions import sees_other_shore

SPEAKING = {Role.DELEGATE, Role.RESOURCE}


def may_say(membership: Membership) -> bool:
    """Delegates and resource persons say views and needs and dispute provisions, unless they are muted."""
    return membership.role in SPEAKING and not membership.is_muted


def may_correct(membership: Membership) -> bool:
    """Members who may say may also propose a text. One who runs the course changes a text at once."""
    return may_say(membership) or may_decide(membership)


def may_decide(membership: Membership) -> bool:
    """True for those who run the course: they decide on corrections, answer disputes and ask for sources."""
    return membership.runs_the_course and not membership.is_muted


def may_add_practice(membership: Membership) -> bool:
    return not membership.is_muted


def may_edit_practice(membership: Membership, practice: Practice) -> bool:
    """Its author, and those who run the course."""
    if membership.is_muted:
        return False
    mine = practice.author_id == membership.pk and practice.hidden_at is None
    return mine or membership.runs_the_course


def may_answer_request(membership: Membership, practice: Practice) -> bool:
    """True for anybody who reads the practice: they may know its source."""
    return not membership.is_muted and may_read_practice(membership, practice)


def counts(role: str) -> bool:
    """True for delegates: only their views count for a bloc."""
    return role == Role.DELEGATE


def _may_read(membership: Membership, row: View | Dispute | Correction | Need) -> bool:
    return row.hidden_at is None or may_read_hidden(membership, row)


def may_read_view(membership: Membership, view: View) -> bool:
    if view.author_id == membership.pk:
        return True
    own_shore = view.author.bloc_id == membership.bloc_id
    return _may_read(membership, view) and (own_shore or sees_other_shore(membership, view.aspect.topic))


def may_read_objection(membership: Membership, objection: Dispute | Correction) -> bool:
    return _may_read(membership, objection)


def may_read_need(membership: Membership, need: Need) -> bool:
    return _may_read(membership, need) and may_read_practice(membership, need.practice)


def may_read_practice(membership: Membership, practice: Practice) -> bool:
    return practice.hidden_at is None or may_read_hidden(membership, practice)
