"""How acts and spans of time are named at the desk."""

from django import template
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

register = template.Library()

_ACTS = {
    "hide": _("Hidden"),
    "restore": _("Restored"),
    "lock": _("Locked"),
    "unlock": _("Unlocked"),
    "mute": _("Muted"),
    "unmute": _("Let write again"),
    "suspend": _("Suspended"),
    "lift": _("Suspension lifted"),
    "settle": _("Report settled"),
    "open": _("Room opened"),
    "answer": _("Call answered"),
    "slow": _("Slow mode set"),
    "speed up": _("Slow mode ended"),
    "close": _("Room closed"),
    "reopen": _("Room opened again"),
}


@register.filter
def act_name(act: str) -> str:
    return str(_ACTS.get(act, act))


@register.filter
def span(minutes: int) -> str:
    """15 -> "15 minutes", 60 -> "1 hour", 1440 -> "1 day"."""
    if minutes < 60:
        return ngettext("%d minute", "%d minutes", minutes) % minutes
    if minutes < 24 * 60:
        return ngettext("%d hour", "%d hours", minutes // 60) % (minutes // 60)
    return ngettext("%d day", "%d days", minutes // 1440) % (minutes // 1440)
