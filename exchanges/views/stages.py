"""Acts on the stage clock, from plain forms and from programs that ask for JSON."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from academy.access import admit
from academy.models import Membership
from exchanges.models import Exchange
from exchanges.stages import acts
from exchanges.stages.clock import StageClock
from rooms.messages.answers import whole_number
from rooms.models import Room
from rooms.views.answers import STATUS, json_for_programs, wants_json

ACTS: dict[str, Callable[..., StageClock]] = {
    "begin": acts.begin,
    "pause": acts.pause,
    "resume": acts.resume,
    "extend": acts.extend,
    "move-on": acts.move_on,
}


@json_for_programs
@require_POST
def stage(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Runs the act and redirects to the room, which shows a refusal.

    A program that asks for JSON gets the ``stage`` frame, or ``{"code", "detail"}`` as from all views of rooms.
    """
    found = Exchange.objects.select_related("room", "round__format", "round__edition").defer("round__proposal")
    exchange = get_object_or_404(found, pk=pk)
    membership = admit(request, exchange.edition)
    if act not in ACTS:
        raise Http404
    try:
        clock = _do(request, exchange, membership, act)
    except acts.StageFault as fault:
        return refuse(request, exchange.room, fault)
    if wants_json(request):
        return JsonResponse({"type": "stage", "stage": acts.frame_of(exchange, clock)})
    return redirect(exchange.room)


def _do(request: HttpRequest, exchange: Exchange, by: Membership, act: str) -> StageClock:
    if act in {"begin", "pause", "resume"}:
        return ACTS[act](exchange, by=by)
    meant = {name: whole_number(request.POST[name]) for name in ("stage", "seen") if request.POST.get(name)}
    if None in meant.values():
        raise acts.StageFault("invalid")
    return ACTS[act](exchange, by=by, **meant)


def refuse(request: HttpRequest, room: Room, fault: acts.StageFault) -> HttpResponse:
    """Says in words on the room's page, or as JSON, why an act is refused."""
    if not wants_json(request):
        messages.error(request, str(fault))
        return redirect(room)
    data = {"code": fault.code, "detail": str(fault)}
    if not fault.retry_after:
        return JsonResponse(data, status=STATUS.get(fault.code, 409))
    headers = {"Retry-After": str(fault.retry_after)}
    return JsonResponse({**data, "retry_after": fault.retry_after}, status=STATUS[fault.code], headers=headers)
