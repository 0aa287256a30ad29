"""Keyset pages: a page costs the same however old the course is."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

LARGEST = 2**63 - 1


def whole_number(written: str) -> int | None:
    """A number from 0 up that a database can hold; None for anything else."""
    if not (written.isascii() and written.isdigit() and len(written) <= 19):
        return None
    value = int(written)
    return value if value <= LARGEST else None


def number(request: HttpRequest, name: str) -> int | None:
    """A positive whole number from the query string; None where there is none or it is no such number."""
    return whole_number(request.GET.get(name, "")) or None


def before(request: HttpRequest, rows: QuerySet[Any], size: int) -> tuple[list[Any], int | None]:
    """The newest ``size`` rows with ids below ``?before=``, and the id to ask older ones with (None at the end)."""
    start = number(request, "before")
    page = list((rows.filter(pk__lt=start) if start else rows).order_by("-pk")[: size + 1])
    return page[:size], page[size - 1].pk if len(page) > size else None
