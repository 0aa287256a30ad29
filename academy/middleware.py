"""The reader's language and time zone, for the length of a request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from academy.zones import zone


class ReaderMiddleware:
    """Prefers a signed-in person's own language to the browser's, and shows times in their zone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        vars(request).update(edition=None, membership=None)  # ``academy.access.admit`` sets both later
        reader = request.user
        if not reader.is_authenticated:
            return self.get_response(request)
        if reader.language:
            translation.activate(reader.language)
            request.LANGUAGE_CODE = translation.get_language()
        with timezone.override(zone(reader.time_zone)):
            return self.get_response(request)
