"""The permissions of moderation, and of marking."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404

from academy.models import Membership, Role
from commons.marks.sources import card_of, is_readable
from commons.targets import kind_of

MARKING = {Role.DELEGATE, Role.RESOURCE}


def may_moderate(by: Membership, edition_id: int) -> bool:
    return by.runs_the_course and by.edition_id == edition_id


def check_target(by: Membership, target: Any) -> None:
    """Raises PermissionDenied unless ``by`` runs the target's course and may moderate the target."""
    if not may_moderate(by, target.edition.pk) or not kind_of(type(target)).moderable_by(by, target):
        raise PermissionDenied


def check_person(by: Membership, member: Membership) -> None:
    """Raises PermissionDenied unless ``by`` runs the member's course and may moderate the member.

    Nobody moderates themselves, and only administrators moderate those who run the course.
    """
    if not may_moderate(by, member.edition_id) or by.pk == member.pk:
        raise PermissionDenied
    if member.runs_the_course and by.role != Role.ADMINISTRATOR:
        raise PermissionDenied


def check_link(by: Membership, member: Membership) -> None:
    """Raises PermissionDenied unless ``by`` may make a sign-in link for ``member``.

    A link gives all access of its person, in other courses too. So only an administrator of the installation makes one
    for somebody who runs another course or the installation.
    """
    check_person(by, member)
    elsewhere = member.person.memberships.exclude(pk=member.pk)
    powerful = elsewhere.filter(role__in=[Role.FACILITATOR, Role.ADMINISTRATOR]).exists()
    if (powerful or member.person.is_superuser) and not by.person.is_superuser:
        raise PermissionDenied


def may_read_hidden(membership: Membership, target: Any) -> bool:
    return membership.runs_the_course or target.author_id == membership.pk


def may_mark(by: Membership, source: Any) -> bool:
    """True for delegates and resource persons, unless they are muted, for a source of another bloc that they did not
    make."""
    if by.role not in MARKING or by.is_muted:
        return False
    card = card_of(source)
    return by.pk not in card.makers and is_across(by, author_id=card.author_id, bloc_id=card.bloc_id)


def may_mark_across(by: Membership, *, author_id: int | None, bloc_id: int | None) -> bool:
    """As ``may_mark``, for a source of a list, whose author and bloc are known."""
    return by.role in MARKING and not by.is_muted and is_across(by, author_id=author_id, bloc_id=bloc_id)


def is_across(by: Membership, *, author_id: int | None, bloc_id: int | None) -> bool:
    return author_id != by.pk and (bloc_id is None or bloc_id != by.bloc_id)


def check_reading(by: Membership, source: Any) -> None:
    """Raises Http404 for a source that the member may not read. All who read one may also note it for themselves."""
    if source.edition.pk != by.edition_id or not is_readable(by, source):
        raise Http404


def check_marking(by: Membership, source: Any) -> None:
    """Raises PermissionDenied unless ``may_mark``; Http404 for a source that the member may not read."""
    check_reading(by, source)
    if not may_mark(by, source):
        raise PermissionDenied
