"""Whole numbers that people's browsers send, and those that name a version."""

import secrets

from django.http import HttpRequest

LARGEST = 2**63 - 1


def another() -> int:
    """Returns a number that no version has had, so that an undone act leaves none that another act takes."""
    return secrets.randbits(62)


def whole_number(written: str) -> int | None:
    """Returns a number from 0 to the largest that a database can hold; None for anything else."""
    if not (written.isascii() and written.isdigit() and len(written) <= 19):
        return None
    value = int(written)
    return value if value <= LARGEST else None


def number(request: HttpRequest, name: str) -> int | None:
    """Returns a positive whole number from the query string; None when it is missing or something else."""
    return whole_number(request.GET.get(name, "")) or None
