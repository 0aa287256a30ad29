"""Discussions: a topic's list, the form to open one, and one with its posts."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from academy.access import CourseRequest, admit, in_course
from academy.models import Topic
from academy.pages.compiled import Compiled, later_id
from academy.pages.numbers import number
from academy.voices import voices_of
from commons import notices
from commons.marks.marked import buttons
from commons.marks.unfolding import cards_in
from commons.moderation.locking import current_lock
from commons.permissions import may_mark_across
from commons.sending.unsent import check_not_muted
from commons.telling import following
from commons.texts.terms import underlined
from commons.texts.withheld import is_gone, unhidden
from forum import marks, posting, shores
from forum.forms import PostForm, ThreadForm, blank
from forum.models import Post, Thread
from forum.permissions import check_begins, may_open_thread, may_read_thread, may_write
from forum.showing import posted
from forum.tabs import tabs_of, topic_with_tabs

PAGE = marks.MOST_POSTS
LIST = 30
SHOWN = ("thread", "author", "language", "html", "answers", "posted_at", "edited_at", "hidden_at")
ANSWERED = ("answers__author", "answers__language", "answers__html", "answers__hidden_at")


@in_course
def discussions(request: CourseRequest, topic: str) -> HttpResponse:
    this = topic_with_tabs(request.edition, topic)
    found = marks.with_unread(shores.discussions(this, request.membership), request.membership)
    before = number(request, "before")
    last = this.threads.filter(pk=before).first() if before else None
    if last is not None:
        older = Q(last_post_at__lt=last.last_post_at) | Q(last_post_at=last.last_post_at, pk__lt=last.pk)
        found = found.filter(older)
    page = list(found[: LIST + 1])
    voices_of(request.edition).lend(page)
    context = {
        "section": "topics",
        "topic": this,
        "tabs": tabs_of(this),
        "page": page[:LIST],
        "older": page[LIST - 1].pk if len(page) > LIST else None,
        "may_open": may_open_thread(request.membership) and this.closed_at is None,
    }
    return render(request, "forum/discussions.html", context)


@in_course
def new_thread(request: CourseRequest, topic: str) -> HttpResponse:
    this = get_object_or_404(Topic, edition=request.edition, slug=topic)
    check_not_muted(request.membership)
    check_begins(this)
    form = ThreadForm(request.membership, request.POST or None)
    if request.method == "POST" and form.is_valid():
        fields = {key: form.cleaned_data[key] for key in ("kind", "title", "body", "language", "client_id")}
        return redirect(posting.open_thread(this, by=request.membership, **fields))
    return render(request, "forum/new_thread.html", {"section": "topics", "topic": this, "form": form})


def thread(request: CourseRequest, pk: int) -> HttpResponse:
    this = readable_thread(request, pk)
    if this.reflection_id:
        return redirect(this)
    context = {"section": "topics", "thread": this, "topic": this.topic, **thread_context(request, this)}
    context["stance"] = following.stance_of(request.membership, this)
    return render(request, "forum/thread.html", context)


def write(request: CourseRequest, pk: int) -> HttpResponse:
    """Writes a post in a thread or beneath a reflection. An invalid form comes back with its text and status 422."""
    this = readable_thread(request, pk)
    if request.method != "POST":
        return redirect(this)
    form = PostForm(request.membership, request.POST)
    is_valid, fields = form.is_valid(), form.cleaned_data
    answered = fields.get("answers")
    answers = this.posts.filter(pk=answered).first() if answered else None
    if not is_valid:
        quoting = answers if answers is not None and not is_gone(answers) else None
        context = {"section": "topics", "thread": this, "topic": this.topic, "form": form, "quoting": quoting}
        return render(request, "forum/write_post.html", context, status=422)
    post = posting.write(
        this,
        by=request.membership,
        body=fields["body"],
        language=fields["language"],
        client_id=fields["client_id"],
        answers=answers,
    )
    return redirect(post)


def _posts() -> QuerySet[Any]:
    return Post.objects.filter(thread=later_id("thread")).select_related("answers").only(*SHOWN, *ANSWERED)


_THREAD = Compiled(lambda: Thread.objects.select_related("topic__edition", "reflection").filter(pk=later_id("pk")))
_EARLIER = Compiled(lambda: _posts().filter(pk__lt=later_id("before")).order_by("-pk")[: PAGE + 1])
_LATER = Compiled(lambda: _posts().filter(pk__gt=later_id("after")).order_by("pk")[: PAGE + 1])


def readable_thread(request: CourseRequest, pk: int) -> Thread:
    this = _THREAD.first(pk=pk)
    if this is None:
        raise Http404
    membership = admit(request, this.topic.edition)
    if not may_read_thread(membership, this):
        raise Http404 if this.reflection_id is None else PermissionDenied
    if this.reflection is not None:
        this.reflection.topic = this.topic
    return this


def thread_context(request: CourseRequest, this: Thread) -> dict[str, Any]:
    """Returns the context of a page of posts with the reader's own marks and the form to answer. Marks them as read."""
    membership = request.membership
    seen = marks.last_read(this, membership)
    posts, older, newer = _page(request, this)
    if posts and posts[-1].pk > seen:
        marks.mark_read(this, membership, posts[-1].pk)
    places = [(this.reflection or this).get_absolute_url(), this.get_absolute_url()]
    notices.mark_seen(membership, [*places, *(post.get_absolute_url() for post in posts)])
    reactions, voices = marks.buttons_of(posts, membership), voices_of(request.edition)
    marked = buttons(Post, [post.pk for post in posts], membership)
    voices.lend(posts)
    cards = cards_in(request, {post.pk: post.html for post in posts})
    texts = underlined(membership, ((post.html, post.language) for post in posts))
    first_new = next((post for post in posts if post.pk > seen and post.author_id != membership.pk), None)
    writes = may_write(membership, this)
    for post, html in zip(posts, texts, strict=True):
        post.thread, post.html = this, html
        markable = may_mark_across(membership, author_id=post.author_id, bloc_id=post.voice.bloc_id)
        post.shown = posted(
            post,
            membership,
            voices[post.answers.author_id].name if post.answers else "",
            first_new=bool(seen) and post is first_new,
            cards=cards.get(post.pk, ()),
            marks=reactions[post.pk],
            button=marked[post.pk] if markable else None,
            may_write=writes,
        )
    quote = _quoted(request, this)
    return {
        "thread": this,
        "posts": posts,
        "older": older,
        "newer": newer,
        "may_write": writes,
        "lock": current_lock(this) if this.locked_at else None,
        "form": blank(membership, quote.pk if quote else None),
        "quoting": quote,
    }


def _quoted(request: CourseRequest, this: Thread) -> Post | None:
    """Returns the post that ``?quote=`` names, unless it is hidden."""
    quoted = number(request, "quote")
    return this.posts.select_related("author__person").filter(unhidden(), pk=quoted).first() if quoted else None


def _page(request: CourseRequest, this: Thread) -> tuple[list[Any], int | None, int | None]:
    """Returns up to PAGE posts and the ids for the links to older and newer posts (None: no link).

    ``?after=`` and ``?before=`` name the post next to the page; without them the page is the first.
    """
    after, before = number(request, "after"), number(request, "before")
    if before:
        found = _EARLIER.all(thread=this.pk, before=before)
        page = found[:PAGE][::-1]
        return page, page[0].pk if len(found) > PAGE else None, page[-1].pk if page else None
    found = _LATER.all(thread=this.pk, after=after or 0)
    page = found[:PAGE]
    return page, page[0].pk if after and page else None, page[-1].pk if len(found) > PAGE else None
