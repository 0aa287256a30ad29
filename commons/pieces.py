"""Finished pieces of pages, cached in the process by all values that they show.

A page of twenty posts shows the same twenty texts, names and times to many readers, so each piece is made once for a
language and a time zone. The shown values are the key of a piece, so a change makes another piece and none can be
stale. A reader's own marks (unread, their reactions, what they may do) come as further, smaller pieces beside it.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, cast

from django.template import engines
from django.utils import timezone
from django.utils.translation import get_language
from jinja2 import Environment
from markupsafe import Markup

MOST = 2**13


def piece(template: str, macro: str, *shown: Any) -> Markup:
    """Returns the macro's result for ``shown``, the hashable values on which the piece depends.

    The macro reads nothing else except the reader's language and time zone.
    """
    return _made(template, macro, get_language(), str(timezone.get_current_timezone()), shown)


def pieces(template: str, macro: str, rows: Iterable[tuple[Any, ...]]) -> Markup:
    """Returns the pieces of a list, one for each row's values, as ``piece`` makes them."""
    language, zone = get_language(), str(timezone.get_current_timezone())
    return Markup("\n".join([_made(template, macro, language, zone, shown) for shown in rows]))


@lru_cache(maxsize=MOST)
def _made(template: str, macro: str, _language: str, _zone: str, shown: tuple[Any, ...]) -> Markup:
    environment: Environment = engines["jinja2"].env  # type: ignore[attr-defined]  # only Jinja2's engine has one
    return cast(Markup, getattr(environment.get_template(template).module, macro)(*shown))
