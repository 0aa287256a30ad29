"""Texts that come from a course pack, in several languages: ``{"en": ..., "fr": ...}``."""

from collections.abc import Mapping

from django.conf import settings
from django.utils.translation import get_language


def localized(texts: Mapping[str, str] | None, language: str | None = None) -> str:
    """Returns the text in ``language`` (by default the active one), else in English, else in any; "" when there is
    none.
    """
    if not texts:
        return ""
    wanted = (language or get_language() or settings.LANGUAGE_CODE).split("-")[0]
    return texts.get(wanted) or texts.get("en") or next(iter(texts.values()))
