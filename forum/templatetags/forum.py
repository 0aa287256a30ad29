"""How reflections are shown in lists."""

from django import template

from forum.models import Reflection

register = template.Library()


@register.filter
def opening(reflection: Reflection) -> str:
    """The first words of the reflection's first answer, as they were typed."""
    first = next((answer for answer in reflection.answers.values() if answer), "")
    return first if len(first) <= 220 else first[:219] + "…"
