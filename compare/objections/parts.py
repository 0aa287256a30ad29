"""The parts of a provision that people may correct: "summary.fr", "year", "status"."""

import hashlib
import json
from typing import Any

from academy.pages.texts import language_of
from compare.models import Provision

CELL = ("instrument", "articles", "year", "status", "summary")
CHECKED = ("confidence", "doubt")
CHECKED_ROW = ("doubt",)
"""Only those who run the course say how sure it is of a text, and what a lawyer should look at."""
ROW = ("summary",)
TEXTS = {"instrument", "summary", "doubt"}


def parts_of(provision: Provision, *, checks: bool) -> dict[str, str]:
    """Maps each field to its part, for a text the part in the language that the reader sees."""
    fields = ROW + CHECKED_ROW * checks if provision.state_id else CELL + CHECKED * checks
    return {
        field: f"{field}.{language_of(getattr(provision, field)) or 'en'}" if field in TEXTS else field
        for field in fields
    }


def value_of(provision: Provision, part: str) -> Any:
    """Returns the part's present value; None when that language is missing."""
    field, _dot, language = part.partition(".")
    value = getattr(provision, field)
    return value.get(language) if language else value


def write(provision: Provision, part: str, value: Any) -> None:
    """Sets the part on the object, without saving. A doubt that is settled in one language is settled in all."""
    field, _dot, language = part.partition(".")
    if field == "doubt" and not value:
        provision.doubt = {}
        return
    setattr(provision, field, {**getattr(provision, field), language: value} if language else value)


def fingerprint(provision: Provision) -> str:
    """Changes when any part changes: a form carries it, so that nobody overwrites what they have not seen."""
    texts = json.dumps([getattr(provision, field) for field in CELL + CHECKED], sort_keys=True)
    return hashlib.sha256(texts.encode()).hexdigest()[:16]
