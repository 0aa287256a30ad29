"""``/metrics`` in Prometheus' text format, for requests with the token or from this machine (not through a proxy)."""

import ipaddress
import os
import secrets

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

import rooms.figures  # noqa: F401  # so that the rooms' figures are there, if only as zeros

FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP")


@login_not_required
def metrics(request: HttpRequest) -> HttpResponse:
    if not (_has_token(request) or _is_local(request)):
        words = "Bring KAPOK_METRICS_TOKEN as “Authorization: Bearer …”, or ask on the machine itself.\n"
        return HttpResponse(words, status=403, content_type="text/plain; charset=utf-8")
    return HttpResponse(generate_latest(_registry()), content_type=CONTENT_TYPE_LATEST)


def _has_token(request: HttpRequest) -> bool:
    kind, _space, brought = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    token = settings.METRICS_TOKEN
    return (
        token is not None
        and kind.lower() == "bearer"
        and secrets.compare_digest(brought.strip().encode("utf-8", "replace"), token.encode())
    )


def _is_local(request: HttpRequest) -> bool:
    if any(name in request.META for name in FORWARDED):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _registry() -> CollectorRegistry:
    """Returns this process's figures, or those of all WSGI processes when they share PROMETHEUS_MULTIPROC_DIR."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    together = CollectorRegistry()
    MultiProcessCollector(together)
    return together
