"""The reader of a page, their language and their time zone, for the length of a request."""

from collections.abc import Callable
from typing import cast

from django.contrib.auth import middleware
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.functional import SimpleLazyObject

from academy.hours.zones import zone
from academy.models import Person
from academy.sign_in.sessions import reader_of


class SignedInMiddleware(middleware.AuthenticationMiddleware):
    """Sets ``request.user`` to the person that is read with the session."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: _remembered(request))  # type: ignore[assignment]


def _remembered(request: HttpRequest) -> Person | AnonymousUser:
    """Reads the person once a request, and stores them under Django's own name."""
    known = vars(request)
    if "_cached_user" not in known:
        known["_cached_user"] = reader_of(request)
    return cast(Person | AnonymousUser, known["_cached_user"])


class ReaderMiddleware:
    """Prefers a signed-in person's own language to the browser's, and shows times in their zone.

    The browser's language is active while the person is read, so that the page of a fault there is in it.
    Nothing that is made for a person is stored by the browser, because Back would show it after they signed out.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        vars(request).update(edition=None, membership=None)  # ``academy.access.admit`` sets both later
        translation.activate(translation.get_language_from_request(request))
        reader = request.user
        if reader.is_authenticated and reader.language:
            translation.activate(reader.language)
        request.LANGUAGE_CODE = translation.get_language()
        with timezone.override(zone(reader.whereabouts.zone_now) if reader.is_authenticated else None):
            response = self.get_response(request)
        if reader.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store")
        patch_vary_headers(response, ("Accept-Language",))
        response.headers.setdefault("Content-Language", translation.get_language())
        return response
