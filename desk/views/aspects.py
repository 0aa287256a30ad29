"""What a topic compares: its aspects, and what each side has on them."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from academy.access import CourseRequest, for_facilitators, in_course
from academy.members.names import folded
from academy.models import Bloc, State, Topic
from academy.pages.addresses import address
from academy.pages.texts import localized
from academy.voices import voices_of
from compare.models import Aspect, Provision
from desk.courses import aspects
from desk.courses.aspect_forms import AspectForm, CellForm, RowForm


@in_course
@for_facilitators
def new_aspect(request: CourseRequest, pk: int) -> HttpResponse:
    topic = _topic(request, pk)
    form = AspectForm(None, request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = aspects.add(topic, by=request.membership, values=form.values())
        messages.success(request, _("Added. Now write what each side has on it."))
        return _to(request, made)
    return _page(request, topic, form, title=_("A new aspect"))


@in_course
@for_facilitators
def edit_aspect(request: CourseRequest, pk: int, aspect: int) -> HttpResponse:
    this = _aspect(request, pk, aspect)
    form = AspectForm(this, request.POST or None)
    if request.method == "POST" and form.is_valid():
        aspects.change(this, by=request.membership, values=form.values())
        messages.success(request, _("Saved."))
        return _to(request, this)
    return _page(request, this.topic, form, title=localized(this.title))


def _page(request: CourseRequest, topic: Topic, form: AspectForm, *, title: str) -> HttpResponse:
    cells = {}
    if form.aspect:
        found = Provision.objects.filter(aspect=form.aspect, state=None)
        cells = {cell.bloc_id: cell for cell in found}
    sides = [(bloc, cells.get(bloc.pk)) for bloc in voices_of(request.edition).blocs]
    context = {"section": "desk", "topic": topic, "form": form, "aspect": form.aspect, "title": title, "sides": sides}
    context["key"] = f"{request.membership.pk}-aspect-{topic.pk}-{form.aspect.pk if form.aspect else ''}"
    return render(request, "desk/aspect.html", context, status=422 if form.is_bound else 200)


@require_POST
@in_course
@for_facilitators
def act_on_aspect(request: CourseRequest, pk: int, aspect: int) -> HttpResponse:
    """``act``: up or down in the comparison, remove (or close, if people said something of it), or reopen."""
    this, act, by = _aspect(request, pk, aspect), request.POST.get("act"), request.membership
    words = localized(this.title)
    if act in ("up", "down"):
        aspects.move(this, by=by, up=act == "up")
    elif act == "reopen":
        aspects.reopen(this, by=by)
        messages.success(request, _("“%(title)s” is in use again.") % {"title": words})
    elif act == "remove":
        gone = _("“%(title)s” is removed.")
        kept = _("“%(title)s” is out of the comparison. What people said of it stays at its address.")
        messages.success(request, (gone if aspects.remove(this, by=by) else kept) % {"title": words})
    else:
        raise Http404
    here = address("edit_item", request.edition.slug, "topic", pk)
    return redirect(here + ("#compared" if act in ("up", "down") else ""))


@in_course
@for_facilitators
def write_side(request: CourseRequest, pk: int, aspect: int, bloc: str) -> HttpResponse:
    """What the bloc of this code has on the aspect."""
    this, side = _aspect(request, pk, aspect), _side(request, bloc)
    cell = Provision.objects.filter(aspect=this, bloc=side.pk, state=None).first()
    form = CellForm(side, cell, request.POST or None)
    if request.method == "POST" and form.is_valid():
        source = form.cleaned_data["references"] or localized(side.short)
        aspects.write(this, side, by=request.membership, values=form.values(), source=source)
        messages.success(request, _("Saved."))
        return _to(request, this)
    return _side_page(request, this, form)


@in_course
@for_facilitators
def write_row(request: CourseRequest, pk: int, aspect: int, bloc: str, state: str) -> HttpResponse:
    """What the member state of this code has on the aspect. ``remove`` takes the row away."""
    this, side = _aspect(request, pk, aspect), _side(request, bloc)
    of = get_object_or_404(side.states_on(request.edition.membership_date), code=state)
    row = Provision.objects.filter(aspect=this, bloc=side.pk, state=of).first()
    if "remove" in request.POST:
        gone = row is None or aspects.remove_row(row, by=request.membership)
        kept = _("It stays: people said something of it, or it came with the course pack. Correct it instead.")
        messages.success(request, _("Removed.") if gone else kept)
        return redirect("write_side", request.edition.slug, pk, aspect, bloc)
    form = RowForm(side, of, row, request.POST or None)
    if request.method == "POST" and form.is_valid():
        source = form.cleaned_data["references"]
        aspects.write(this, side, by=request.membership, values=form.values(), source=source, state=of)
        messages.success(request, _("Saved."))
        return redirect("write_side", request.edition.slug, pk, aspect, bloc)
    return _side_page(request, this, form)


def _side_page(request: CourseRequest, this: Aspect, form: CellForm | RowForm) -> HttpResponse:
    state = form.state if isinstance(form, RowForm) else None
    context: dict[str, Any] = {"section": "desk", "aspect": this, "form": form, "bloc": form.bloc, "state": state}
    context["key"] = f"{request.membership.pk}-side-{this.pk}-{form.bloc.pk}-{state.pk if state else ''}"
    context["states"] = [] if state else _states(request, this, form.bloc)
    return render(request, "desk/side.html", context, status=422 if form.is_bound else 200)


def _states(request: CourseRequest, this: Aspect, bloc: Bloc) -> list[tuple[State, Provision | None]]:
    """Returns the bloc's member states in the reader's alphabet, with what is written of each."""
    rows = {row.state_id: row for row in Provision.objects.filter(aspect=this, bloc=bloc, state__isnull=False)}
    states = sorted(bloc.states_on(request.edition.membership_date), key=lambda each: folded(localized(each.names)))
    return [(state, rows.get(state.pk)) for state in states]


def _side(request: CourseRequest, code: str) -> Bloc:
    side = next((each for each in voices_of(request.edition).blocs if each.code == code), None)
    if side is None:
        raise Http404
    return side


def _topic(request: CourseRequest, pk: int) -> Topic:
    found: Topic = get_object_or_404(request.edition.topics, pk=pk)
    found.edition = request.edition
    return found


def _aspect(request: CourseRequest, topic: int, pk: int) -> Aspect:
    found = get_object_or_404(
        Aspect.objects.select_related("topic"), pk=pk, topic=topic, topic__edition=request.edition
    )
    found.topic.edition = request.edition
    return found


def _to(request: CourseRequest, this: Aspect) -> HttpResponse:
    return redirect("edit_aspect", course=request.edition.slug, pk=this.topic_id, aspect=this.pk)
