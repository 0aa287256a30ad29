"""Rosters in workbooks: sheets, cells, formulas and hidden rows of several programs, and files that are none."""

import io
import zipfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from academy.roster import UnreadableRoster, import_roster, workbooks
from academy.roster.reading import read_roster
from academy.roster.sheets import Reading
from tests.academy.roster.test_roster_files import READ, ROWS
from tests.academy.rosters import HEADER, row, saved, xlsx_file


def zip_of(**files: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return content.getvalue()


def repacked(workbook: bytes, name: str, old: bytes, new: bytes) -> bytes:
    """Returns the workbook with a change in one of its inner files."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        # openpyxl writes with lxml where that is installed, which writes an empty element as two tags.
        files = {inner: archive.read(inner).replace(b"<v></v>", b"<v />") for inner in archive.namelist()}
    assert old in files[name]
    return zip_of(**{**files, name: files[name].replace(old, new)})


def encrypted(content: bytes) -> bytes:
    """Marks the zip as encrypted in all its headers."""
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        pieces = content.split(signature)
        content = signature.join(
            [pieces[0], *(piece[: flags - 4] + b"\x01\x00" + piece[flags - 2 :] for piece in pieces[1:])]
        )
    return content


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.pure
@pytest.mark.parametrize("name", [SHEET, "xl/sharedStrings.xml"])
def test_a_small_workbook_that_unpacks_to_a_large_one_is_not_unpacked(name) -> None:
    with zipfile.ZipFile(io.BytesIO(xlsx_file(*ROWS))) as archive:
        files = {inner: archive.read(inner) for inner in archive.namelist()}
    bomb = zip_of(**{**files, name: b" " * (workbooks.LARGEST_UNPACKED + 1)})
    assert len(bomb) < 500_000
    with pytest.raises(UnreadableRoster, match="holds too much"):
        read_roster(bomb)


@pytest.mark.pure
@pytest.mark.parametrize(
    "content",
    [
        zip_of(**{"word/document.xml": b"<document/>"}),
        zip_of(),
        xlsx_file(*ROWS)[:-400],
        encrypted(xlsx_file(*ROWS)),
        repacked(xlsx_file(*ROWS), SHEET, b"<sheetData>", b"<sheetData"),
        repacked(xlsx_file(*ROWS), SHEET, b'r="A1"', b'r="1A"'),
        repacked(xlsx_file(*ROWS), "xl/workbook.xml", b"sheetId", b"sheetNo"),
    ],
    ids=["a letter", "empty zip", "cut off", "with a password", "broken", "odd cell names", "no sheet"],
)
def test_a_zip_that_is_no_workbook_is_refused_in_one_sentence(content) -> None:
    with pytest.raises(UnreadableRoster, match=r"^This is not a CSV or XLSX file\. Save the roster as one of these"):
        read_roster(content)


@pytest.mark.pure
@given(st.integers(0), st.binary(min_size=1, max_size=8), st.booleans())
@settings(deadline=None, max_examples=100)
def test_a_damaged_workbook_is_read_or_refused_without_a_traceback(place, damage, cut) -> None:
    whole = xlsx_file(*ROWS)
    place = 4 + place % (len(whole) - 4)
    try:
        lines = read_roster(whole[:place] + damage + (b"" if cut else whole[place + len(damage) :])).lines
    except UnreadableRoster:
        return
    assert all(isinstance(cell, str) for _line, cells in lines for cell in cells)


@pytest.mark.pure
def test_a_sheet_that_understates_its_size_is_read_whole() -> None:
    content = repacked(xlsx_file(*ROWS), SHEET, b'<dimension ref="A1:L3"', b'<dimension ref="A1"')
    assert read_roster(content) == Reading(READ)


def test_a_sheet_without_size_may_leave_out_empty_cells(edition) -> None:
    short = row(1, topics="", availability_utc="")[:-2]
    assert import_roster(edition, xlsx_file(short, row(2), without_size=True)).faults == []
    assert edition.memberships.count() == 2


def test_numbers_and_truth_values_are_read_as_text(edition) -> None:
    """A fault names the cell unless its text is valid in that column."""
    cells = dict(zip(HEADER, row(1), strict=True))
    odd = {"role": True, "country": 44, "topics": 3.5, "family_name": 7}
    faults = import_roster(edition, xlsx_file(list({**cells, **odd}.values()))).faults
    assert [(fault.line, fault.column) for fault in faults] == [(2, "role"), (2, "country"), (2, "topics")]


def test_formula_cells_without_a_stored_result_are_missing(edition) -> None:
    """The program that wrote the file stored no result, and nothing is guessed."""
    book = openpyxl.load_workbook(io.BytesIO(xlsx_file(row(1))))
    book.active["C2"], book.active["H2"] = '=LOWER("X@EXAMPLE.ORG")', '=CONCAT("C","I")'
    faults = import_roster(edition, saved(book)).faults
    assert [str(fault) for fault in faults] == [
        "line 2, column email: is missing",
        "line 2, column country: is missing",
    ]


def test_formula_cells_with_a_stored_result_count_as_the_result(edition) -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx_file(row(1))))
    book.active["C2"] = '=LOWER("X@EXAMPLE.ORG")'
    content = repacked(saved(book), SHEET, b"<v />", b"<v>x@example.org</v>")
    content = repacked(content, SHEET, b'<c r="C2">', b'<c r="C2" t="str">')
    assert import_roster(edition, content).faults == []
    assert edition.memberships.get().person.email == "x@example.org"


def with_sheets(*sheets: tuple[str, list[list[str]]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, lines in sheets:
        sheet = book.create_sheet(title)
        for cells in lines:
            sheet.append(cells)
    return saved(book)


NOTES, ROSTER = ("Notes", [["Ask Mariam about the hotel"]]), ("People", [list(HEADER), row(1), row(2)])


@pytest.mark.pure
@pytest.mark.parametrize("sheets", [(ROSTER, NOTES), (NOTES, ROSTER), (("Empty", []), NOTES, ROSTER)])
def test_the_roster_may_be_on_any_sheet(sheets) -> None:
    assert read_roster(with_sheets(*sheets)) == Reading(READ)


@pytest.mark.pure
def test_of_two_rosters_in_a_workbook_one_is_read_and_the_other_named() -> None:
    reading = read_roster(with_sheets(NOTES, ROSTER, ("Last year", [list(HEADER), row(3)])))
    assert reading.lines == READ
    assert reading.remarks == ["Only the sheet “People” is read. A roster stands in Last year too."]


@pytest.mark.pure
def test_hidden_rows_are_imported_and_named() -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx_file(*ROWS, row(3))))
    for number in (3, 4, 9):
        book.active.row_dimensions[number].hidden = True
    reading = read_roster(saved(book))
    assert [number for number, _cells in reading.lines] == [1, 2, 3, 4]
    assert reading.remarks == ["Lines that are hidden in the workbook are imported too: 3, 4."]
