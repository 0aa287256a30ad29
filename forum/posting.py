"""Opening threads, writing posts, and editing them with their history."""

import uuid

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from academy.models import Membership, Topic
from academy.typed.signs import one_line, plain
from commons import notices
from commons.rendering import to_html
from forum.models import Post, PostVersion, Thread, ThreadKind, ThreadRead
from forum.permissions import may_announce, may_edit, may_open_thread, may_write
from forum.readers import mark_answered
from forum.replies import record_replies

LONGEST_POST = 10_000
LONGEST_TITLE = 160


@transaction.atomic
def open_thread(
    topic: Topic, *, by: Membership, kind: str, title: str, body: str, language: str, client_id: uuid.UUID
) -> Thread:
    """Opens a discussion with its first post. A repeated ``client_id`` returns the same thread.

    Raises PermissionDenied.
    """
    if not may_open_thread(by) or (kind == ThreadKind.ANNOUNCEMENT and not may_announce(by)):
        raise PermissionDenied
    sent = Post.objects.select_related("thread").filter(author=by, client_id=client_id).first()
    if sent is not None:
        return sent.thread
    title = one_line(title)
    thread = Thread.objects.create(topic=topic, kind=kind, title=title, author=by, opened_at=timezone.now())
    write(thread, by=by, body=body, language=language, client_id=client_id)
    if kind == ThreadKind.ANNOUNCEMENT:
        others = topic.edition.memberships.active()
        notices.tell(others, "announcement", thread.get_absolute_url(), by=by, about=thread, title=title)
    return thread


@transaction.atomic
def write(
    thread: Thread,
    *,
    by: Membership,
    body: str,
    language: str,
    client_id: uuid.UUID,
    answers: Post | None = None,
) -> Post:
    """Writes a post and notifies the authors whom it answers. A repeated ``client_id`` returns the same post.

    Raises PermissionDenied.
    """
    thread = Thread.objects.select_for_update(of=("self",)).select_related("topic__edition").get(pk=thread.pk)
    if not may_write(by, thread):
        raise PermissionDenied
    sent = Post.objects.filter(author=by, client_id=client_id).first()
    if sent is not None:
        return sent
    now = timezone.now()
    body = plain(body)
    post = Post.objects.create(
        thread=thread,
        author=by,
        language=language,
        body=body,
        html=to_html(body),
        answers=answers if answers is not None and answers.thread_id == thread.pk else None,
        client_id=client_id,
        posted_at=now,
    )
    Thread.objects.filter(pk=thread.pk).update(posts_count=F("posts_count") + 1, last_post_at=now)
    ThreadRead.objects.update_or_create(thread=thread, membership=by, defaults={"last_post_id": post.pk})
    if thread.reflection is not None:
        mark_answered(thread.reflection, by)
    _notify(post)
    return post


def _notify(post: Post) -> None:
    """Notifies the thread's or reflection's author and the author of the answered post, each once."""
    thread = post.thread
    concerned = record_replies(post)
    about = thread.reflection or thread
    kind = "comment" if thread.reflection else "answer"
    notices.tell(concerned, kind, post.get_absolute_url(), by=post.author, about=about, title=about.excerpt)


@transaction.atomic
def edit(post: Post, *, by: Membership, body: str) -> Post:
    """Changes the author's own post and keeps the text before as a version. Raises PermissionDenied."""
    post = Post.objects.select_for_update(of=("self",)).select_related("thread__topic__edition").get(pk=post.pk)
    if not may_edit(by, post):
        raise PermissionDenied
    body = plain(body)
    if body == post.body:
        return post
    PostVersion.objects.create(post=post, body=post.body, html=post.html, at=post.edited_at or post.posted_at)
    post.body, post.html, post.edited_at = body, to_html(body), timezone.now()
    post.save(update_fields=["body", "html", "edited_at"])
    return post
