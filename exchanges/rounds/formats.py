"""The formats that an edition takes from its pack, and their minutes in writing."""

from typing import Any

from academy.courses.pack_parts import Part
from exchanges.models import Format
from exchanges.models.exchanges import Staged
from exchanges.models.rounds import WRITTEN_PACE

LARGEST_PAIRED = 4
RULES = ("turns", "seats", "rotate", "again")
"""The fields of a format in a pack beside its stages; see ``Format.rules``."""


def _fields(entry: dict[str, Any]) -> dict[str, Any]:
    rules = {**entry["group"], **entry}
    return {
        "titles": entry["title"],
        "purposes": entry.get("purpose", {}),
        "smallest_group": entry["group"]["min"],
        "largest_group": entry["group"]["max"],
        "stages": entry["stages"],
        "pace": entry.get("pace", WRITTEN_PACE),
        "rules": {rule: rules[rule] for rule in RULES if rule in rules},
    }


def _fixed(format: Format) -> set[str]:
    """The clocks of published exchanges count the agenda's stages and minutes; repairs keep to the group sizes."""
    return (
        {"stages", "pace", "rules", "smallest_group", "largest_group"}
        if format.rounds.exclude(published_at=None).exists()
        else set()
    )


FORMATS = Part(
    rows=lambda edition: edition.formats,
    key="slug",
    entries=lambda content: list(content["formats"]["formats"]),
    fields=_fields,
    fixed=_fixed,
)


def agenda(staged: Format | Staged) -> list[dict[str, Any]]:
    """Returns the stages with whole ``minutes`` in writing, at least 1 each."""
    return [{**stage, "minutes": max(1, round(stage["minutes"] * staged.pace))} for stage in staged.stages]


def length(staged: Format | Staged) -> int:
    """Returns the minutes of the whole agenda, in writing."""
    return sum(stage["minutes"] for stage in agenda(staged))
