"""Roster files: separators and encodings of several programs, and files that are refused."""

import contextlib

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from academy.models import Person
from academy.roster import UnreadableRoster, import_roster
from academy.roster.reading import LARGEST, read_roster
from academy.roster.sheets import Reading
from tests.academy.rosters import HEADER, as_csv, csv_file, row, xlsx_file

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


def test_other_usual_names_of_columns_are_known(edition) -> None:
    content = "First name;Surname;E-mail;Role;Bloc;Country\nAdjoa;K.;adjoa@x.example;delegate;ECOWAS;BJ\n"
    (row,) = import_roster(edition, content.encode(), dry_run=True).rows
    assert (row.name, row.email) == ("Adjoa K.", "adjoa@x.example")


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
