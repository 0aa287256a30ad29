"""Reflections in lists."""

from forum.models import Reflection


def excerpt(reflection: Reflection) -> str:
    """Returns the beginning of the reflection's first answer, as typed, at most 220 characters."""
    first = next((answer for answer in reflection.answers.values() if answer), "")
    return first if len(first) <= 220 else first[:219] + "…"
