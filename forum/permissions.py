"""Permissions of the forum. ``academy.access`` decides who enters the edition at all."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from academy.models import Membership, Role, Topic
from commons.moderation.locking import current_lock
from commons.sending.unsent import Locked, Refused, check_not_muted
from commons.texts.withheld import Withheld, is_withheld
from forum.models import Post, Reflection, Thread

Sight = Callable[[Membership, Topic], bool]


def may_reflect(membership: Membership) -> bool:
    """True for delegates, unless they are muted."""
    return membership.role == Role.DELEGATE and not membership.is_muted


def may_write(membership: Membership, thread: Thread) -> bool:
    """A muted member writes nowhere; only the course team writes in a locked or hidden thread."""
    if membership.is_muted:
        return False
    return membership.runs_the_course or (thread.locked_at is None and thread.hidden_at is None)


def check_reflecting(membership: Membership) -> None:
    """Raises PermissionDenied, with the reason where there is one, unless ``may_reflect``."""
    check_not_muted(membership)
    if not may_reflect(membership):
        raise PermissionDenied


def check_writing(membership: Membership, thread: Thread) -> None:
    """Raises Refused, with the reason and until when, unless ``may_write``."""
    if may_write(membership, thread):
        return
    check_not_muted(membership)
    if thread.hidden_at is not None:
        raise Refused(_("Hidden by a facilitator."))
    lock = current_lock(thread)
    raise Locked(_("Locked by a facilitator."), reason=lock.reason if lock else "")


def check_editing(membership: Membership, post: Post) -> None:
    """Raises PermissionDenied, with the reason where there is one, unless ``may_edit``."""
    if post.author_id != membership.pk:
        raise PermissionDenied
    if post.hidden_at is not None:
        raise Withheld(post)
    check_writing(membership, post.thread)


def may_open_thread(membership: Membership) -> bool:
    return not membership.is_muted


def check_begins(topic: Topic) -> None:
    """Raises Refused when the topic is closed: no reflection and no discussion begins in it."""
    if topic.closed_at is not None:
        raise Refused(_("This topic is closed: what was written in it stays, and nothing new begins here."))


def may_announce(membership: Membership) -> bool:
    return membership.runs_the_course


def may_edit(membership: Membership, post: Post) -> bool:
    """True for the author of a visible post who may write in its thread."""
    return post.author_id == membership.pk and post.hidden_at is None and may_write(membership, post.thread)


def may_read_reflection(membership: Membership, reflection: Reflection, sees: Sight | None = None) -> bool:
    """Authors always read their own. Others read it when it is published and visible to them.

    If the edition asks delegates for their own reflection first, the other shore's are closed until then. ``sees``: see
    ``sight_across``.
    """
    if reflection.author_id == membership.pk:
        return True
    if reflection.published_at is None:
        return False
    if is_withheld(membership, reflection):
        return False
    sees = sees or sees_other_shore
    return sees(membership, reflection.topic) or reflection.author.bloc_id == membership.bloc_id


def sees_other_shore(membership: Membership, topic: Topic) -> bool:
    """False only for a delegate without a published reflection, when the edition asks for one's own first.

    A closed topic is open to all, because nobody can begin a reflection there.
    """
    if not topic.edition.own_reflection_first or membership.role != Role.DELEGATE or topic.closed_at is not None:
        return True
    return topic.reflections.filter(author=membership, published_at__isnull=False).exists()


def sight_across(membership: Membership) -> Sight:
    """Returns ``sees_other_shore`` for any number of the member's topics. One query at most."""
    if not membership.edition.own_reflection_first or membership.role != Role.DELEGATE:
        return lambda _membership, _topic: True
    mine = Reflection.objects.filter(author=membership, published_at__isnull=False)
    opened = set(mine.values_list("topic", flat=True))
    return lambda _membership, topic: topic.pk in opened or topic.closed_at is not None


def may_read_thread(membership: Membership, thread: Thread, sees: Sight | None = None) -> bool:
    if is_withheld(membership, thread):
        return False
    return thread.reflection is None or may_read_reflection(membership, thread.reflection, sees)


def may_read_post(membership: Membership, post: Any, sees: Sight | None = None) -> bool:
    """True when the member may see the post and read its thread."""
    return not is_withheld(membership, post) and may_read_thread(membership, post.thread, sees)
