"""What members do with the stage clock, as plain forms; programs get it as JSON."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from academy.access import admit
from academy.models import Membership
from exchanges.models import Exchange
from rooms.models import Room
from exchanges.stages import acts
from exchanges.stages.clock import StageClock
from rooms.views.answers import STATUS, json_for_programs, wants_json, whole_number

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
    """Do it, and show the room; what cannot be is said there.

    Who asks for JSON gets the ``stage`` frame, or ``{"code", "detail"}`` as everywhere in a room.
    """
    known = Room.objects.select_related("edition", "exchange__round__format", "exchange__round__edition")
    room = get_object_or_404(known, exchange=pk)
    membership = admit(request, room.edition)
    if act not in ACTS or room.exchange is None:
        raise Http404
    try:
        stands = _do(request, room.exchange, membership, act)
    except acts.StageFault as fault:
        return _refuse(request, room, fault)
    if wants_json(request):
        return JsonResponse({"type": "stage", "stage": acts.frame_of(room.exchange, stands)})
    return redirect(room)


def _do(request: HttpRequest, exchange: Exchange, by: Membership, act: str) -> StageClock:
    if act in {"begin", "pause", "resume"}:
        return ACTS[act](exchange, by=by)
    meant = {name: whole_number(request.POST[name]) for name in ("stage", "seen") if request.POST.get(name)}
    if None in meant.values():
        raise acts.StageFault("invalid")
    return ACTS[act](exchange, by=by, **meant)


def _refuse(request: HttpRequest, room: Room, fault: acts.StageFault) -> HttpResponse:
    if not wants_json(request):
        messages.error(request, str(fault))
        return redirect(room)
    said = {"code": fault.code, "detail": str(fault)}
    if not fault.retry_after:
        return JsonResponse(said, status=STATUS.get(fault.code, 409))
    headers = {"Retry-After": str(fault.retry_after)}
    return JsonResponse({**said, "retry_after": fault.retry_after}, status=STATUS[fault.code], headers=headers)
