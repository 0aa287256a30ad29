"""Marks and notes on sources, and a member's own page of both."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from academy.access import CourseRequest, NotOfThisCourse, admit, in_course
from academy.sign_in.links import own_path
from commons import marking, sources
from commons.forms import MarkForm, NoteForm
from commons.pages import page_before
from commons.permissions import check_marking
from commons.sending.unsent import check_not_muted

PAGE = 200


@require_POST
def mark(request: CourseRequest, kind: str, pk: int) -> HttpResponse:
    """A sentence that is too long comes back on a page of its own."""
    source = _readable(request, kind, pk)
    form = MarkForm(request.membership, request.POST)
    if not form.is_valid():
        check_marking(request.membership, source)
        return _again(request, "mark", kind, source, form)
    check_not_muted(request.membership)
    marking.mark(source, by=request.membership, **form.cleaned_data)
    return redirect(_next(request, source))


@require_POST
def unmark(request: CourseRequest, kind: str, pk: int) -> HttpResponse:
    source = _readable(request, kind, pk)
    marking.unmark(source, by=request.membership)
    return redirect(_next(request, source))


@require_POST
def note(request: CourseRequest, kind: str, pk: int) -> HttpResponse:
    """A text that is too long comes back on a page of its own."""
    source = _readable(request, kind, pk)
    form = NoteForm(request.membership, request.POST)
    if not form.is_valid():
        return _again(request, "note", kind, source, form)
    marking.note(source, by=request.membership, **form.cleaned_data)
    return redirect(_next(request, source))


@require_POST
def unnote(request: CourseRequest, kind: str, pk: int) -> HttpResponse:
    source = _readable(request, kind, pk)
    marking.unnote(source, by=request.membership)
    return redirect(_next(request, source))


@in_course
def notes(request: CourseRequest) -> HttpResponse:
    """``?before=`` and ``?noted_before=`` lead to older marks and older notes; a list that has ended stays ended."""
    marks, older = page_before(request, marking.of(request.membership), PAGE)
    noted, noted_older = page_before(request, marking.notes_of(request.membership), PAGE, name="noted_before")
    context = {
        "section": "notes",
        "groups": marking.by_topic([*marks, *noted], request.membership),
        "older": f"?before={older or 1}&noted_before={noted_older or 1}" if older or noted_older else "",
    }
    return render(request, "commons/notes.html", context)


def _again(request: CourseRequest, act: str, kind: str, source: Any, form: MarkForm | NoteForm) -> HttpResponse:
    context = {"act": act, "form": form, "kind": kind, "source": source, "card": sources.card_of(source)}
    return render(request, "commons/mark.html", context | {"next": _next(request, source)}, status=422)


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
