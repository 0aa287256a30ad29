"""Formats of exchanges: those that a pack brings, and how long they take in writing."""

from typing import Any

from django.db import transaction

from academy.models import Edition
from exchanges.models import Format

WRITTEN_PACE = 1.5
LARGEST_PAIRED = 4


@transaction.atomic
def bring_formats(edition: Edition, formats: list[dict[str, Any]]) -> None:
    """The pack's formats in the edition, in the pack's order; bringing them again updates them."""
    for place, entry in enumerate(formats, 1):
        Format.objects.update_or_create(
            edition=edition,
            slug=entry["slug"],
            defaults={
                "place": place,
                "titles": entry["title"],
                "purposes": entry.get("purpose", {}),
                "smallest_group": entry["group"]["min"],
                "largest_group": entry["group"]["max"],
                "stages": entry["stages"],
            },
        )


def pace(minutes: float) -> int:
    """Minutes in writing for so many minutes of talk: published methods count on speech, and typing is slower."""
    return round(minutes * WRITTEN_PACE)


def agenda(format: Format) -> list[dict[str, Any]]:
    """The format's stages with ``minutes`` at written pace."""
    return [{**stage, "minutes": pace(stage["minutes"])} for stage in format.stages]
