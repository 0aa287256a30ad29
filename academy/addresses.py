"""Addresses of our pages, made once each: a page with twenty posts holds a hundred, and reversing one is slow."""

from functools import lru_cache

from django.urls import reverse

MOST = 2**14


@lru_cache(maxsize=MOST)
def address(name: str, *args: int | str) -> str:
    """Returns the path of the URL with this name, as ``reverse`` does. Raises NoReverseMatch."""
    return reverse(name, args=args)
