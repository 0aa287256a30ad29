"""Measures each page request for the metrics and writes one log line for it."""

import logging
import re
import secrets
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from prometheus_client import Histogram

from kapok.logs import route_of

log = logging.getLogger("kapok.requests")

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
_SECONDS = Histogram(
    "kapok_page_seconds",
    "Seconds from a page request's first middleware to its answer, by class of status; its count is the requests.",
    ["status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
_BY_CLASS = {number: _SECONDS.labels(f"{number}xx") for number in range(1, 6)}


class Watched:
    """The outermost middleware. The answer carries the proxy's request id, or a new one when that is malformed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        given = request.META.get("HTTP_X_REQUEST_ID", "")
        name = given if _ID.fullmatch(given) else secrets.token_hex(16)
        response = self.get_response(request)
        seconds = time.perf_counter() - began
        response["X-Request-ID"] = name
        _BY_CLASS[response.status_code // 100].observe(seconds)
        if log.isEnabledFor(logging.INFO):
            log.info("served", extra={"served": _line(request, response.status_code, seconds, name)})
        return response


def _line(request: HttpRequest, status: int, seconds: float, name: str) -> dict[str, object]:
    # Logs only a person who is loaded already, because the request may have failed for lack of the database.
    person = vars(request).get("_cached_user")
    return {
        "request": name,
        "method": request.method if request.method in METHODS else "other",
        "route": route_of(request),
        "status": status,
        "ms": round(seconds * 1000, 1),
        "person": getattr(person, "pk", None),
    }
