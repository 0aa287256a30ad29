"""How people, blocs and times are shown."""

import datetime
from collections.abc import Mapping

from django import template
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from academy.forms import SPOKEN
from academy.middleware import zone
from academy.texts import localized as localized_text

register = template.Library()

_SPOKEN = dict(SPOKEN)


@register.filter
def localized(texts: Mapping[str, str] | None) -> str:
    """A pack's text in the reader's language."""
    return localized_text(texts)


@register.filter
def place_of(zone_name: str) -> str:
    """ "America/Port_of_Spain" -> "Port of Spain"."""
    return zone_name.rsplit("/", 1)[-1].replace("_", " ")


@register.filter
def language(code: str) -> str:
    """ "pt" -> "Portuguese", in the reader's language; the code itself where no name is known."""
    return str(_SPOKEN.get(code, code))


@register.simple_tag
def moment(at: datetime.datetime | None, form: str = "DATETIME_FORMAT", zone_name: str = "") -> SafeString | str:
    """A time in the reader's zone (or in ``zone_name``), as <time> with the zone's place: never a bare time."""
    if at is None:
        return ""
    here = zone(zone_name) if zone_name else timezone.get_current_timezone()
    local = at.astimezone(here)
    shown = formats.date_format(local, form)
    return format_html('<time datetime="{}" title="{}">{}</time>', at.isoformat(), place_of(str(here)), shown)
