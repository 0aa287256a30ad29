"""Opening threads, writing posts, and editing them with their history."""

import datetime
import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from academy.models import Membership, Topic
from academy.typed.signs import one_line, plain
from commons import notices
from commons.sending.conflicts import EVERYTHING, is_unseen
from commons.sending.naming import name_of
from commons.sending.unsent import check_not_muted
from commons.targets import hold_row
from commons.telling import following
from commons.texts.rendering import to_html
from forum.models import Post, PostVersion, Thread, ThreadKind, ThreadRead
from forum.permissions import check_begins, check_editing, check_writing, may_announce
from forum.reflecting.readers import mark_answered
from forum.reflecting.replies import record_replies
from forum.registered.followed import tell_of_topic
from forum.shores import recount

LONGEST_POST = 10_000
LONGEST_TITLE = 160


class Conflict(Exception):
    """Another page of the author changed the post at ``at`` to ``other``, and this one has not shown that text."""

    def __init__(self, at: datetime.datetime, other: str) -> None:
        super().__init__()
        self.at, self.other = at, other


@transaction.atomic
def open_thread(
    topic: Topic, *, by: Membership, kind: str, title: str, body: str, language: str, client_id: uuid.UUID
) -> Thread:
    """Opens a discussion with its first post. The same ``client_id`` with the same text returns the same thread.

    Raises PermissionDenied, and Http404 when the topic was removed meanwhile.
    """
    locked = hold_row(topic)  # two taps take turns
    title = one_line(title)
    form = name_of(client_id, title)
    sent = _sent(form, by, body)
    if sent is not None:
        return sent.thread
    check_not_muted(by)
    check_begins(locked)
    if kind == ThreadKind.ANNOUNCEMENT and not may_announce(by):
        raise PermissionDenied
    said = {"title": title, "language": language, "author": by}
    thread = Thread.objects.create(topic=topic, kind=kind, opened_at=timezone.now(), **said)
    write(thread, by=by, body=body, language=language, client_id=form)
    recount(topic.pk)
    if kind != ThreadKind.ANNOUNCEMENT:
        tell_of_topic(topic, by=by)
    else:
        others = following.unmuted(topic.edition.memberships.active(), [topic])
        notices.tell(others, "announcement", thread.get_absolute_url(), by=by, about=thread, title=title)
    return thread


def _sent(form: uuid.UUID, by: Membership, body: str) -> Post | None:
    """Returns the post that the member has sent by this form with these words."""
    return Post.objects.select_related("thread").filter(author=by, client_id=name_of(form, plain(body))).first()


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
    """Writes a post and notifies the authors whom it answers. The same ``client_id`` with the same text returns the
    same post.

    Raises PermissionDenied.
    """
    thread = Thread.objects.select_for_update(of=("self",)).select_related("topic__edition").get(pk=thread.pk)
    sent = _sent(client_id, by, body)
    if sent is not None:
        return sent
    check_writing(by, thread)
    now = timezone.now()
    body = plain(body)
    post = Post.objects.create(
        thread=thread,
        author=by,
        language=language,
        body=body,
        html=to_html(body),
        answers=answers if answers is not None and answers.thread_id == thread.pk else None,
        client_id=name_of(client_id, body),
        posted_at=now,
    )
    Thread.objects.filter(pk=thread.pk).update(posts_count=F("posts_count") + 1, last_post_at=now)
    ThreadRead.objects.update_or_create(thread=thread, membership=by, defaults={"last_post_id": post.pk})
    if thread.reflection is not None:
        mark_answered(thread.reflection, by)
    following.take_part(thread.reflection or thread, by)
    notices.mark_answered(by, thread.reflection or thread)
    _notify(post)
    return post


def _notify(post: Post) -> None:
    """Notifies the thread's or reflection's author and the author of the answered post, each once; other followers
    hear once that there is something new, until they have looked."""
    thread = post.thread
    concerned = record_replies(post)
    about = thread.reflection or thread
    kind, places = "comment" if thread.reflection else "answer", [about, thread.topic]
    said: dict[str, Any] = {"by": post.author, "about": about, "title": about.excerpt}
    notices.tell(following.unmuted(concerned, places), kind, post.get_absolute_url(), **said)
    others = following.followers(about, within=[thread.topic]).exclude(pk__in=[member.pk for member in concerned])
    notices.tell(others, "followed", thread.get_absolute_url(), once=True, **said)


@transaction.atomic
def edit(post: Post, *, by: Membership, body: str, seen: datetime.datetime | None = EVERYTHING) -> Post:
    """Changes the author's own post and keeps the text before as a version. ``seen`` is the last change that the
    writer's page has shown. Raises PermissionDenied, Conflict.
    """
    post = Post.objects.select_for_update(of=("self",)).select_related("thread__topic__edition").get(pk=post.pk)
    check_editing(by, post)
    body = plain(body)
    if body == post.body:
        return post
    if is_unseen(post.changed_at, seen):
        raise Conflict(post.changed_at, post.body)
    PostVersion.objects.create(post=post, body=post.body, html=post.html, at=post.changed_at)
    post.body, post.html, post.edited_at = body, to_html(body), timezone.now()
    post.save(update_fields=["body", "html", "edited_at"])
    return post
