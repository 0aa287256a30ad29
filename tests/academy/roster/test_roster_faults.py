"""Every fault in a roster names its line and column, in CSV and in XLSX alike."""

import pytest
from django.utils.translation import override

from academy.models import Person
from academy.roster import Fault, import_roster
from tests.academy.rosters import GOOD, HEADER, as_csv, csv_file, row, xlsx_file

# case -> (the changed cells, the column that is named, words of the message)
FAULTS: dict[str, tuple[dict[str, str], str, str]] = {
    "no given name": ({"given_name": " "}, "given_name", "is missing"),
    "given name too long": ({"given_name": "A" * 81}, "given_name", "is too long"),
    "line break in a name": ({"given_name": "Aïs\nsata"}, "given_name", "line break"),
    "tab in a name": ({"given_name": "Aïs\tsata"}, "given_name", "control character"),
    "family name too long": ({"family_name": "V" * 81}, "family_name", "is too long"),
    "no e-mail": ({"email": ""}, "email", "is missing"),
    "e-mail without a host": ({"email": "aissata@"}, "email", "is not an e-mail address"),
    "two e-mails in one cell": ({"email": "a@example.org, b@example.org"}, "email", "is not an e-mail address"),
    "e-mail too long": ({"email": f"a@{'.'.join(['b' * 60] * 4)}.example.org"}, "email", "is too long"),
    "no role": ({"role": ""}, "role", "is not a role"),
    "unknown role": ({"role": "observer"}, "role", "“observer” is not a role"),
    "administrators do not come by roster": ({"role": "administrator"}, "role", "is not a role"),
    "unknown kind": ({"organisation_type": "bank"}, "organisation_type", "“bank” is not a kind of organisation"),
    "organisation too long": ({"organisation": "O" * 161}, "organisation", "is too long"),
    "a delegate of no bloc": ({"bloc": ""}, "bloc", "a delegate needs a bloc"),
    "unknown bloc": ({"bloc": "MERCOSUR"}, "bloc", "“MERCOSUR” is not a bloc of this course"),
    "no country": ({"country": ""}, "country", "is missing"),
    "unknown country": ({"country": "XX"}, "country", "“XX” was not a member of ECOWAS on 2023-07-10"),
    "country by name": ({"country": "Benin"}, "country", "“Benin” is not a country code of two letters"),
    "country of the other bloc": ({"country": "JM"}, "country", "“JM” was not a member of ECOWAS on 2023-07-10"),
    "country that left long ago": ({"country": "MR"}, "country", "“MR” was not a member of ECOWAS on 2023-07-10"),
    "language by name": ({"languages": "fr;English"}, "languages", "“english” is not a language code"),
    "languages with commas": ({"languages": "fr,en"}, "languages", "“fr,en” is not a language code"),
    "a language twice": ({"languages": "fr;en;FR"}, "languages", "names a language twice"),
    "unknown zone": ({"time_zone": "Africa/Accro"}, "time_zone", "“Africa/Accro” is not a time zone"),
    "zone as an offset": ({"time_zone": "GMT-4"}, "time_zone", "“GMT-4” is not a time zone"),
    "zone that climbs out": ({"time_zone": "../../etc/passwd"}, "time_zone", "is not a time zone"),
    "unknown topic": ({"topics": "climate;gold"}, "topics", "“gold” is not a topic of this course"),
    "a topic twice": ({"topics": "climate; climate"}, "topics", "names a topic twice"),
    "topics too long": ({"topics": "climate" + ";" * 1000}, "topics", "is too long"),
    "unknown day": ({"availability_utc": "monday 14:00-16:00"}, "availability_utc", "“monday” is not a day"),
    "hours without an end": ({"availability_utc": "mon 14:00"}, "availability_utc", "is not like"),
    "no such hour": ({"availability_utc": "mon 25:00-26:00"}, "availability_utc", "after the end of the day"),
    "no such minute": ({"availability_utc": "mon 14:60-16:00"}, "availability_utc", "“14:60” is not a time"),
    "hours with a letter": ({"availability_utc": "mon 14x-16:00"}, "availability_utc", "“14x” is not a time"),
    "hours backwards": ({"availability_utc": "mon 16:00-14:00"}, "availability_utc", "ends before it begins"),
    "hours beyond a night": ({"availability_utc": "mon 16:00-49:00"}, "availability_utc", "is beyond 48:00"),
    "hours that overlap": (
        {"availability_utc": "mon 9:00-12:00|mon 11:00-13:00"},
        "availability_utc",
        "overlap on mon",
    ),
    "hours that overlap over Sunday night": (
        {"availability_utc": "sun 22:00-33:00|mon 8:00-10:00"},
        "availability_utc",
        "overlap on mon",
    ),
}


