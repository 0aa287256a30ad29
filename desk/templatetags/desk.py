"""Template filters of the desk: names of acts and of spans of time."""

from django import template
from django.utils.translation import ngettext

from commons.moderation import auditing

register = template.Library()


@register.filter
def act_name(act: str) -> str:
    return auditing.words_of(act)


@register.filter
def span(minutes: int) -> str:
    """Names a number of minutes: 15 -> "15 minutes", 60 -> "1 hour", 1440 -> "1 day"."""
    if minutes < 60:
        return ngettext("%d minute", "%d minutes", minutes) % minutes
    if minutes < 24 * 60:
        return ngettext("%d hour", "%d hours", minutes // 60) % (minutes // 60)
    return ngettext("%d day", "%d days", minutes // 1440) % (minutes // 1440)
