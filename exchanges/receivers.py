"""What exchanges do when a lower floor speaks: each receiver only calls verbs."""

from typing import Any

from academy.models import Edition
from exchanges.rounds.formats import bring_formats


def on_edition_opened(sender: type[Edition], *, edition: Edition, content: dict[str, Any], **_kwargs: Any) -> None:
    bring_formats(edition, content["formats"]["formats"])
