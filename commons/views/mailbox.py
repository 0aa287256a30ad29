"""The demo's mailbox: only on this machine, only in a demo."""

import ipaddress

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from commons.models import Letter


@login_not_required
@never_cache
def mailbox(request: HttpRequest) -> HttpResponse:
    if not (settings.DEMO and _from_this_machine(request)):
        raise Http404
    return render(request, "commons/mailbox.html", {"letters": Letter.objects.all()[:20]})


def _from_this_machine(request: HttpRequest) -> bool:
    try:
        here = ipaddress.ip_address(request.META.get("REMOTE_ADDR") or "").is_loopback
    except ValueError:
        return False
    return here and "X-Forwarded-For" not in request.headers
