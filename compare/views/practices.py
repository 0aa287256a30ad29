"""Practices: the list, one, two side by side, and the acts on one."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from academy.access import CourseRequest, admit, in_course
from academy.models import Membership, Topic
from academy.pages.numbers import whole_number
from academy.voices import voices_of
from commons import notices
from commons.marks.marked import buttons, in_full
from commons.permissions import may_mark, may_mark_across
from compare import comments
from compare.comparing.columns import columns_of, names_of
from compare.forms import CommentForm, NeedsForm, TextForm
from compare.models import Practice, SourceRequest
from compare.permissions import (
    may_add_practice,
    may_answer_request,
    may_decide,
    may_edit_practice,
    may_read_practice,
    may_say,
)
from compare.practices import listing as lists
from compare.practices import writing
from forum.permissions import may_open_thread, may_write, sight_across


@in_course
def listing(request: CourseRequest) -> HttpResponse:
    """Lists the practices of the course; with ``?topic=`` those of a topic."""
    topics = list(request.edition.topics.all())
    topic = next((each.slug for each in topics if each.slug == request.GET.get("topic")), "")
    found = lists.practices_of(request.edition, request.membership, topic=topic)
    listed = lists.listed(list(found), request.edition, request.membership)
    marked = buttons(Practice, [each.practice.pk for each in listed], request.membership)
    context = {
        "section": "topics",
        "topics": topics,
        "topic": topic,
        "blocs": columns_of(request.edition),
        "practices": listed,
        "buttons": {each.practice.pk: marked[each.practice.pk] for each in listed if _may_mark(request, each)},
        "may_add": may_add_practice(request.membership),
    }
    return render(request, "compare/practices.html", context)


def _may_mark(request: CourseRequest, each: lists.Listed) -> bool:
    if each.by is None:
        return may_mark_across(request.membership, author_id=None, bloc_id=None)
    return may_mark_across(request.membership, author_id=each.by.pk, bloc_id=each.by.bloc_id)


@in_course
def choose(request: CourseRequest) -> HttpResponse:
    """Leads from the two ticked practices to the page that shows both."""
    chosen = [pk for value in request.GET.getlist("p")[:10] if (pk := whole_number(value))]
    if len(set(chosen)) == 2:
        return redirect("practices_beside", *dict.fromkeys(chosen))
    messages.info(request, _("Choose two practices, no more and no fewer."))
    return redirect("practices", request.edition.slug)


def page(request: CourseRequest, pk: int) -> HttpResponse:
    this = readable(request, pk)
    notices.look_at(request.membership, request.path)
    return _show(request, this)


def beside(request: CourseRequest, pk: int, other: int) -> HttpResponse:
    """Shows both practices, question by question. They are of one course."""
    first = readable(request, pk)
    beside = get_object_or_404(_found(), pk=other, edition=request.edition)
    if not may_read_practice(request.membership, beside):
        raise PermissionDenied
    practices = lists.practices_of(request.edition, request.membership)
    pair = [(each, lists.needs_of(each, request.membership)) for each in (first, beside)]
    context = {"section": "topics", "pair": pair, "first": first, "beside": beside, "practices": practices}
    return render(request, "compare/practices_beside.html", context)


def history(request: CourseRequest, pk: int) -> HttpResponse:
    this = readable(request, pk)
    context = {"section": "topics", "practice": this, "versions": this.versions.all()}
    return render(request, "compare/practice_history.html", context | {"voices": voices_of(request.edition)})


@require_POST
def say_needs(request: CourseRequest, pk: int) -> HttpResponse:
    this = readable(request, pk)
    if not may_say(request.membership):
        raise PermissionDenied
    form = NeedsForm(request.membership, request.POST)
    if not form.is_valid():
        return _show(request, this, needs_form=form)
    language = form.cleaned_data["language"]
    writing.say_needs(this, by=request.membership, needs=form.needs(), language=language)
    messages.success(request, _("Saved."))
    return redirect(f"{this.get_absolute_url()}#needs")


@require_POST
def comment(request: CourseRequest, pk: int) -> HttpResponse:
    this = readable(request, pk)
    if not may_open_thread(request.membership):
        raise PermissionDenied
    form = CommentForm(request.membership, request.POST)
    if not form.is_valid():
        return _show(request, this, comment_form=form)
    comments.comment(this, _topic_of(this), by=request.membership, **form.cleaned_data)
    return redirect(f"{this.get_absolute_url()}#comments")


@require_POST
def ask_source(request: CourseRequest, pk: int) -> HttpResponse:
    this = readable(request, pk)
    if not may_decide(request.membership):
        raise PermissionDenied
    form = TextForm(request.membership, request.POST)
    if not form.is_valid():
        return _show(request, this, asking=form)
    writing.ask_source(this, by=request.membership, **form.cleaned_data)
    return redirect(f"{this.get_absolute_url()}#sources")


@require_POST
def answer_source(request: CourseRequest, pk: int) -> HttpResponse:
    asked = get_object_or_404(SourceRequest.objects.select_related("practice__edition", "by"), pk=pk)
    this = readable(request, asked.practice_id)
    if not may_answer_request(request.membership, this):
        raise PermissionDenied
    form = TextForm(request.membership, request.POST, of=asked.pk)
    if not form.is_valid():
        return _show(request, this, answering={asked.pk: form})
    writing.answer_source(asked, by=request.membership, **form.cleaned_data)
    return redirect(f"{this.get_absolute_url()}#sources")


def _found() -> Any:
    return Practice.objects.select_related("edition", "thread", "author").defer("from_pack")


def readable(request: CourseRequest, pk: int) -> Practice:
    this = get_object_or_404(_found(), pk=pk)
    if not may_read_practice(admit(request, this.edition), this):
        raise PermissionDenied
    return this


def _topic_of(practice: Practice) -> Topic:
    """Returns the topic under which the forum keeps the discussion beneath the practice."""
    found = practice.topics.first() or practice.edition.topics.first()
    if found is None:
        raise Http404
    return found


def _show(
    request: CourseRequest,
    this: Practice,
    *,
    needs_form: NeedsForm | None = None,
    comment_form: CommentForm | None = None,
    asking: TextForm | None = None,
    answering: dict[int, TextForm] | None = None,
) -> HttpResponse:
    reader = request.membership
    needs = lists.needs_of(this, reader)
    mine = next((said.needs for said in needs if said.by.pk == reader.pk), [])
    others = lists.practices_of(request.edition, reader).exclude(pk=this.pk)
    topics, sight = list(this.topics.all()), sight_across(reader)
    sees = all(sight(reader, topic) for topic in topics)
    context: dict[str, Any] = {
        "section": "topics",
        "practice": this,
        "topics": topics,
        "needs": needs,
        "tally": lists.tally(needs),
        "others": others,
        "requests": list(this.source_requests.all()),
        "voices": voices_of(request.edition),
        "comments": comments.latest(this.thread, reader),
        "interest": in_full(Practice, [this.pk], reader, sees_across=sees)[this.pk],
        "names": names_of(columns_of(request.edition)),
        **_permissions(reader, this),
        "needs_form": needs_form or NeedsForm(reader, **{need.kind.value: need.text for need in mine}),
        "comment_form": comment_form or CommentForm(reader),
        "ask_form": asking or TextForm(reader),
        "answer_form": lambda pk: (answering or {}).get(pk) or TextForm(reader, of=pk),
        "beside": reverse("choose_practices", args=[request.edition.slug]),
    }
    wrong = needs_form or comment_form or asking or answering
    return render(request, "compare/practice.html", context, status=422 if wrong else 200)


def _permissions(reader: Membership, this: Practice) -> dict[str, bool]:
    return {
        "may_mark": may_mark(reader, this),
        "may_edit": may_edit_practice(reader, this),
        "may_say": may_say(reader),
        "may_decide": may_decide(reader),
        "may_answer": may_answer_request(reader, this),
        "may_comment": may_open_thread(reader) and (this.thread is None or may_write(reader, this.thread)),
    }
