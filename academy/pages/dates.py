"""Days and months in words, as the reader's language writes them."""

import datetime
import re
from functools import lru_cache

from django.utils import formats
from django.utils.dates import WEEKDAYS
from django.utils.translation import get_language, pgettext


def date_words(local: datetime.datetime | datetime.date, form: str) -> str:
    """Returns the moment in its own zone, or the day. ``form``: a format string, or the name of one of Django's."""
    return _as_written(formats.date_format(local, form))


def day_of(local: datetime.datetime) -> str:
    """Returns a text like "Thursday 13 July", in the active language."""
    return date_words(local, pgettext("a day, in the letters of Django's date filter", "l j F"))


def short_day(local: datetime.datetime, *, with_year: bool) -> str:
    """Returns a text like "13 Jul", in the active language."""
    return _short_day(local.year, local.month, local.day, with_year, get_language())


@lru_cache(maxsize=2**11)
def _short_day(year: int, month: int, day: int, with_year: bool, _language: str | None) -> str:
    short = pgettext("a day, in the letters of Django's date filter", "j M")
    return date_words(datetime.date(year, month, day), f"{short} Y" if with_year else short)


def time_of(local: datetime.datetime) -> str:
    return date_words(local, "H:i")


def weekday(day: int) -> str:
    """Returns the name of the day (0 is Monday) in the form that fits into a sentence."""
    return _as_written(str(WEEKDAYS[day]))


def _as_written(words: str) -> str:
    """Writes Portuguese in small letters, because Django gives its months and weekdays capitals, and French "1er"."""
    language = get_language()
    if language == "fr":
        return re.sub(r"(?<!\S)1 (?=[a-zéû])", "1er ", words)
    return words.lower() if language == "pt" else words
