"""One post: its place, its edit, its history, its reactions."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from academy.access import CourseRequest, admit
from commons.pages import page_before
from commons.sending.conflicts import EVERYTHING, seen_in
from commons.texts.withheld import Withheld, is_withheld
from forum import marks, posting
from forum.forms import PostForm
from forum.models import Post, ReactionKind, Thread
from forum.permissions import check_editing, may_read_post
from forum.views.threads import PAGE, readable_thread

VERSIONS = 20


def post(request: CourseRequest, pk: int) -> HttpResponse:
    """Redirects to the post on its page of the thread."""
    this = _readable(request, pk)
    return redirect(_page_ending_with(this.thread, this.pk))


def unread(request: CourseRequest, pk: int) -> HttpResponse:
    """Redirects to the thread's first unread post, or to its last post when all are read."""
    this = readable_thread(request, pk)
    seen = marks.last_read(this, request.membership)
    first = this.posts.filter(pk__gt=seen).order_by("pk").first() or this.posts.order_by("-pk").first()
    return redirect(_page_beginning_with(this, first.pk) if first else this)


def _page_beginning_with(thread: Thread, pk: int) -> str:
    """Returns the address of the page that begins with the post; the first page, when that has the post."""
    before = _up_to_a_page_before(thread, pk)
    return _address(thread, f"?after={before[0]}" if len(before) == PAGE else "", pk)


def _page_ending_with(thread: Thread, pk: int) -> str:
    """Returns the address of the page that ends with the post, so that the posts it answers stand above it."""
    return _address(thread, f"?before={pk + 1}" if len(_up_to_a_page_before(thread, pk)) == PAGE else "", pk)


def _up_to_a_page_before(thread: Thread, pk: int) -> list[int]:
    return list(thread.posts.filter(pk__lt=pk).order_by("-pk").values_list("pk", flat=True)[:PAGE])


def _address(thread: Thread, page: str, pk: int) -> str:
    return f"{thread.get_absolute_url().split('#')[0]}{page}#post-{pk}"


def edit(request: CourseRequest, pk: int) -> HttpResponse:
    this = _readable(request, pk)
    check_editing(request.membership, this)
    form = PostForm(request.membership, request.POST or None, body=this.body, language=this.language)
    seen, other = this.changed_at, ""
    if request.method == "POST" and form.is_valid():
        shown = seen_in(request.POST["seen"]) if "seen" in request.POST else EVERYTHING
        try:
            return redirect(posting.edit(this, by=request.membership, body=form.cleaned_data["body"], seen=shown))
        except posting.Conflict as conflict:
            seen, other = conflict.at, conflict.other
    context = {
        "section": "topics",
        "post": this,
        "topic": this.thread.topic,
        "form": form,
        "seen": seen,
        "other": other,
    }
    return render(request, "forum/edit_post.html", context, status=422 if other else 200)


def history(request: CourseRequest, pk: int) -> HttpResponse:
    this = _readable(request, pk)
    versions, older = page_before(request, this.versions.all(), VERSIONS)
    context = {"section": "topics", "post": this, "topic": this.thread.topic, "versions": versions, "older": older}
    return render(request, "forum/post_history.html", context)


@require_POST
def react(request: CourseRequest, pk: int) -> HttpResponse:
    """POST ``on`` or ``off`` with the kind. With the header X-Fragment, the answer is the post's reactions alone."""
    this = _readable(request, pk)
    kind = request.POST.get("on") or request.POST.get("off")
    if kind not in ReactionKind.values:
        raise Http404
    marks.react(this, by=request.membership, kind=kind, on="on" in request.POST)
    if request.headers.get("X-Fragment"):
        pressed = marks.buttons_of([this], request.membership)[this.pk]
        return render(request, "forum/_reactions.html", {"post": this, "marks": pressed})
    return redirect(this)


def _readable(request: CourseRequest, pk: int) -> Post:
    this = get_object_or_404(Post.objects.select_related("thread__topic__edition", "thread__reflection"), pk=pk)
    membership = admit(request, this.thread.topic.edition)
    if this.thread.reflection is not None:
        this.thread.reflection.topic = this.thread.topic
    if not may_read_post(membership, this):
        raise Withheld(this) if is_withheld(membership, this) else PermissionDenied
    return this
