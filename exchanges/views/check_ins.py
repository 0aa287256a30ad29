"""Check-ins with one's former partner: begun by the two, or by the course team for everybody."""

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from academy.access import CourseRequest, for_facilitators, in_course
from academy.typed.sentences import fill
from exchanges.rounds import check_ins
from exchanges.rounds.making import RoundFault
from exchanges.views.exchanges import admitted
from rooms.views.answers import json_for_programs, wants_json


@json_for_programs
@require_POST
def check_in(request: CourseRequest, pk: int) -> HttpResponse:
    exchange = admitted(request, pk)
    try:
        found = check_ins.check_in(exchange, by=request.membership)
    except RoundFault as fault:
        if wants_json(request):
            return JsonResponse({"code": "invalid", "detail": str(fault)}, status=409)
        messages.error(request, str(fault))
        return redirect(exchange)
    return JsonResponse({"exchange": found.pk}) if wants_json(request) else redirect(found)


@require_POST
@in_course
@for_facilitators
def check_in_all(request: CourseRequest) -> HttpResponse:
    try:
        made = check_ins.check_in_all(request.edition, by=request.membership)
    except RoundFault as fault:
        messages.error(request, str(fault))
    else:
        words = ngettext("%(count)s check-in is open.", "%(count)s check-ins are open.", made)
        messages.success(request, fill(words, {"count": made}))
    return redirect("exchanges", course=request.edition.slug)
