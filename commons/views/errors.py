"""Error pages: each says what happened and what to do next."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.middleware import csrf
from django.shortcuts import render

from academy.access import Suspended
from academy.courses.life import Closed
from commons.moderation.suspending import current_suspension
from commons.sending import unsent
from commons.sending.unsent import Refused
from commons.texts.withheld import Withheld

FOREIGN = tuple(
    reason.split("%")[0] for reason in (csrf.REASON_BAD_ORIGIN, csrf.REASON_BAD_REFERER, csrf.REASON_INSECURE_REFERER)
)
"""The beginnings of Django's reasons when the form is on a page of another site."""


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Shows why the request is refused. A form's text comes back with the refusal."""
    typed = unsent.of(request)
    if isinstance(exception, Refused):
        context: dict[str, Any] = {"refused": exception, "unsent": typed, "why": "refused"}
        return render(request, "commons/unsent.html", context, status=exception.status)
    suspension = current_suspension(exception.membership) if isinstance(exception, Suspended) else None
    context = {
        "suspended": isinstance(exception, Suspended),
        "suspension": suspension,
        "withheld": exception if isinstance(exception, Withheld) else None,
        "closed": exception if isinstance(exception, Closed) else None,
        "unsent": typed,
    }
    return render(request, "403.html", context, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", {"unsent": unsent.of(request)}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    return render(request, "500.html", status=500)


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's token is of an earlier sign-in. A form of a foreign page gets nothing back."""
    is_ours = not reason.startswith(FOREIGN) and request.headers.get("Sec-Fetch-Site") in {None, "same-origin", "none"}
    context = {"unsent": unsent.of(request) if is_ours else None, "why": "stale"}
    return render(request, "commons/unsent.html", context, status=403)
