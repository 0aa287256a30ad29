"""Receivers of signals from lower floors. Each only calls a verb."""

from typing import Any

from academy.models import Edition
from exchanges.rounds.formats import save_formats


def on_edition_opened(sender: type[Edition], *, edition: Edition, content: dict[str, Any], **_kwargs: Any) -> None:
    save_formats(edition, content["formats"]["formats"])
