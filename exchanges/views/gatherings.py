"""Gatherings: opening one, its page, and its acts from plain forms and from programs that ask for JSON."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from academy.access import CourseRequest, admit, for_facilitators, in_course
from academy.models import Membership
from academy.pages.numbers import whole_number
from academy.typed.sentences import fill
from commons import notices
from exchanges.gatherings import acts, chairs, coming, opening, showing
from exchanges.gatherings.clock import clock_of, frame_of, turn_of
from exchanges.gatherings.forms import GatheringForm
from exchanges.gatherings.opening import GatheringFault
from exchanges.models import Gathering
from rooms.views.answers import STATUS, json_for_programs, wants_json


@in_course
@for_facilitators
def new_gathering(request: CourseRequest) -> HttpResponse:
    form = GatheringForm(request.membership, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(opening.open_gathering(request.edition, by=request.membership, **form.cleaned_data))
        except GatheringFault as fault:
            form.add_error(None, str(fault))
    context = {"section": "exchanges", "form": form, "open": opening.open_in(request.edition)}
    return render(request, "exchanges/gathering_new.html", context, status=422 if form.errors else 200)


def gathering(request: CourseRequest, pk: int) -> HttpResponse:
    this, membership = _admitted(request, pk)
    notices.look_at(membership, request.path)
    return render(request, "exchanges/gathering.html", {"section": "exchanges", **showing.page(this, membership)})


def own_table(request: CourseRequest, pk: int) -> HttpResponse:
    """Leads to the reader's table of this turn, after the turns to the plenary, else to the gathering's page."""
    this, membership = _admitted(request, pk)
    clock = clock_of(this)
    if clock.number > this.turns and this.ended_at is None:
        return redirect(this.room)
    seat = this.seats.filter(turn=turn_of(this, clock), membership=membership).select_related("table__room").first()
    return redirect(seat.table.room if seat else this)


@json_for_programs
@require_POST
def act(request: CourseRequest, pk: int, act: str) -> HttpResponse:
    """Does the act and leads back to the gathering. A program gets the ``stage`` frame of an act on the clock."""
    if act not in ACTS and act not in acts.KINDS:
        raise Http404
    this, membership = _admitted(request, pk)
    try:
        if act in acts.KINDS:
            acts.act(this, act, by=membership, **_meant(request))
        else:
            ACTS[act](request, this, membership)
    except GatheringFault as fault:
        if wants_json(request):
            return JsonResponse({"code": fault.code, "detail": str(fault)}, status=STATUS.get(fault.code, 409))
        messages.error(request, str(fault))
        return redirect(this)
    if wants_json(request):
        return JsonResponse({"type": "stage", "stage": frame_of(this, clock_of(this))})
    return redirect(this)


def _admitted(request: HttpRequest, pk: int) -> tuple[Gathering, Membership]:
    this = get_object_or_404(Gathering.objects.select_related("edition", "room", "format"), pk=pk)
    return this, admit(request, this.edition)


def _meant(request: HttpRequest) -> dict[str, int | None]:
    meant = {name: whole_number(request.POST[name]) for name in ("stage", "seen") if request.POST.get(name)}
    if None in meant.values():
        raise GatheringFault(_("This could not be read."))
    return meant


def _member(request: HttpRequest, membership: Membership) -> int:
    """Returns whom the form names, by default the member themselves."""
    if not request.POST.get("member"):
        return membership.pk
    return whole_number(request.POST["member"]) or 0


def _come(_request: HttpRequest, this: Gathering, by: Membership) -> None:
    coming.come(this, by=by)


def _bring(request: HttpRequest, this: Gathering, by: Membership) -> None:
    count = coming.bring_everybody(this, by=by)
    messages.success(request, fill(_("Brought in: %(count)s."), {"count": count}))


def _host(request: HttpRequest, this: Gathering, by: Membership) -> None:
    coming.host(this, whole_number(request.POST.get("table", "")) or 0, _member(request, by), by=by)


def _ask(_request: HttpRequest, this: Gathering, by: Membership) -> None:
    chairs.ask(this, by=by)


def _leave(request: HttpRequest, this: Gathering, by: Membership) -> None:
    chairs.leave(this, _member(request, by), by=by)


def _seat(request: HttpRequest, this: Gathering, by: Membership) -> None:
    chairs.seat(this, _member(request, by), by=by)


def _end(_request: HttpRequest, this: Gathering, by: Membership) -> None:
    opening.end(this, by=by)


ACTS: dict[str, Callable[[HttpRequest, Gathering, Membership], Any]] = {
    "come": _come,
    "bring": _bring,
    "host": _host,
    "ask": _ask,
    "leave": _leave,
    "seat": _seat,
    "end": _end,
}
