"""Answers by mail to a post, a comment or a reflection: by the same form and verb as on the page."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404

from academy.models import Membership
from commons.inbound import answerable
from commons.inbound.answerable import Answer, NotSaid, Use
from commons.texts.withheld import Withheld, is_withheld
from forum import posting
from forum.forms import PostForm
from forum.models import Post, Reflection, Thread
from forum.permissions import may_read_thread


def register() -> None:
    answerable.register(Use("p", "post", frozenset({"comment", "answer"}), _answer_post))
    answerable.register(Use("r", "reflection", frozenset({"reader", "reader-again"}), _answer_reflection))


def _answer_post(by: Membership, pk: int, answer: Answer) -> str:
    known = Post.objects.select_related("thread__topic__edition", "thread__reflection__author")
    post = known.filter(pk=pk, thread__topic__edition=by.edition_id).first()
    if post is None:
        raise Http404
    if is_withheld(by, post):
        raise Withheld(post)
    return _write(by, post.thread, answer, answers=post)


def _answer_reflection(by: Membership, pk: int, answer: Answer) -> str:
    known = Reflection.objects.select_related("topic__edition", "author", "thread")
    reflection = known.filter(pk=pk, topic__edition=by.edition_id, thread__isnull=False).first()
    if reflection is None:
        raise Http404
    thread = reflection.thread
    thread.reflection, thread.topic = reflection, reflection.topic
    return _write(by, thread, answer)


def _write(by: Membership, thread: Thread, answer: Answer, **options: Any) -> str:
    if thread.reflection is not None:
        thread.reflection.topic = thread.topic
    if not may_read_thread(by, thread):
        text = thread.reflection or thread
        raise Withheld(text) if is_withheld(by, text) or is_withheld(by, thread) else PermissionDenied
    form = PostForm(by, {"body": answer.text, "client_id": str(answer.client_id)})
    if not form.is_valid():
        raise NotSaid(" ".join(str(fault) for faults in form.errors.values() for fault in faults))
    said = {name: form.cleaned_data[name] for name in ("body", "language", "client_id")}
    return posting.write(thread, by=by, **said, **options).get_absolute_url()
