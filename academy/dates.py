"""Days and months in words, as the reader's language writes them."""

import datetime

from django.utils import formats
from django.utils.dates import WEEKDAYS
from django.utils.translation import get_language


def date_words(local: datetime.datetime, form: str) -> str:
    """A moment by the clock that it carries, in the letters or by the name of one of Django's formats."""
    return _as_written(formats.date_format(local, form))


def weekday(day: int) -> str:
    """0 is Monday; as it stands within a sentence."""
    return _as_written(str(WEEKDAYS[day]))


def _as_written(words: str) -> str:
    """Django's Portuguese gives months and weekdays capitals, which Portuguese does not."""
    return words.lower() if get_language() == "pt" else words
