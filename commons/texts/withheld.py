"""Decides what may still be shown of a text once it is hidden or taken back.

Every page, list, notice and quotation asks here. A text is as ``commons.models.moderation.OnTarget`` describes.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q

from academy.models import Membership
from commons.permissions import may_read_hidden
from commons.texts.rendering import shortened


class Withheld(PermissionDenied):
    """The text is taken back, or it or what it stands in is hidden from this reader. The error page says which."""

    def __init__(self, text: Any) -> None:
        super().__init__()
        self.is_taken_back = is_taken_back(text)


def is_taken_back(text: Any) -> bool:
    """Returns whether its author took it back; only messages can be."""
    return getattr(text, "deleted_at", None) is not None


def is_gone(text: Any) -> bool:
    """Returns whether the text itself is hidden or taken back, whoever reads."""
    return text.hidden_at is not None or is_taken_back(text)


def is_withheld(reader: Membership, text: Any) -> bool:
    """Returns whether the text is taken back, or it or what it stands in is hidden from this reader."""
    return is_taken_back(text) or any(
        part.hidden_at is not None and not may_read_hidden(reader, part) for part in (text, *text.stands_in)
    )


def beginning(text: Any, most: int = 160) -> str:
    """Returns the first words for what everybody reads alike: a quotation, a list of news. "" when they are gone."""
    return "" if is_gone(text) else shortened(text.excerpt, most)


def beginning_for(reader: Membership, text: Any) -> str:
    """Returns the first words for one reader, as in a notice; "" when they are withheld."""
    return "" if is_withheld(reader, text) else text.excerpt


def unhidden(*paths: str) -> Q:
    """Selects the rows of a list of news. Each path leads to a text that must not be hidden; "" is the row itself."""
    return Q(**{f"{path}__hidden_at".removeprefix("__"): None for path in paths or ("",)})


def readable(reader: Membership) -> Q:
    """Selects the rows of a list that may show this reader hidden texts: their own, or all to the course team."""
    return Q() if reader.runs_the_course else unhidden_from(reader.pk)


def unhidden_from(reader: Any) -> Q:
    """As ``readable``, for the id of somebody who does not run the course, or for its place in a compiled query."""
    return Q(hidden_at=None) | Q(author=reader)
