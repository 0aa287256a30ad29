"""Receivers of signals from lower floors. Each only calls a verb."""

from typing import Any

from academy.courses.pack_parts import Content
from academy.models import Edition
from compare.packs.bringing import bring, take_over


def on_edition_opened(
    sender: type[Edition], *, edition: Edition, content: Content, like: Edition | None = None, **_kwargs: Any
) -> None:
    bring(edition, content)
    if like:
        take_over(like, edition)


def on_pack_changed(sender: type[Edition], *, edition: Edition, content: Content, **_kwargs: Any) -> None:
    bring(edition, content)
