"""What a person sees when something cannot be: always what happened and what to do next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from academy.access import Suspended


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    suspended = exception.membership if isinstance(exception, Suspended) else None
    return render(request, "403.html", {"suspended": suspended}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    return render(request, "500.html", status=500)
