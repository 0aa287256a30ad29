"""The language of the pages, as a reader chooses it."""

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import check_for_language


def is_known(code: str) -> bool:
    return code in dict(settings.LANGUAGES) and check_for_language(code)


def choose(code: str, request: HttpRequest, answer: HttpResponseBase) -> None:
    """Stores the language in a cookie, and with a person who is signed in; an unknown language changes nothing."""
    if not is_known(code):
        return
    if request.user.is_authenticated:
        request.user.language = code
        request.user.save(update_fields=["language"])
    answer.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, code, max_age=60 * 60 * 24 * 365, samesite="Lax", secure=request.is_secure()
    )
