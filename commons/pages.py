"""Keyset pages: a page costs the same however old the course is."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from academy.numbers import number


def page_before(
    request: HttpRequest, rows: QuerySet[Any], size: int, *, name: str = "before"
) -> tuple[list[Any], int | None]:
    """Returns the newest ``size`` rows with ids below ``?before=``, and the next ``before`` (None at the end). A page
    with two lists gives each a ``name``."""
    start = number(request, name)
    page = list((rows.filter(pk__lt=start) if start else rows).order_by("-pk")[: size + 1])
    return page[:size], page[size - 1].pk if len(page) > size else None
