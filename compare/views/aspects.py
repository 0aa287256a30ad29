"""One aspect with all that is said of it, and the acts on it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from academy.access import CourseRequest, admit
from academy.voices import voices_of
from commons.marks.marked import buttons, in_full
from commons.permissions import may_mark, may_mark_across, may_read_hidden
from compare import comments
from compare.comparing import aspects, saying
from compare.comparing.columns import closed_columns, columns_of, names_of
from compare.comparing.sentences import views_of
from compare.forms import CommentForm, ViewForm
from compare.models import Aspect, Provision, View
from compare.permissions import may_read_view, may_say
from forum.permissions import may_open_thread, may_write


def page(request: CourseRequest, pk: int) -> HttpResponse:
    """Shows the aspect. ``?all`` shows every sentence on it, ``?state=`` one member state of each side beside each
    other."""
    return _show(request, _admitted(request, pk))


@require_POST
def say(request: CourseRequest, pk: int) -> HttpResponse:
    this = _admitted(request, pk)
    if not may_say(request.membership):
        raise PermissionDenied
    form = ViewForm(request.membership, request.POST)
    if not form.is_valid():
        return _show(request, this, form=form)
    saying.say(this, by=request.membership, **form.cleaned_data)
    messages.success(request, _("Saved. You can change it whenever you see it differently."))
    return redirect(f"{this.get_absolute_url()}#say")


@require_POST
def comment(request: CourseRequest, pk: int) -> HttpResponse:
    this = _admitted(request, pk)
    if not may_open_thread(request.membership):
        raise PermissionDenied
    form = CommentForm(request.membership, request.POST)
    if not form.is_valid():
        return _show(request, this, comment=form)
    comments.comment(this, this.topic, by=request.membership, **form.cleaned_data)
    return redirect(f"{this.get_absolute_url()}#comments")


def view(request: CourseRequest, pk: int) -> HttpResponse:
    """Shows one view with what its author said before."""
    this = get_object_or_404(View.objects.select_related("aspect__topic__edition", "author"), pk=pk)
    if not may_read_view(admit(request, this.aspect.topic.edition), this):
        raise PermissionDenied
    voices_of(request.edition).lend([this])
    context = {
        "section": "topics",
        "view": this,
        "withheld": this.hidden_at is not None and not may_read_hidden(request.membership, this),
        "versions": list(this.versions.all()),
    }
    return render(request, "compare/view.html", context)


def _admitted(request: CourseRequest, pk: int) -> Aspect:
    this = get_object_or_404(Aspect.objects.select_related("topic__edition", "thread"), pk=pk)
    admit(request, this.topic.edition)
    return this


def _show(
    request: CourseRequest, this: Aspect, *, form: ViewForm | None = None, comment: CommentForm | None = None
) -> HttpResponse:
    reader = request.membership
    blocs = columns_of(request.edition)
    closed = closed_columns(blocs, this.topic, reader)
    views = views_of(this, blocs, reader, closed, all_of_them="all" in request.GET)
    both = aspects.sides(this, blocs)
    cells = [side.cell for side in both if side.cell]
    rows = [
        row.pk for side in both for row in side.states if may_mark_across(reader, author_id=None, bloc_id=row.bloc_id)
    ]
    marked = buttons(Provision, rows, reader)
    context: dict[str, Any] = {
        "section": "topics",
        "topic": this.topic,
        "aspect": this,
        "sides": both,
        "has_states": all(side.states for side in both),
        "states": aspects.beside(both, request.GET.getlist("state")),
        "interest": in_full(Provision, [cell.pk for cell in cells], reader, sees_across=not closed),
        "markable": {cell.pk for cell in cells if may_mark(reader, cell)},
        "buttons": {pk: marked[pk] for pk in rows},
        "names": names_of(blocs),
        "views": views,
        "closed": closed,
        "comments": comments.latest(this.thread, reader),
        "may_comment": may_open_thread(reader) and (this.thread is None or may_write(reader, this.thread)),
        "comment": comment or CommentForm(reader),
        "may_say": may_say(reader),
        "form": form or _view_form(request, views.mine),
        "neighbours": aspects.neighbours(this),
    }
    return render(request, "compare/aspect.html", context, status=422 if form or comment else 200)


def _view_form(request: CourseRequest, mine: Any) -> ViewForm:
    said = {key: getattr(mine, key) for key in saying.SAID} if mine else {}
    return ViewForm(request.membership, **said)
