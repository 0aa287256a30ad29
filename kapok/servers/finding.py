"""The view of a path, found once: the URL map of all floors is a list of two hundred patterns."""

from functools import lru_cache
from typing import Any

from django.core.handlers.base import BaseHandler
from django.http import HttpRequest
from django.urls import ResolverMatch, URLResolver, get_resolver

MOST = 2**11


class Remembering(BaseHandler):
    """A handler that asks the URL map once for each path."""

    def resolve_request(self, request: HttpRequest) -> Any:
        request.resolver_match = found = _view_of(get_resolver(), request.path_info)
        return found


@lru_cache(maxsize=MOST)
def _view_of(addresses: URLResolver, path: str) -> ResolverMatch:
    """Raises Resolver404, which is not remembered."""
    found = addresses.resolve(path)
    found.tried = None  # the list of all patterns before, for Django's own page of a 404
    return found
