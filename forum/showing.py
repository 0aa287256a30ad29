"""Reflections in lists."""

from commons import rendering
from forum.models import Reflection


def excerpt(reflection: Reflection) -> str:
    """Returns the beginning of the reflection's first answer, without its Markdown, at most 220 characters."""
    return rendering.excerpt(next((html for html in reflection.answers_html.values() if html), ""), 220)
