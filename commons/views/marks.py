"""Marks on sources, and a member's own notes of what they marked."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from academy.access import CourseRequest, NotOfThisCourse, admit, in_course
from academy.sign_in.links import own_path
from commons import marking, sources
from commons.forms import MarkForm
from commons.pages import page_before
from commons.permissions import check_marking
from commons.sending.unsent import check_not_muted

PAGE = 200


@require_POST
def mark(request: CourseRequest, kind: str, pk: int) -> HttpResponse:
    """A sentence that is too long comes back on a page of its own."""
    source = _readable(request, kind, pk)
    form = MarkForm(request.POST)
    if not form.is_valid():
        check_marking(request.membership, source)
        context = {"form": form, "kind": kind, "source": source, "card": sources.card_of(source)}
        return render(request, "commons/mark.html", context | {"next": _next(request, source)}, status=422)
    check_not_muted(request.membership)
    marking.mark(source, by=request.membership, why=form.cleaned_data["why"])
    return redirect(_next(request, source))


@require_POST
def unmark(request: CourseRequest, kind: str, pk: int) -> HttpResponse:
    source = _readable(request, kind, pk)
    marking.unmark(source, by=request.membership)
    return redirect(_next(request, source))


@in_course
def notes(request: CourseRequest) -> HttpResponse:
    page, older = page_before(request, marking.of(request.membership), PAGE)
    groups = marking.by_topic(page, request.membership)
    return render(request, "commons/notes.html", {"section": "notes", "groups": groups, "older": older})


def _readable(request: CourseRequest, kind: str, pk: int) -> Any:
    """Returns the source. One that is closed to this person, or of another course, answers as one that is not there."""
    source = sources.fetch(kind, pk)
    try:
        membership = admit(request, source.edition)
    except NotOfThisCourse as closed:
        raise Http404 from closed
    if not sources.is_readable(membership, source):
        raise Http404
    return source


def _next(request: CourseRequest, source: Any) -> str:
    back = own_path(request.POST.get("next", ""))
    return back if back != "/" else source.get_absolute_url()
