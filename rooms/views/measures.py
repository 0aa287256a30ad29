"""Acts on a room: slow mode, and closing and reopening it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from academy.models import Membership
from academy.typed.signs import shows
from commons.sending.unsent import NotTaken
from rooms.forms import ClosingForm, SlowForm
from rooms.models import Room
from rooms.moderation import closing, measures, slow_mode
from rooms.views.answers import room_for


def _measured(request: HttpRequest, pk: int) -> tuple[Room, Membership]:
    room, membership = room_for(request, pk)
    if not measures.may_measure(membership, room):
        raise PermissionDenied
    return room, membership


def _say_fault(request: HttpRequest, form: SlowForm | ClosingForm) -> None:
    """Leaves the fault for the room's page; a reason that was typed comes back with it."""
    if shows(request.POST.get("reason", "")):
        raise NotTaken(form.first_fault())
    messages.error(request, form.first_fault())


@require_POST
def slow(request: HttpRequest, pk: int) -> HttpResponse:
    room, membership = _measured(request, pk)
    form = SlowForm(request.POST)
    if form.is_valid():
        slow_mode.slow_down(room, by=membership, **form.cleaned_data)
    else:
        _say_fault(request, form)
    return redirect(room)


@require_POST
def unslow(request: HttpRequest, pk: int) -> HttpResponse:
    room, membership = _measured(request, pk)
    slow_mode.speed_up(room, by=membership)
    return redirect(room)


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    room, membership = _measured(request, pk)
    form = ClosingForm(request.POST)
    if form.is_valid():
        closing.close(room, by=membership, **form.cleaned_data)
    else:
        _say_fault(request, form)
    return redirect(room)


@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    room, membership = _measured(request, pk)
    closing.reopen(room, by=membership)
    return redirect(room)
