"""Roster files: separators, encodings and workbooks of several programs, and files that are refused."""

import contextlib
import io
import zipfile

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from academy.models import Person
from academy.roster import UnreadableRoster, import_roster
from academy.roster.reading import LARGEST, read_roster
from academy.roster.sheets import Reading
from tests.academy.rosters import HEADER, as_csv, csv_file, row, saved, xlsx_file

READ = [(1, list(HEADER)), (2, row(1)), (3, row(2))]
ROWS = row(1), row(2)


@pytest.mark.pure
@pytest.mark.parametrize(
    "content",
    [
        csv_file(*ROWS),
        csv_file(*ROWS, ends="\n"),
        csv_file(*ROWS, ends="\r"),
        csv_file(*ROWS, delimiter=";"),
        csv_file(*ROWS, delimiter="\t"),
        csv_file(*ROWS, encoding="utf-8-sig"),
        csv_file(*ROWS, encoding="utf-16"),
        csv_file(*ROWS, encoding="cp1252", delimiter=";"),
        csv_file(*ROWS).rstrip(),
        xlsx_file(*ROWS),
        xlsx_file(*ROWS, without_size=True),
    ],
    ids=[
        "",
        "Unix",
        "old Mac",
        "semicolons",
        "tabs",
        "BOM",
        "UTF-16",
        "Western",
        "no last line end",
        "XLSX",
        "no size",
    ],
)
def test_rosters_in_many_formats_read_alike(content) -> None:
    assert read_roster(content) == Reading(READ)


def test_a_header_is_read_in_words_and_where_it_comes_again(edition) -> None:
    words = [name.replace("_", " ").capitalize() for name in HEADER]
    again = import_roster(edition, csv_file(row(1), list(HEADER), row(2)), dry_run=True)
    assert (again.added, again.faults) == (2, [])
    spelled = csv_file(*ROWS).replace(",".join(HEADER).encode(), ",".join(words).encode())
    found = import_roster(edition, spelled, dry_run=True)
    assert (found.added, found.faults) == (2, [])


@pytest.mark.pure
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf\r\n", "is empty"),
        (b",,,\r\n ,\t,\r\n", "is empty"),
        (xlsx_file(header=None), "is empty"),
        (b"\x00" + csv_file(*ROWS, header=None), "not a CSV or XLSX file"),
        (csv_file(*ROWS, header=None), "No line holds the names of the columns. The first line must be: given_name, "),
        (xlsx_file(*ROWS, header=None), "No line holds the names of the columns."),
        (b"Dear Chiara,\r\nhere is the list; greetings, Mariam", "No line holds the names of the columns."),
        (csv_file(*ROWS, encoding="utf-16-le"), "not a CSV or XLSX file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00\x00 an old .xls", "not a CSV or XLSX file"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "not a CSV or XLSX file"),
        (b"PK\x03\x04 is how a zip begins", "not a CSV or XLSX file"),
        (b"PK\x03\x04", "not a CSV or XLSX file"),
        (csv_file(*ROWS) + b"\x81\x8d\x8f", "characters cannot be read"),
        (csv_file(*ROWS, encoding="utf-16") + b"\x00", "characters cannot be read"),
        (csv_file(*ROWS) + b'"never closed,', "not CSV as spreadsheets write it (line 4)"),
        (csv_file(*ROWS) + b'"closed" too early,', "not CSV as spreadsheets write it (line 4)"),
        (csv_file(row(1, organisation="x" * 200_000)), "not CSV as spreadsheets write it (line 2)"),
        (b"x" * (LARGEST + 1), "larger than 5 MB"),
        (b"a,b\n" * 20_001, "more than 20,000 lines"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_is_no_roster_is_refused_in_one_sentence(content, words) -> None:
    with pytest.raises(UnreadableRoster, match=r"\.$") as refused:
        read_roster(content)
    assert words in str(refused.value)
    assert "\n" not in str(refused.value)


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
@given(st.binary(max_size=200))
@example(b"\xff\xfe\x00")
@example(b'"')
@settings(deadline=None)
def test_any_bytes_are_read_or_refused(content) -> None:
    with contextlib.suppress(UnreadableRoster):
        assert read_roster(content)


@pytest.mark.pure
def test_a_missing_file_is_named(tmp_path) -> None:
    for path in (tmp_path / "nowhere.csv", tmp_path):
        with pytest.raises(UnreadableRoster, match=str(path)):
            read_roster(path)


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


@pytest.mark.parametrize("error", ["#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!"])
def test_a_failed_formula_is_a_fault_even_in_a_column_of_free_text(edition, error) -> None:
    for file in (xlsx_file, csv_file):
        faults = import_roster(edition, file(row(1, family_name=error))).faults
        assert [(fault.line, fault.column) for fault in faults] == [(2, "family_name")]
    assert not Person.objects.exists()


def test_a_formula_in_a_csv_stays_text(edition) -> None:
    """It may be somebody's name; pages escape it and nothing computes it."""
    text = as_csv(row(1, given_name="=1+1", organisation='=HYPERLINK("http://example.org")'))
    assert import_roster(edition, text.encode()).faults == []
    assert edition.memberships.get().person.given_name == "=1+1"


def test_names_in_any_script_arrive_as_written(edition) -> None:
    names = ["Ọlá Ńké", "José Ângelo", "Ɓúùbá", "أمينة", "Zoë-Ann O’Brien"]
    lines = [row(number, given_name=name) for number, name in enumerate(names)]
    for content in (csv_file(*lines), xlsx_file(*lines)):
        import_roster(edition, content)
        kept = edition.memberships.order_by("person__email").values_list("person__given_name", flat=True)
        assert list(kept) == names


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


def lines_of(*lines: str) -> bytes:
    return "\r\n".join(lines).encode()


TEXT = [",".join(HEADER), *as_csv(*ROWS, header=None).splitlines()]
SEMICOLONS = as_csv(*ROWS, delimiter=";").splitlines()


@pytest.mark.pure
@pytest.mark.parametrize(
    ("content", "first"),
    [
        (lines_of(*(line + ";;;" for line in SEMICOLONS)), 1),
        (lines_of(*(line + ",,," for line in TEXT)), 1),
        (lines_of(TEXT[0], *(line + "," for line in TEXT[1:])), 1),
        (lines_of(TEXT[0] + ", ,", *TEXT[1:]), 1),
        (lines_of(*("," + line for line in TEXT)), 1),
        (lines_of("sep=;", *SEMICOLONS), 2),
        (lines_of("sep=,", *TEXT), 2),
        (lines_of("", *TEXT), 2),
        (lines_of("Participants, 2027; a list", "", *SEMICOLONS), 3),
        (lines_of("Participants;;;;;;;;;;;", ";;;;;;;;;;;", *SEMICOLONS), 3),
        (lines_of("Role, by e-mail", *TEXT), 2),
        (xlsx_file([], [], list(HEADER), *ROWS, header=["Participants 2027"]), 4),
        (xlsx_file(*([None, *cells, "", None] for cells in ROWS), header=["", *HEADER, ""]), 1),
    ],
    ids=lambda value: "",
)
def test_what_stands_around_the_table_is_passed_over(content, first) -> None:
    """Empty columns, the separator's line, a title, blank lines."""
    assert read_roster(content) == Reading([(number + first - 1, cells) for number, cells in READ])
