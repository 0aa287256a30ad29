"""Error pages: each says what happened and what to do next."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from academy.access import Suspended
from commons.moderation.suspending import current_suspension
from commons.withheld import Hidden


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    suspension = current_suspension(exception.membership) if isinstance(exception, Suspended) else None
    return render(
        request,
        "403.html",
        {
            "suspended": isinstance(exception, Suspended),
            "suspension": suspension,
            "is_hidden": isinstance(exception, Hidden),
        },
        status=403,
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    return render(request, "500.html", status=500)


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", status=403)
