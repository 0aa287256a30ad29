"""Kapok's addresses, and an empty view behind all middlewares that shows nothing."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from kapok import urls
from kapok.urls import handler400, handler403, handler404, handler500

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


def empty(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain")


urlpatterns = [path("empty/", empty), *urls.urlpatterns]
