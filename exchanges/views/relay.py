"""Acts of a relay, from plain forms and from programs that ask for JSON."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from academy.access import admit
from exchanges.models import Exchange
from exchanges.relay import acts
from exchanges.relay.clock import Relay
from exchanges.views.stages import refuse
from rooms.messages.answers import whole_number
from rooms.views.answers import json_for_programs, wants_json

ACTS: dict[str, Callable[..., Relay]] = {"begin": acts.begin, "hand-on": acts.hand_on, "extend": acts.extend}


@json_for_programs
@require_POST
def relay(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Runs the act and redirects to the room, which shows a refusal; a program gets the ``relay`` frame."""
    found = Exchange.objects.select_related("room", "round__format", "round__edition").defer("round__proposal")
    exchange = get_object_or_404(found, pk=pk)
    membership = admit(request, exchange.edition)
    if act not in ACTS:
        raise Http404
    try:
        done = ACTS[act](exchange, by=membership, **_said(request, act))
    except acts.StageFault as fault:
        return refuse(request, exchange.room, fault)
    if wants_json(request):
        return JsonResponse({"type": "relay", "relay": acts.frame(exchange, done)})
    return redirect(exchange.room)


def _said(request: HttpRequest, act: str) -> dict[str, Any]:
    """Reads hours and weekends of a beginning, and the turn that another act meant."""
    name = "hours" if act == "begin" else "turn"
    said: dict[str, Any] = {name: whole_number(request.POST[name])} if request.POST.get(name) else {}
    if None in said.values():
        raise acts.RelayFault("invalid")
    if act == "begin":
        said["weekends"] = bool(request.POST.get("weekends"))
    return said
