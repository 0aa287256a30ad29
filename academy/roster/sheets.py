"""Finds the header of a roster and drops its empty columns and lines, for CSV files and workbooks alike."""

import dataclasses
import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

from academy.typed.sentences import fill

COLUMNS = (
    "given_name",
    "family_name",
    "email",
    "role",
    "organisation_type",
    "organisation",
    "bloc",
    "country",
    "languages",
    "time_zone",
    "topics",
    "availability_utc",
    "availability_local",
)
NEEDED = ("given_name", "family_name", "email", "role", "bloc", "country")
"""The other columns may be missing."""
MOST_LINES = 20_000
LINES_ABOVE = 30
"""The header is looked for so far, because titles and blank lines may stand above it."""
NAMES_OF_A_HEADER = 3
ALSO_CALLED = {
    "first_name": "given_name",
    "last_name": "family_name",
    "surname": "family_name",
    "e_mail": "email",
    "email_address": "email",
    "e_mail_address": "email",
}
_BETWEEN_WORDS = re.compile(r"[\s_-]+")

Lines = list[tuple[int, list[str]]]


class UnreadableRoster(Exception):
    """The file is neither CSV nor XLSX, or holds no roster; the message says what to do."""


@dataclasses.dataclass(frozen=True)
class Reading:
    """A roster as it was read. ``lines``: those with text, the header first. ``remarks``: what a reader should know
    before the import."""

    lines: Lines
    remarks: list[str] = dataclasses.field(default_factory=list)


def columns_named(cells: list[str]) -> int:
    """Returns how many columns of a roster these cells name."""
    return len({column_of(cell) for cell in cells} & set(COLUMNS))


def column_of(cell: str) -> str:
    """Returns the column that a cell of the header names, "Given Name" and "First name" as well as "given_name"."""
    name = "_".join(_BETWEEN_WORDS.split(cell.strip().lower()))
    return ALSO_CALLED.get(name, name)


def with_text(lines: Iterable[tuple[int, list[str]]]) -> Lines:
    """Returns the lines that hold text. Raises UnreadableRoster when there is none, or too many."""
    kept = [(number, cells) for number, cells in lines if any(cell.strip() for cell in cells)]
    if not kept:
        raise UnreadableRoster(_("The file is empty."))
    if len(kept) > MOST_LINES:
        raise UnreadableRoster(_("The file has more than 20,000 lines."))
    return kept


def from_header(lines: Lines) -> Lines:
    """Returns the lines from the header on, without empty columns; [] when no line is a header."""
    for place, (_number, cells) in enumerate(lines[:LINES_ABOVE]):
        if columns_named(cells) >= NAMES_OF_A_HEADER:
            below = [line for line in lines[place + 1 :] if line[1] != cells]  # lists pasted together repeat it
            return _without_empty_columns([lines[place], *below])
    return []


def no_header() -> UnreadableRoster:
    return UnreadableRoster(
        fill(
            _("No line holds the names of the columns. The first line must be: %(columns)s."),
            {"columns": ", ".join(COLUMNS[:-1])},
        )
    )


def _without_empty_columns(lines: Lines) -> Lines:
    """Spreadsheets write separators for columns that were cleared, and cells beyond the last column."""
    header = lines[0][1]
    without_name = [place for place, cell in enumerate(header) if not cell.strip()]
    empty = {
        place
        for place in without_name
        if not any(place < len(cells) and cells[place].strip() for _number, cells in lines)
    }
    width = len(header)
    kept = []
    for number, cells in lines:
        last = len(cells)
        while last > width and not cells[last - 1].strip():
            last -= 1
        kept.append((number, [cell for place, cell in enumerate(cells[:last]) if place not in empty]))
    return kept
