"""Keyset pages: a page costs the same however old the course is."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from academy.pages.numbers import number


def page_before(
    request: HttpRequest, rows: QuerySet[Any], size: int, *, name: str = "before"
) -> tuple[list[Any], int | None]:
    """Returns the newest ``size`` rows with ids below ``?before=``, and the next ``before`` (None at the end). A page
    with two lists gives each a ``name``."""
    start = number(request, name)
    return cut((rows.filter(pk__lt=start) if start else rows).order_by("-pk")[: size + 1], size)


def cut(rows: Iterable[Any], size: int) -> tuple[list[Any], int | None]:
    """Returns the first ``size`` of ``size + 1`` rows, and the ``before`` of the next page (None at the end)."""
    page = list(rows)
    return page[:size], page[size - 1].pk if len(page) > size else None


def first_of_each(rows: QuerySet[Any], parts: Sequence[QuerySet[Any, Any]]) -> QuerySet[Any]:
    """Returns the ``rows`` whose ids one of ``parts`` selects, in no order. Each part may be cut to a length. A
    row that two parts select comes twice.

    SQLite takes no union of parts that are cut, and reads the whole table for parts that "or" joins.
    """
    first, *others = [rows.order_by().filter(pk__in=part) for part in parts]
    return first.union(*others, all=True) if others else first
