"""Texts that come from a course pack, in several languages: ``{"en": ..., "fr": ...}``."""

import re
from collections.abc import Mapping
from functools import lru_cache

from django.conf import settings
from django.utils.translation import get_language


def localized(texts: Mapping[str, str] | None, language: str | None = None) -> str:
    """Returns the text in ``language`` (by default the active one), else in English, else in any; "" when there is
    none.
    """
    return texts[language_of(texts, language)] if texts else ""


def language_of(texts: Mapping[str, str] | None, language: str | None = None) -> str:
    """Returns the language in which ``localized`` gives the text; "" when there is none."""
    if not texts:
        return ""
    wanted = (language or get_language() or settings.LANGUAGE_CODE).split("-")[0]
    return next((code for code in (wanted, "en") if texts.get(code)), next(iter(texts)))


def shown_text(texts: Mapping[str, str] | None, language: str | None = None) -> str:
    """As ``localized``, for a page: in French no line begins with a colon or ends with an opening guillemet.

    Packs write plain spaces there, and so do exports.
    """
    text = localized(texts, language)
    return _bound(text) if text and language_of(texts, language) == "fr" else text


@lru_cache(maxsize=2**11)
def _bound(text: str) -> str:
    return _LOOSE.sub("\N{NO-BREAK SPACE}", text)


_LOOSE = re.compile(r"(?<=\S) (?=[:;?!»](?:\s|$))|(?<=«) ")
