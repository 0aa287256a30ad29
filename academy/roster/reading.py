"""A roster file as lines of cells. Line 1 is the header."""

import csv
import io
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

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
)
LARGEST = 5 * 1024 * 1024
MOST_LINES = 20_000
MOST_ROWS, MOST_COLUMNS = MOST_LINES + 2, 200
"""A workbook is read no further, because one of a few kilobytes may claim a million lines."""

Lines = list[tuple[int, list[str]]]


class UnreadableRoster(Exception):
    """The file is neither CSV nor XLSX, or holds nothing; the message says what to do."""


def read_lines(file: Path | bytes, name: str = "") -> Lines:
    """Returns numbered lines of text cells without the blank lines. Raises UnreadableRoster."""
    name = name or (str(file) if isinstance(file, Path) else "")
    try:
        content = file.read_bytes() if isinstance(file, Path) else file
    except OSError as fault:
        raise UnreadableRoster(f"{name}: {fault.strerror or fault}") from fault
    if len(content) > LARGEST:
        raise UnreadableRoster(_("The file is larger than 5 MB."))
    lines = _from_workbook(content) if content[:4] == b"PK\x03\x04" else _from_text(content)
    kept = [(number, cells) for number, cells in lines if any(cell.strip() for cell in cells)]
    if not kept:
        raise UnreadableRoster(_("The file is empty."))
    if len(kept) > MOST_LINES:
        raise UnreadableRoster(_("The file has more than 20,000 lines."))
    return kept


def _from_text(content: bytes) -> Lines:
    text = _decoded(content)
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    lines: Lines = []
    try:
        while True:
            began = reader.line_num + 1
            cells = next(reader, None)
            if cells is None:
                return lines
            lines.append((began, cells))
    except csv.Error as fault:
        raise UnreadableRoster(
            _("The file is not CSV as spreadsheets write it (line %(line)d).") % {"line": reader.line_num}
        ) from fault


def _decoded(content: bytes) -> str:
    encodings = ["utf-16"] if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "cp1252"]
    if b"\x00" in content and encodings[0] != "utf-16":
        raise UnreadableRoster(_("This is not a CSV or XLSX file. Save the roster as one of these and try again."))
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableRoster(_("The file's characters cannot be read. Save it as CSV in UTF-8."))


def _from_workbook(content: bytes) -> Lines:
    try:
        # openpyxl takes a second to load, so only a process that reads a workbook imports it.
        import openpyxl

        sheet = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets[0]
        sheet.reset_dimensions()  # a file may state too small a size, and lines would be lost
        read = sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS, values_only=True)
        rows = [(number, _without_trailing([_cell(value) for value in row])) for number, row in enumerate(read, 1)]
    except Exception as fault:  # a damaged file makes openpyxl fail in more ways than can be listed
        raise UnreadableRoster(
            _("This is not a CSV or XLSX file. Save the roster as one of these and try again.")
        ) from fault
    width = next((len(cells) for _number, cells in rows if cells), 0)
    return [(number, cells + [""] * (width - len(cells))) for number, cells in rows]


def _cell(value: Any) -> str:
    return "" if value is None else str(value)


def _without_trailing(cells: list[str]) -> list[str]:
    """Drops empty cells at the end, because a workbook may pad a line with them, or leave them out."""
    while cells and not cells[-1].strip():
        cells = cells[:-1]
    return cells
