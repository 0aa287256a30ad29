"""The forum's part of a member's Today page. Each function is one query."""

from django.db.models import QuerySet

from academy.models import Membership, Role, Topic
from forum.models import Reader, Reflection, Thread, ThreadKind


def to_read(membership: Membership) -> QuerySet[Reader]:
    """Returns reflections that the member was asked to answer and has not answered yet, longest waiting first."""
    return (
        Reader.objects.filter(membership=membership, answered_at=None, reflection__hidden_at=None)
        .filter(reflection__topic__in=_open_to(membership))
        .select_related("reflection")
        .order_by("asked_at")
    )


def waiting_for(membership: Membership) -> QuerySet[Reflection]:
    """Returns published reflections of another bloc that no other shore has answered, longest waiting first."""
    return (
        Reflection.objects.filter(
            topic__in=_open_to(membership), published_at__isnull=False, answered_at=None, hidden_at=None
        )
        .exclude(author__bloc=membership.bloc_id)
        .exclude(readers__membership=membership)
        .order_by("published_at")[:5]
    )


def has_come_across(membership: Membership) -> bool:
    """True when somebody of another bloc has published a reflection."""
    published = Reflection.objects.filter(
        topic__edition=membership.edition_id, published_at__isnull=False, hidden_at=None
    )
    return published.exclude(author__bloc=membership.bloc_id).exists()


def announcements(membership: Membership) -> QuerySet[Thread]:
    return Thread.objects.filter(
        topic__edition=membership.edition_id, kind=ThreadKind.ANNOUNCEMENT, hidden_at=None
    ).order_by("-pk")[:3]


def _open_to(membership: Membership) -> QuerySet[Topic]:
    """Returns the topics whose other shore the member sees: ``permissions.sees_other_shore`` as one query."""
    topics = Topic.objects.filter(edition=membership.edition_id)
    if not membership.edition.own_reflection_first or membership.role != Role.DELEGATE:
        return topics
    return topics.filter(reflections__author=membership, reflections__published_at__isnull=False)