def messages(faults: list[Fault]) -> list[str]:
    return [str(fault) for fault in faults]


@pytest.mark.parametrize(("changes", "column", "words"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_named_with_line_and_column_and_nothing_is_imported(edition, changes, column, words) -> None:
    lines = [row(1), row(2, **changes), row(3)]
    for file in (csv_file(*lines), xlsx_file(*lines)):
        done = import_roster(edition, file)
        assert [(fault.line, fault.column) for fault in done.faults] == [(3, column)]
        assert words in done.faults[0].what
        assert str(done.faults[0]).startswith(f"line 3, column {column}: ")
        assert not done.kept
        assert not Person.objects.exists()


@pytest.mark.parametrize(("changes", "column", "words"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_named_in_the_readers_language(edition, changes, column, words) -> None:
    named = set()
    for language in ("en", "fr", "pt"):
        with override(language):
            named.add(import_roster(edition, csv_file(row(1), row(2, **changes))).faults[0].what)
    assert len(named) == 3


@pytest.mark.parametrize("file", [csv_file, xlsx_file])
def test_all_faults_are_named_at_once_and_skip_faulty_imports_the_rest(edition, file) -> None:
    faulty = [row(number, **changes) for number, (changes, _column, _words) in enumerate(FAULTS.values())]
    columns = [(fault.line, fault.column) for fault in import_roster(edition, file(*faulty, row(99), row(100))).faults]
    assert {column for _line, column in columns} == set(HEADER), "every column can be wrong"
    assert len(columns) == len(FAULTS)
    assert [column for _line, column in columns] == [column for _changes, column, _words in FAULTS.values()]
    done = import_roster(edition, file(*faulty, row(99), row(100)), skip_faulty=True)
    assert (done.added, done.updated, done.kept, len(done.faults)) == (2, 0, True, len(FAULTS))
    assert set(edition.memberships.values_list("person__email", flat=True)) == {
        "person99@example.org",
        "person100@example.org",
    }


def test_a_line_with_three_faults_has_all_three_named(edition) -> None:
    faults = import_roster(edition, csv_file(row(email="", bloc="EU", languages="french"))).faults
    assert messages(faults) == [
        "line 2, column email: is missing",
        "line 2, column bloc: “EU” is not a bloc of this course",
        "line 2, column languages: “french” is not a language code",
    ]


def test_the_same_address_twice_is_a_fault_of_both_lines(edition) -> None:
    file = csv_file(row(1), row(email="Same@Example.org"), row(2), row(email=" same@example.org "))
    assert messages(import_roster(edition, file).faults) == [
        "line 3, column email: stands more than once in this file",
        "line 5, column email: stands more than once in this file",
    ]
    done = import_roster(edition, file, skip_faulty=True)
    assert (done.added, Person.objects.filter(email="same@example.org").count()) == (2, 0)


def test_two_lines_without_an_address_are_not_duplicates(edition) -> None:
    faults = import_roster(edition, csv_file(row(email=""), row(email=" "))).faults
    assert messages(faults) == ["line 2, column email: is missing", "line 3, column email: is missing"]


@pytest.mark.parametrize("country", ["BF", "ML", "NE", "ml"])
def test_a_state_that_left_its_bloc_is_refused_in_later_courses(edition, edition_2026, country) -> None:
    file = csv_file(row(country=country))
    assert import_roster(edition, file).faults == []
    assert messages(import_roster(edition_2026, file).faults) == [
        f"line 2, column country: “{country}” was not a member of ECOWAS on 2026-07-13"
    ]
    assert not edition_2026.memberships.exists()


def test_lines_are_numbered_as_an_editor_numbers_them(edition) -> None:
    """Blank lines and line breaks inside a cell count."""
    faulty = row(2, role="observer")
    text = as_csv(row(1, organisation="Ministry\nof labour")) + "\r\n,,,,\r\n" + as_csv(faulty, header=None)
    assert messages(import_roster(edition, text.encode()).faults) == [
        "line 2, column organisation: holds a control character or a line break",
        "line 6, column role: “observer” is not a role (delegate, resource or facilitator)",
    ]
    sheet = xlsx_file(row(1), [], ["", None, " "], faulty)
    assert [fault.line for fault in import_roster(edition, sheet).faults] == [5]


@pytest.mark.parametrize(
    ("header", "faults"),
    [
        ([*HEADER[:2], "mail", *HEADER[3:]], [("email", "is missing"), ("mail", "is not known")]),
        ([*HEADER[:7], *HEADER[8:]], [("country", "is missing")]),
        ([*HEADER, "phone"], [("phone", "is not known")]),
        ([*HEADER, "email"], [("email", "stands more than once")]),
    ],
    ids=["misspelt", "one less", "one more", "twice"],
)
@pytest.mark.parametrize("file", [csv_file, xlsx_file])
def test_a_wrong_header_is_named_column_by_column(edition, header, faults, file) -> None:
    content = file(row(1)[: len(header)], header=header)
    done = import_roster(edition, content, skip_faulty=True)
    assert [(fault.line, fault.column) for fault in done.faults] == [(1, column) for column, _words in faults]
    assert all(words in fault.what for fault, (_column, words) in zip(done.faults, faults, strict=True))
    assert not Person.objects.exists(), "no line can be read without its header"


def test_a_text_in_a_column_without_a_name_is_named(edition) -> None:
    content = csv_file([*row(1), ""], [*row(2), "late"], [*row(3), "later"], header=[*HEADER, ""])
    assert messages(import_roster(edition, content).faults) == ["line 3: “late” stands in a column without a name"]


def test_a_nul_in_one_cell_is_a_fault_of_that_cell(edition) -> None:
    file = csv_file(row(1), row(2, organisation="Min\0istry"))
    assert messages(import_roster(edition, file).faults) == [
        "line 3, column organisation: holds a control character or a line break"
    ]


@pytest.mark.parametrize("file", [csv_file, xlsx_file])
def test_an_extra_cell_is_a_fault_of_the_line(edition, file) -> None:
    assert messages(import_roster(edition, file(row(1), [*row(2), "stray"], row(3))).faults) == [
        "line 3: 13 cells where 12 were expected"
    ]


def test_a_missing_cell_is_a_fault_of_the_line(edition) -> None:
    """Only CSV can show this, because a workbook does not say where a line ends."""
    assert messages(import_roster(edition, csv_file(row(1)[:-1])).faults) == ["line 2: 11 cells where 12 were expected"]


def test_facilitators_and_resource_persons_need_no_bloc(edition) -> None:
    anywhere = {"bloc": "", "country": "IT", "time_zone": "Europe/Rome", "topics": "", "availability_utc": ""}
    done = import_roster(
        edition,
        csv_file(
            row(1, role="facilitator", organisation_type="facilitator", **anywhere),
            row(2, role="resource", organisation_type="secretariat", **anywhere),
        ),
    )
    assert done.faults == []
    assert list(edition.memberships.values_list("bloc", "state")) == [(None, None)] * 2


def test_columns_may_come_in_any_order_and_case(edition) -> None:
    turned = [*reversed(HEADER)]
    file = csv_file([GOOD[name] for name in turned], header=[f" {name.upper()} " for name in turned])
    assert import_roster(edition, file).faults == []
    assert edition.memberships.get().organisation == GOOD["organisation"]
