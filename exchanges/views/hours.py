"""Acts on the hour of an exchange, from plain forms and from programs that ask for JSON."""

import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from academy.access import CourseRequest
from exchanges.models import Exchange, Hour
from exchanges.scheduling import hours
from exchanges.scheduling.forms import CallOffForm, ObjectionForm, TimeForm
from exchanges.scheduling.hours import HourFault
from exchanges.views.exchanges import admitted, show
from rooms.views.answers import json_for_programs, wants_json


@json_for_programs
@require_POST
def propose(request: CourseRequest, pk: int) -> HttpResponse:
    """Proposes a time; the team sets it. A refused form is shown again on the exchange's page, with what was typed."""
    exchange = admitted(request, pk)
    form = TimeForm(request.membership, _sent(request))
    if not form.is_valid():
        return _refuse_form(request, exchange, time_form=form)
    try:
        hour = hours.propose(
            exchange, form.cleaned_data["at"], by=request.membership, seen=form.cleaned_data.get("seen")
        )
    except HourFault as fault:
        return _refuse_form(request, exchange, fault, time_form=form)
    return _done(request, exchange, hour)


@json_for_programs
@require_POST
def accept(request: CourseRequest, pk: int, number: int) -> HttpResponse:
    exchange = admitted(request, pk)
    try:
        hour = hours.accept(_hour(exchange, number), by=request.membership)
    except HourFault as fault:
        return _refuse(request, exchange, fault)
    return _done(request, exchange, hour)


@json_for_programs
@require_POST
def object_to(request: CourseRequest, pk: int, number: int) -> HttpResponse:
    exchange = admitted(request, pk)
    form = ObjectionForm(request.membership, _sent(request))
    if not form.is_valid():
        return _refuse_form(request, exchange, objection_form=form)
    said = {name: form.cleaned_data[name] for name in ("sentence", "language")}
    try:
        hour = hours.object_to(_hour(exchange, number), by=request.membership, instead=form.cleaned_data["at"], **said)
    except HourFault as fault:
        return _refuse_form(request, exchange, fault, objection_form=form)
    return _done(request, exchange, hour)


@json_for_programs
@require_POST
def call_off(request: CourseRequest, pk: int) -> HttpResponse:
    exchange = admitted(request, pk)
    form = CallOffForm(request.membership, _sent(request))
    if not form.is_valid():
        return _refuse_form(request, exchange, call_off_form=form)
    try:
        hour = hours.call_off(exchange, by=request.membership, **form.cleaned_data)
    except HourFault as fault:
        return _refuse_form(request, exchange, fault, call_off_form=form)
    return _done(request, exchange, hour)


def _hour(exchange: Exchange, number: int) -> Hour:
    return get_object_or_404(Hour.objects.select_related("exchange"), pk=number, exchange=exchange)


def _sent(request: HttpRequest) -> Mapping[str, Any]:
    """Returns the form's fields, or those of a JSON object; {} for a body that is none."""
    if request.content_type != "application/json":
        return request.POST
    try:
        sent = json.loads(request.body)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(sent, dict):
        return {}
    return {name: str(value) for name, value in sent.items() if isinstance(value, str | int)}


def _done(request: CourseRequest, exchange: Exchange, hour: Hour) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"hour": _as_json(hour)})
    if hour.stands:
        messages.success(request, _("The time is agreed. Everybody in the exchange is told."))
    return redirect(exchange.room if request.POST.get("back") == "room" else exchange)


def _as_json(hour: Hour) -> dict[str, Any]:
    state = "open" if hour.is_open else "agreed" if hour.stands else hour.end
    return {
        "id": hour.pk,
        "begins_at": hour.begins_at.isoformat(),
        "by": hour.by_id,
        "state": state,
        "accepted": sorted(hour.acceptances.values_list("by", flat=True)),
    }


def _refuse(request: HttpRequest, exchange: Exchange, fault: HourFault) -> HttpResponse:
    if wants_json(request):
        return _fault(fault.code, str(fault))
    messages.error(request, str(fault))
    return redirect(exchange.room if request.POST.get("back") == "room" else exchange)


def _refuse_form(
    request: CourseRequest, exchange: Exchange, fault: HourFault | None = None, **form: forms.Form
) -> HttpResponse:
    """Shows the page with the form as it was sent; a program gets the first fault."""
    (name, bound), *_none = form.items()
    if fault is not None:
        bound.add_error(None, str(fault))
    if wants_json(request):
        first = str(next(iter(bound.errors.values()))[0])
        return _fault(fault.code if fault else "invalid", first)
    return show(request, exchange, **{name: bound})


def _fault(code: str, detail: str) -> JsonResponse:
    status = {"invalid": 400, "sentence": 400, "muted": 403}.get(code, 409)
    return JsonResponse({"code": code, "detail": detail}, status=status)
