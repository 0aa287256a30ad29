"""A member asks for another partner, from a plain form and from programs that ask for JSON."""

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from academy.access import CourseRequest
from exchanges.rounds import partner_wishes
from exchanges.rounds.forms import AnotherPartnerForm
from exchanges.rounds.making import RoundFault
from exchanges.views.exchanges import admitted, show
from rooms.views.answers import json_for_programs, wants_json


@json_for_programs
@require_POST
def ask_for_another(request: CourseRequest, pk: int) -> HttpResponse:
    exchange = admitted(request, pk)
    form = AnotherPartnerForm(request.membership, request.POST)
    if form.is_valid():
        try:
            partner_wishes.ask(exchange, by=request.membership, **form.cleaned_data)
        except RoundFault as fault:
            form.add_error(None, str(fault))
    if form.errors:
        if wants_json(request):
            detail = str(next(iter(form.errors.values()))[0])
            return JsonResponse({"code": "invalid", "detail": detail}, status=400)
        return show(request, exchange, partner_form=form)
    if wants_json(request):
        return JsonResponse({"asked": True})
    messages.success(request, _("The facilitators are told."))
    return redirect(exchange)
