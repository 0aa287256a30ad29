"""Keyset pages: a page costs the same however old the course is."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

LARGEST = 2**63 - 1


def whole_number(written: str) -> int | None:
    """Returns a number from 0 to the largest that a database can hold; None for anything else."""
    if not (written.isascii() and written.isdigit() and len(written) <= 19):
        return None
    value = int(written)
    return value if value <= LARGEST else None


def number(request: HttpRequest, name: str) -> int | None:
    """Returns a positive whole number from the query string; None when it is missing or something else."""
    return whole_number(request.GET.get(name, "")) or None


def page_before(request: HttpRequest, rows: QuerySet[Any], size: int) -> tuple[list[Any], int | None]:
    """Returns the newest ``size`` rows with ids below ``?before=``, and the next ``before`` (None at the end)."""
    start = number(request, "before")
    page = list((rows.filter(pk__lt=start) if start else rows).order_by("-pk")[: size + 1])
    return page[:size], page[size - 1].pk if len(page) > size else None
