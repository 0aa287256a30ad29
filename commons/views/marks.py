"""Marks and notes on sources, and a member's own page of both."""

import re
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from academy.access import CourseRequest, NotOfThisCourse, admit, in_course
from academy.sign_in.links import own_path
from commons.forms import MarkForm, NoteForm
from commons.marks import marking, sources
from commons.marks.marked import buttons
from commons.models import Mark
from commons.pages import page_before
from commons.permissions import check_marking
from commons.sending.unsent import check_not_muted

PAGE = 200
_PLACE = re.compile(r"mark-[a-z]+-\d{1,19}")


@require_POST
def mark(request: CourseRequest, kind: str, pk: int) -> HttpResponse:
    """Marks the source. A sentence that is too long comes back on a page of its own."""
    source = _readable(request, kind, pk)
    form = MarkForm(request.membership, request.POST)
    if not form.is_valid():
        check_marking(request.membership, source)
        return _again(request, "mark", kind, source, form)
    check_not_muted(request.membership)
    marking.mark(source, by=request.membership, **form.cleaned_data)
    return _done(request, kind, source)


@require_POST
def unmark(request: CourseRequest, kind: str, pk: int) -> HttpResponse:
    source = _readable(request, kind, pk)
    marking.unmark(source, by=request.membership)
    return _done(request, kind, source)


def _done(request: CourseRequest, kind: str, source: Any) -> HttpResponse:
    """Leads back to the page of the form. With the header X-Fragment, the answer is the button alone, as it stands in a
    list."""
    if not request.headers.get("X-Fragment"):
        return redirect(_next(request, source))
    button = buttons(type(source), [source.pk], request.membership)[source.pk]
    context = {"kind": kind, "pk": source.pk, "button": button}
    return render(request, "commons/_mark_button.html", context)


def marked(request: CourseRequest, pk: int) -> HttpResponse:
    """Leads to what was marked. A mark whose source is closed to this person answers as one that is not there."""
    this = get_object_or_404(Mark, pk=pk)
    kind = sources.kind_of(marking.model_of(this.source_type_id))
    return redirect(_readable(request, kind.name, this.source_id))


@require_POST
def note(request: CourseRequest, kind: str, pk: int) -> HttpResponse:
    """Notes the source. A text that is too long comes back on a page of its own."""
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
    """Shows the member's marks and notes. ``?before=`` and ``?noted_before=`` lead to older ones; a list that has ended
    stays ended."""
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
    """Returns the source. Raises Http404 for a missing one, and for one that is closed to this person or of another
    course."""
    source = sources.fetch(kind, pk)
    try:
        membership = admit(request, source.edition)
    except NotOfThisCourse as closed:
        raise Http404 from closed
    if not sources.is_readable(membership, source):
        raise Http404
    return source


def _next(request: CourseRequest, source: Any) -> str:
    """Returns where the form came from. ``at``: which of the page's buttons was pressed."""
    back, at = own_path(request.POST.get("next", "")), request.POST.get("at", "")
    if back == "/":
        return source.get_absolute_url()
    return f"{back}#{at}" if _PLACE.fullmatch(at) and "#" not in back else back
