"""Whole numbers that people's browsers send."""

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
