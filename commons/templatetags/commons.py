"""Filters for every page."""

from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def cleaned(html: str) -> SafeString:
    """Marks HTML as safe; it takes only what ``commons.rendering`` cleaned when the text was saved."""
    return mark_safe(html)
