"""An hour that is accepted, proposed or refused by a signed link: one tap, also for somebody who is signed out."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from commons.telling import signed_links
from exchanges.scheduling import one_tap
from exchanges.scheduling.clocks import clocks
from exchanges.scheduling.forms import RefusalForm
from exchanges.scheduling.hours import HourFault
from exchanges.scheduling.one_tap import Signed, Tapped


@login_not_required
@never_cache
@csrf_exempt  # the token is the proof, also for a program without cookies, and it is good for one hour alone
@require_http_methods(["GET", "HEAD", "POST"])
def hour_tap(request: HttpRequest, token: str) -> HttpResponse:
    """GET and HEAD show what the link does, with one button, because mail scanners open links; POST does it."""
    try:
        said = one_tap.signed(token)
    except signed_links.Expired:
        return _closed(request, "expired", 410)
    except signed_links.NotOurs:
        return _closed(request, "altered", 404)
    tapped = one_tap.find(said)
    if tapped is None:
        return _closed(request, "gone", 410)
    if request.user.is_authenticated and request.user.pk != tapped.member.person_id:
        return _closed(request, "another", 403)
    form = RefusalForm(tapped.member, request.POST if request.method == "POST" and said.at is None else None)
    if request.method != "POST":
        return _show(request, tapped, said, form)
    if said.at is None and not form.is_valid():
        return _show(request, tapped, said, form, status=422)
    try:
        one_tap.answer(tapped, said, **(form.cleaned_data if said.at is None else {}))
    except HourFault as fault:
        return _show(request, one_tap.find(said) or tapped, said, form, fault=str(fault), status=409)
    return redirect(request.path)


def _show(
    request: HttpRequest, tapped: Tapped, said: Signed, form: RefusalForm, *, fault: str = "", status: int = 200
) -> HttpResponse:
    is_open = tapped.open is not None and (tapped.open.pk == said.seen or tapped.open.begins_at == said.at)
    at = said.at or (tapped.open.begins_at if tapped.open and is_open else None)
    context = {
        "exchange": tapped.exchange,
        "partners": [one.given_name for one in tapped.members if one.pk != tapped.member.pk],
        "clocks": clocks(at, tapped.members, tapped.member) if at else [],
        "refuses": said.at is None,
        "is_open": is_open,
        "is_agreed": tapped.agreed is not None and tapped.agreed.begins_at == said.at,
        "has_said": one_tap.has_said(tapped, said),
        "has_passed": at is not None and at <= timezone.now(),
        "others": one_tap.others(tapped, but=said.at),
        "form": form,
        "fault": fault,
    }
    return render(request, "exchanges/hour_tap.html", context, status=status)


def _closed(request: HttpRequest, why: str, status: int) -> HttpResponse:
    return render(request, "exchanges/hour_tap_closed.html", {"why": why}, status=status)
