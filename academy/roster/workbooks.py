"""A roster as a workbook: the first sheet with a header is read."""

import io
import zipfile
from typing import Any
from xml.etree.ElementTree import iterparse

from django.utils.translation import gettext as _

from academy.roster.sheets import MOST_LINES, Lines, Reading, UnreadableRoster, from_header, no_header, with_text
from academy.roster.texts import no_table
from academy.typed.sentences import fill

MOST_ROWS, MOST_COLUMNS = MOST_LINES + 2, 200
"""A sheet is read no further, because a workbook of a few kilobytes may claim a million lines."""
MOST_SHEETS = 20
LARGEST_UNPACKED = 64 * 1024 * 1024
"""Bytes of all inner files together. A workbook of five megabytes may hold gigabytes, and openpyxl reads them whole."""


def read_workbook(content: bytes) -> Reading:
    """Raises UnreadableRoster."""
    try:
        is_too_large = _unpacked(content) > LARGEST_UNPACKED
        sheets = [] if is_too_large else _sheets(content)
        found = [(sheet, from_header(lines)) for sheet, lines in sheets]
        rosters = [(sheet, lines) for sheet, lines in found if lines]
        hidden = _hidden_rows(rosters[0][0]) if rosters else set()
    except Exception as fault:  # a damaged file makes openpyxl fail in more ways than can be listed
        raise no_table() from fault
    if is_too_large:
        raise UnreadableRoster(_("The workbook holds too much. Save the sheet with the roster as CSV and try again."))
    if not rosters:
        with_text(line for _sheet, lines in sheets for line in lines)
        raise no_header()
    sheet, lines = rosters[0]
    width = len(lines[0][1])
    whole = [(number, cells + [""] * (width - len(cells))) for number, cells in with_text(lines)]
    return Reading(whole, [*_other_rosters(sheet, rosters[1:]), *_hidden_lines(whole, hidden)])


def _unpacked(content: bytes) -> int:
    """Returns the bytes of all inner files, as the workbook's list names them; no reader takes more of one."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return sum(inner.file_size for inner in archive.infolist())


def _sheets(content: bytes) -> list[tuple[Any, Lines]]:
    """Returns the sheets that are shown, then the hidden ones, each with its lines."""
    # openpyxl takes a second to load: only a process that reads a workbook waits for it.
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    sheets = sorted(book.worksheets[:MOST_SHEETS], key=lambda sheet: str(sheet.sheet_state) != "visible")
    if not sheets:
        raise ValueError("a workbook without sheets")
    return [(sheet, _lines(sheet)) for sheet in sheets]


def _lines(sheet: Any) -> Lines:
    sheet.reset_dimensions()  # a file may state too small a size, and lines would be lost
    read = sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS, values_only=True)
    lines = [(number, _without_trailing([_cell(value) for value in row])) for number, row in enumerate(read, 1)]
    return [(number, cells) for number, cells in lines if cells]


def _hidden_rows(sheet: Any) -> set[int]:
    """Returns the numbers of the rows that a filter or a person hid; openpyxl does not keep them in this mode."""
    hidden, number = set(), 0
    with sheet._get_source() as source:
        for _event, row in iterparse(source):
            if row.tag.endswith("}row"):
                number = int(row.get("r") or number + 1)
                if row.get("hidden") in {"1", "true"}:
                    hidden.add(number)
                row.clear()
            if number > MOST_ROWS:
                break
    return hidden


def _other_rosters(sheet: Any, others: list[tuple[Any, Lines]]) -> list[str]:
    if not others:
        return []
    names = {"sheet": sheet.title, "others": ", ".join(other.title for other, _lines in others)}
    return [fill(_("Only the sheet “%(sheet)s” is read. A roster stands in %(others)s too."), names)]


def _hidden_lines(lines: Lines, hidden: set[int]) -> list[str]:
    numbers = [str(number) for number, _cells in lines[1:] if number in hidden]
    if not numbers:
        return []
    shown = ", ".join(numbers[:20]) + (" …" if len(numbers) > 20 else "")
    return [fill(_("Lines that are hidden in the workbook are imported too: %(lines)s."), {"lines": shown})]


def _cell(value: Any) -> str:
    return "" if value is None else str(value)


def _without_trailing(cells: list[str]) -> list[str]:
    """Drops the empty cells at the end, because a workbook may pad a line with them or leave them out."""
    while cells and not cells[-1].strip():
        cells = cells[:-1]
    return cells
