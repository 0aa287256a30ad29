"""Saves the formats of a pack, and computes their minutes in writing."""

from typing import Any

from django.db import transaction

from academy.models import Edition
from exchanges.models import Format
from exchanges.models.rounds import WRITTEN_PACE

LARGEST_PAIRED = 4


@transaction.atomic
def save_formats(edition: Edition, formats: list[dict[str, Any]]) -> None:
    """Saves the pack's formats in the edition, in the pack's order. A format with a known slug is updated."""
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
                "pace": entry.get("pace", WRITTEN_PACE),
            },
        )


def agenda(format: Format) -> list[dict[str, Any]]:
    """Returns the format's stages with whole ``minutes`` in writing, at least 1 each."""
    return [{**stage, "minutes": max(1, round(stage["minutes"] * format.pace))} for stage in format.stages]


def length(format: Format) -> int:
    """Returns the minutes of the whole agenda, in writing."""
    return sum(stage["minutes"] for stage in agenda(format))
