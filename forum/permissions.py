"""Who may read and write what in the forum. Entering the edition at all is ``academy.access``'s business."""

from typing import Any

from academy.models import Membership, Role, Topic
from commons.permissions import may_read_hidden
from forum.models import Post, Reflection, Thread


def may_reflect(membership: Membership) -> bool:
    """Delegates write reflections; the muted do not write."""
    return membership.role == Role.DELEGATE and not membership.is_muted


def may_write(membership: Membership, thread: Thread) -> bool:
    """Post in the thread: not while muted; in a locked or hidden one only those who run the course."""
    if membership.is_muted:
        return False
    return membership.runs_the_course or (thread.locked_at is None and thread.hidden_at is None)


def may_open_thread(membership: Membership) -> bool:
    return not membership.is_muted


def may_announce(membership: Membership) -> bool:
    return membership.runs_the_course


def may_edit(membership: Membership, post: Post) -> bool:
    """One's own post, while one could still write it."""
    return post.author_id == membership.pk and post.hidden_at is None and may_write(membership, post.thread)


def may_read_reflection(membership: Membership, reflection: Reflection) -> bool:
    """Published, and not hidden; and where the edition asks for one's own first, only after it."""
    if reflection.author_id == membership.pk:
        return True
    if reflection.published_at is None:
        return False
    if reflection.hidden_at is not None and not may_read_hidden(membership, reflection):
        return False
    return sees_other_shore(membership, reflection.topic) or reflection.author.bloc_id == membership.bloc_id


def sees_other_shore(membership: Membership, topic: Topic) -> bool:
    """False only for a delegate who owes their own reflection first, where the edition asks for that."""
    if not topic.edition.own_reflection_first or membership.role != Role.DELEGATE:
        return True
    return topic.reflections.filter(author=membership, published_at__isnull=False).exists()


def may_read_thread(membership: Membership, thread: Thread) -> bool:
    if thread.hidden_at is not None and not may_read_hidden(membership, thread):
        return False
    return thread.reflection is None or may_read_reflection(membership, thread.reflection)


def may_read_post(membership: Membership, post: Any) -> bool:
    """What a report may point at: a post that the member sees in a thread that they read."""
    seen = post.hidden_at is None or may_read_hidden(membership, post)
    return seen and may_read_thread(membership, post.thread)
