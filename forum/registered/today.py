"""The forum's part of a member's Today page. Each function is one query."""

from functools import cache
from typing import Any

from django.db.models import Q, QuerySet

from academy.models import Membership, Role, Topic
from academy.pages.compiled import Compiled, later_id
from commons.texts.withheld import unhidden
from forum.models import Reader, Reflection, Thread, ThreadKind

MOST_TO_READ = 6
MOST_WAITING = 5
MOST_ANNOUNCED = 3


def to_read(membership: Membership) -> list[Reader]:
    """Returns reflections that the member was asked to answer and has not answered yet, longest waiting first."""
    return _to_read(_own_first(membership)).all(**_values(membership))


def waiting_for(membership: Membership) -> list[Reflection]:
    """Returns published reflections of another bloc that no other shore has answered, longest waiting first."""
    found = _waiting(_own_first(membership), membership.bloc_id is not None)
    return found.all(**_values(membership), bloc=membership.bloc_id)


def has_come_across(membership: Membership) -> bool:
    """True when somebody of another bloc has published a reflection."""
    published = Reflection.objects.filter(unhidden(), topic__edition=membership.edition_id, published_at__isnull=False)
    return published.exclude(author__bloc=membership.bloc_id).exists()


def announcements(membership: Membership) -> list[Thread]:
    return _ANNOUNCED.all(edition=membership.edition_id)


_ANNOUNCED = Compiled(
    lambda: Thread.objects.filter(
        unhidden(), topic__edition=later_id("edition"), kind=ThreadKind.ANNOUNCEMENT
    ).order_by("-pk")[:MOST_ANNOUNCED]
)


@cache
def _to_read(own_first: bool) -> Compiled[Reader]:
    return Compiled(
        lambda: (
            Reader.objects.filter(
                unhidden("reflection"), membership=later_id("reader"), answered_at=None, declined_at=None
            )
            .filter(reflection__topic__in=_open(own_first))
            .select_related("reflection")
            .order_by("asked_at")[:MOST_TO_READ]
        )
    )


@cache
def _waiting(own_first: bool, in_a_bloc: bool) -> Compiled[Reflection]:
    return Compiled(lambda: _unanswered(own_first, in_a_bloc).order_by("published_at")[:MOST_WAITING])


def _unanswered(own_first: bool, in_a_bloc: bool) -> QuerySet[Reflection]:
    found = Reflection.objects.filter(
        unhidden(), topic__in=_open(own_first), published_at__isnull=False, answered_at=None
    ).exclude(readers__membership=later_id("reader"))
    if in_a_bloc:
        return found.exclude(author__bloc=later_id("bloc"))
    return found.exclude(author__bloc=None)


def _open(own_first: bool) -> QuerySet[Topic]:
    """Returns the topics whose other shore the member sees: ``permissions.sees_other_shore`` as one query."""
    topics = Topic.objects.filter(edition=later_id("edition"))
    if not own_first:
        return topics
    mine = Reflection.objects.filter(author=later_id("reader"), published_at__isnull=False)
    return topics.filter(Q(pk__in=mine.values("topic")) | Q(closed_at__isnull=False))


def _own_first(membership: Membership) -> bool:
    return membership.edition.own_reflection_first and membership.role == Role.DELEGATE


def _values(membership: Membership) -> dict[str, Any]:
    return {"reader": membership.pk, "edition": membership.edition_id}
