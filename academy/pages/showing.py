"""Languages and times as pages show them: never a time without its place."""

import datetime
from functools import lru_cache

from django.conf import settings
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from academy.forms import SPOKEN
from academy.hours.zones import place_of, zone
from academy.pages.dates import date_words, short_day, time_of

MOST = 2**14
WITH_YEAR = 300 * 24
"""Hours after which a day is shown with its year."""
_SPOKEN = dict(SPOKEN)


def language(code: str) -> str:
    """ "pt" -> "Portuguese", in the reader's language; an unknown code stays as it is."""
    return _language(code, get_language())


@lru_cache(maxsize=MOST)
def _language(code: str, _reader: str | None) -> str:
    return str(_SPOKEN.get(code, code))


def moment(at: datetime.datetime | None, form: str = "DATETIME_FORMAT", zone_name: str = "") -> SafeString | str:
    """Returns a time in the reader's zone (or in ``zone_name``), as <time> that names the zone's place."""
    if at is None:
        return ""
    return _moment(at, form, zone_name or str(timezone.get_current_timezone()), get_language())


@lru_cache(maxsize=MOST)
def _moment(at: datetime.datetime, form: str, zone_name: str, _language: str) -> SafeString:
    """Returns a cached text, because many readers of one page see the same moments in the same zone and language."""
    shown = date_words(at.astimezone(zone(zone_name)), form)
    return format_html('<time datetime="{}" title="{}">{}</time>', at.isoformat(), place_of(zone_name), shown)


def ago(at: datetime.datetime | None) -> SafeString | str:
    """Returns the time since ``at`` in its coarsest unit, as <time> with the full moment in its title."""
    if at is None:
        return ""
    minutes = max(0, int((timezone.now() - at).total_seconds() // 60))
    hours = minutes // 60
    if hours >= 48:  # the words change once more
        hours = WITH_YEAR if hours >= WITH_YEAR else 48
    return _ago(at, hours, 0 if hours else minutes, str(timezone.get_current_timezone()), get_language())


@lru_cache(maxsize=MOST)
def _ago(at: datetime.datetime, hours: int, minutes: int, zone_name: str, _language: str) -> SafeString:
    local = at.astimezone(zone(zone_name))
    if hours < 1:
        words = _("just now") if minutes < 1 else ngettext("%d min ago", "%d min ago", minutes) % minutes
    elif hours < 24:
        words = ngettext("%d h ago", "%d h ago", hours) % hours
    elif hours < 48:
        words = _("yesterday")
    else:
        words = short_day(local, with_year=hours >= WITH_YEAR)
    full = date_words(local, "DATETIME_FORMAT")
    return format_html('<time datetime="{}" title="{}, {}">{}</time>', at.isoformat(), full, place_of(zone_name), words)


def place_here() -> str:
    """Returns the place whose clock the page shows; "" for a visitor, of whom no place is known."""
    name = str(timezone.get_current_timezone())
    return "" if name == settings.TIME_ZONE else place_of(name)


def clock(at: datetime.datetime) -> str:
    """Returns hour and minute in the reader's zone."""
    return time_of(timezone.localtime(at))


def clock_there(at: datetime.datetime, zone_name: str) -> tuple[str, str] | None:
    """Returns the time and the place in another zone; None when the reader's clock shows the same."""
    local = at.astimezone(zone(zone_name))
    if local.utcoffset() == timezone.localtime(at).utcoffset():
        return None
    return time_of(local), place_of(zone_name)


def hours_since(at: datetime.datetime) -> str:
    """Returns a waiting time such as "26 h"; from 72 hours on it counts days."""
    return _waiting_time(hours_between(at, timezone.now()), get_language())


@lru_cache(maxsize=MOST)
def _waiting_time(hours: int, _language: str) -> str:
    return _("%d h") % hours if hours < 72 else ngettext("%d day", "%d days", hours // 24) % (hours // 24)


def hours_between(earlier: datetime.datetime, later: datetime.datetime) -> int:
    return max(0, int((later - earlier).total_seconds() // 3600))


def span(minutes: int) -> str:
    """Says a number of minutes in words: 15 -> "15 minutes", 60 -> "1 hour", 1440 -> "1 day"."""
    if minutes < 60:
        return ngettext("%d minute", "%d minutes", minutes) % minutes
    if minutes < 24 * 60:
        return ngettext("%d hour", "%d hours", minutes // 60) % (minutes // 60)
    return ngettext("%d day", "%d days", minutes // 1440) % (minutes // 1440)
