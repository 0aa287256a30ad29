"""Addresses of our pages, each made once, because a page of twenty posts has a hundred and ``reverse`` is slow."""

from functools import lru_cache

from django.urls import reverse

MOST = 2**14


@lru_cache(maxsize=MOST)
def address(name: str, *args: int | str) -> str:
    """Returns the path of the URL with this name, as ``reverse`` does. Raises NoReverseMatch."""
    return reverse(name, args=args)
