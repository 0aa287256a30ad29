"""Roster files: a correct line, and the ways in which spreadsheets save it."""

import csv
import io
from collections.abc import Iterable, Sequence

import openpyxl

HEADER = (
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
GOOD = {
    "given_name": "Aïssata",
    "family_name": "V.",
    "email": "aissata@example.org",
    "role": "delegate",
    "organisation_type": "employers",
    "organisation": "Employers' federation, Côte d'Ivoire",
    "bloc": "ECOWAS",
    "country": "CI",
    "languages": "fr;en",
    "time_zone": "Africa/Abidjan",
    "topics": "skills-mobility;climate",
    "availability_utc": "mon 14:00-18:00 | wed 22:00-26:00",
}


def row(number: int | None = None, **changes: str) -> list[str]:
    """Returns the good line with changes; a number gives it an address of its own."""
    own = {} if number is None else {"email": f"person{number}@example.org"}
    return list({**GOOD, **own, **changes}.values())


def as_csv(
    *rows: Sequence[str], header: Sequence[str] | None = HEADER, delimiter: str = ",", ends: str = "\r\n"
) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator=ends)
    writer.writerows(_with(header, rows))
    return text.getvalue()


def csv_file(*rows: Sequence[str], encoding: str = "utf-8", **form: object) -> bytes:
    return as_csv(*rows, **form).encode(encoding)  # type: ignore[arg-type]


def xlsx_file(*rows: Sequence[object], header: Sequence[str] | None = HEADER, without_size: bool = False) -> bytes:
    """``without_size`` leaves out the sheet's extent and the empty cells at a line's end, as some programs do."""
    book = openpyxl.Workbook(write_only=without_size)
    sheet = book.create_sheet() if without_size else book.active
    for cells in _with(header, rows):
        sheet.append(list(cells))
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _with(header: Sequence[str] | None, rows: Iterable[Sequence[object]]) -> list[Sequence[object]]:
    return [*([header] if header else []), *rows]
