"""What the HTTP doors of a room answer in: JSON, with words in the reader's language."""

from typing import Any

from django.http import JsonResponse
from django.utils.translation import gettext as _

from commons import pages
from exchanges.posting import WORDS

LONGEST_WAIT = 30
STATUS_OF_CLOSE = {4401: 401, 4403: 403, 4404: 404, 4409: 409}
STATUS = {"muted": 403, "closed": 409, "too_long": 413, "rate": 429, "forbidden": 403, "invalid": 400}


def refusal(code: str) -> dict[str, Any]:
    """``{"code", "detail"}``."""
    words = {"signed_out": _("Sign in first."), "missing": _("There is no such room.")}
    return {"code": code, "detail": words[code] if code in words else str(WORDS[code])}


def whole_number(written: str | None, default: int = 0) -> int | None:
    """As ``commons.pages.whole_number``; ``default`` where nothing is written."""
    return pages.whole_number(written) if written else default


def seconds_to_wait(written: str | None) -> int | None:
    value = whole_number(written)
    return None if value is None else min(value, LONGEST_WAIT)


def no(code: str, status: int, retry_after: int | None = None) -> JsonResponse:
    answer = JsonResponse(refusal(code) | ({"retry_after": retry_after} if retry_after else {}), status=status)
    if retry_after:
        answer["Retry-After"] = str(retry_after)
    return answer
