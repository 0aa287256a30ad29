"""Reflections in lists."""

from commons import rendering
from forum.models import Reflection


def excerpt(reflection: Reflection) -> str:
<<<<<<< HEAD
    """Returns the beginning of the reflection's first answer, as typed, at most 220 characters."""
    first = next((answer for answer in reflection.answers.values() if answer), "")
    return first if len(first) <= 220 else first[:219] + "…"
=======
    """The beginning of the reflection's first answer, without its Markdown, at most 220 characters."""
    return rendering.excerpt(next((html for html in reflection.answers_html.values() if html), ""), 220)
>>>>>>> db34600 (Say on the writing page what was kept, and excerpt texts without their Markdown)
