"""What every page uses."""

from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def cleaned(html: str) -> SafeString:
    """HTML that ``commons.rendering`` rendered and cleaned when it was saved; nothing else may pass here."""
    return mark_safe(html)
