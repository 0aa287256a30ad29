"""Each published reflection gets one reader on the other shore, so that none stays without an answer.

The readings are shared out evenly.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Min, Q
from django.utils import timezone

from academy.models import Edition, Membership, Role
from commons import notices
from forum.models import Crossing, Post, Reader, Reflection


def ask_reader(reflection: Reflection) -> Reader | None:
    """Asks the first of the candidates; returns None without any.

    The edition's row is locked, so that reflections published at the same moment are shared out evenly. Needs a
    transaction.
    """
    Edition.objects.select_for_update().get(pk=reflection.topic.edition_id)
    chosen = next(iter(candidates(reflection)), None)
    return _ask(reflection, chosen) if chosen is not None else None


@transaction.atomic
def ask(reflection: Reflection, member: int, *, by: Membership) -> None:
    """Somebody who runs the course asks one of the candidates (id). Raises PermissionDenied."""
    if not by.runs_the_course:
        raise PermissionDenied
    held = hold(reflection)
    Edition.objects.select_for_update().get(pk=held.topic.edition_id)
    chosen = next((one for one in candidates(held) if one.pk == member), None)
    if chosen is None or held.published_at is None or held.hidden_at is not None:
        raise PermissionDenied
    _ask(held, chosen)
    notices.withdraw_at(held.get_absolute_url(), "nobody-answers")


@transaction.atomic
def hand_on(reflection: Reflection, *, by: Membership) -> Reader | None:
    """A reader says that they cannot answer, and somebody else is asked at once. A second time changes nothing.

    Raises PermissionDenied for who was not asked or has answered.
    """
    held = hold(reflection)
    own = Reader.objects.select_for_update().filter(reflection=held, membership=by, answered_at=None).first()
    if own is None:
        raise PermissionDenied
    if own.declined_at is not None:
        return None
    own.declined_at = timezone.now()
    own.save(update_fields=["declined_at"])
    notices.withdraw_at(held.get_absolute_url(), "reader", "reader-again", to=[by])
    return ask_reader(held) if held.answered_at is None and held.hidden_at is None else None


def hold(reflection: Reflection) -> Reflection:
    """Locks the reflection, so that acts on it come one after another."""
    rows = Reflection.objects.select_for_update(of=("self",))
    return rows.select_related("topic__edition", "author__person").get(pk=reflection.pk)


def candidates(reflection: Reflection) -> list[Membership]:
    """Returns the delegates of another bloc who have come and were not asked yet, who was asked least often first.

    Ties go to a delegate who ranked the topic, then to one who shares a language with the author, then to the oldest
    membership. Where everybody writes first, those who have written come first.
    """
    author, topic = reflection.author, reflection.topic
    edition = topic.edition
    found = (
        edition.memberships.active()
        .delegates()
        .filter(bloc__isnull=False, welcomed_at__isnull=False)
        .exclude(bloc=author.bloc_id)
        .exclude(readings__reflection=reflection)
        .select_related("person")
        .annotate(asked=Count("readings", filter=Q(readings__reflection__topic__edition=edition)))
    )
    spoken = set(author.person.languages)
    may_read: set[int] = set()
    if edition.own_reflection_first:
        may_read = set(topic.reflections.filter(published_at__isnull=False).values_list("author", flat=True))

    def order(member: Any) -> tuple[bool, int, bool, bool, int]:
        return (
            edition.own_reflection_first and member.pk not in may_read,
            member.asked,
            topic.slug not in member.ranked_topics,
            spoken.isdisjoint(member.person.languages),
            member.pk,
        )

    return sorted(found, key=order)


def _ask(reflection: Reflection, chosen: Membership) -> Reader:
    reader = Reader.objects.create(reflection=reflection, membership=chosen)
    address, headline = reflection.get_absolute_url(), reflection.headline
    notices.tell([chosen], "reader", address, by=reflection.author, about=reflection, headline=headline)
    return reader


def mark_answered(reflection: Reflection, by: Membership) -> None:
    """Records the time of the first answer from another bloc, its state, and that a reader has answered. Needs a
    transaction.
    """
    now, path = timezone.now(), reflection.get_absolute_url()
    notices.withdraw_at(path, "reader", "reader-again", to=[by])  # the answer may have come by mail
    if answers_across(by, reflection.author):
        notices.withdraw_at(path, "reader-again", "nobody-answers")
        Reflection.objects.filter(pk=reflection.pk, answered_at=None).update(answered_at=now)
        if by.state_id:
            Crossing.objects.get_or_create(reflection=reflection, state_id=by.state_id)
    Reader.objects.filter(reflection=reflection, membership=by, answered_at=None).update(answered_at=now)


def answers_across(by: Membership, author: Membership) -> bool:
    """Returns whether a comment of ``by`` is the answer of another bloc. A bloc answers through its delegates."""
    return by.speaks_for_a_bloc and by.bloc_id != author.bloc_id


def recheck_answers(sender: type, target: Post, **_signal: Any) -> None:
    """Handles a hidden or restored post: a reflection waits again when its only answer from another bloc is hidden.

    Reads all its comments, which no page does.
    """
    reflection = target.thread.reflection
    if reflection is None:
        return
    answers = Post.objects.filter(thread=target.thread, hidden_at=None, author__role=Role.DELEGATE)
    answers = answers.exclude(author__bloc=None).exclude(author__bloc=reflection.author.bloc_id)
    first = answers.aggregate(at=Min("posted_at"))["at"]
    Reflection.objects.filter(pk=reflection.pk).update(answered_at=first)
    states = answers.exclude(author__state=None).values_list("author__state").annotate(first=Min("pk"))
    reflection.crossings.all().delete()
    Crossing.objects.bulk_create(
        Crossing(reflection=reflection, state_id=state) for state, _first in states.order_by("first")
    )
