"""Filters and tags that show languages, pack texts and times."""

import datetime
from collections.abc import Mapping

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from academy import pages_above
from academy.dates import date_words
from academy.forms import SPOKEN
from academy.texts import localized as localized_text
from academy.zones import place_of, zone

register = template.Library()
register.filter(place_of)
register.simple_tag(pages_above.person_record.path, name="record_path")
register.simple_tag(pages_above.hello.path, name="hello_path")
register.simple_tag(pages_above.moderation.path, name="moderation_path")
register.simple_tag(pages_above.roster.path, name="roster_path")
register.simple_tag(pages_above.rounds.path, name="rounds_path")
register.simple_tag(pages_above.round_page.path, name="round_path")
register.simple_tag(pages_above.own_exchanges.path, name="own_exchanges_path")

_SPOKEN = dict(SPOKEN)


@register.filter
def localized(texts: Mapping[str, str] | None) -> str:
    """Returns a pack's text in the reader's language."""
    return localized_text(texts)


@register.filter
def language(code: str) -> str:
    """ "pt" -> "Portuguese", in the reader's language; an unknown code stays as it is."""
    return str(_SPOKEN.get(code, code))


@register.simple_tag
def moment(at: datetime.datetime | None, form: str = "DATETIME_FORMAT", zone_name: str = "") -> SafeString | str:
    """Returns a time in the reader's zone (or in ``zone_name``), as <time> that names the zone's place."""
    if at is None:
        return ""
    here = zone(zone_name) if zone_name else timezone.get_current_timezone()
    local = at.astimezone(here)
    shown = date_words(local, form)
    return format_html('<time datetime="{}" title="{}">{}</time>', at.isoformat(), place_of(str(here)), shown)


@register.simple_tag
def ago(at: datetime.datetime | None) -> SafeString | str:
    """Returns the time since ``at`` in its coarsest unit, as <time> with the full moment in its title."""
    if at is None:
        return ""
    hours = hours_between(at, timezone.now())
    if hours < 1:
        minutes = max(0, int((timezone.now() - at).total_seconds() // 60))
        words = _("just now") if minutes < 1 else ngettext("%d min ago", "%d min ago", minutes) % minutes
    elif hours < 24:
        words = ngettext("%d h ago", "%d h ago", hours) % hours
    elif hours < 48:
        words = _("yesterday")
    else:
        words = date_words(timezone.localtime(at), "j M" if hours < 24 * 300 else "j M Y")
    full = date_words(timezone.localtime(at), "DATETIME_FORMAT")
    place = place_of(str(timezone.get_current_timezone()))
    return format_html('<time datetime="{}" title="{}, {}">{}</time>', at.isoformat(), full, place, words)


@register.filter
def hours_since(at: datetime.datetime) -> str:
    """Returns a waiting time such as "26 h"; from 72 hours on it counts days."""
    hours = hours_between(at, timezone.now())
    return _("%d h") % hours if hours < 72 else ngettext("%d day", "%d days", hours // 24) % (hours // 24)


def hours_between(earlier: datetime.datetime, later: datetime.datetime) -> int:
    return max(0, int((later - earlier).total_seconds() // 3600))
