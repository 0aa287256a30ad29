"""A roster as CSV text, in the encodings and with the separators that spreadsheets write."""

import csv
import io
import itertools

from django.utils.translation import gettext as _

from academy.roster.sheets import (
    LINES_ABOVE,
    Lines,
    Reading,
    UnreadableRoster,
    columns_named,
    from_header,
    no_header,
    with_text,
)

SEPARATORS = ",;\t|"


def read_text(content: bytes) -> Reading:
    """Raises UnreadableRoster."""
    try:
        lines = from_header(with_text(_lines(_decoded(content))))
        if not lines:
            raise no_header()
    except UnreadableRoster as fault:
        if b"\x00" in content and content[:2] not in (b"\xff\xfe", b"\xfe\xff"):
            raise no_table() from fault
        raise
    return Reading(lines)


def no_table() -> UnreadableRoster:
    return UnreadableRoster(_("This is not a CSV or XLSX file. Save the roster as one of these and try again."))


def _decoded(content: bytes) -> str:
    encodings = ["utf-16"] if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableRoster(_("The file's characters cannot be read. Save it as CSV in UTF-8."))


def _lines(text: str) -> Lines:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
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


def _separator(text: str) -> str:
    """Returns the separator that lets the most columns of a roster be found in the first lines."""
    first = list(itertools.islice(io.StringIO(text, newline=None), 2 * LINES_ABOVE))

    def named(separator: str) -> int:
        return max((columns_named([cell.strip(' "') for cell in line.split(separator)]) for line in first), default=0)

    return max(SEPARATORS, key=named)
