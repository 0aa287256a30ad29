"""What is said about a roster whose lines all hold: letters that were wrongly read, people with a second address."""

import pytest

from academy.hours import free_hours
from academy.models import Person
from academy.roster import import_roster
from academy.roster.doubts import looks_wrongly_read
from tests import cast
from tests.academy.rosters import csv_file, row, xlsx_file

NAMES = [
    "Aïssata", "Côté", "José", "Élodie", "Ângelo", "Muñoz", "François", "Geneviève", "Benoît", "João", "Conceição",
    "Zoë", "Ramón", "Álvaro", "Müller", "Hervé", "Amélie",
]  # fmt: skip
RIGHT = [
    *NAMES, "Ọlá Ńké", "Ɓúùbá", "أمينة", "Zoë-Ann O’Brien", "Kofi “KK” Mensah", "N’Guessan", "Jean–Paul", "Ƒafa",
    "Œuvrard", "Dvořák", "Škoda", "Ÿves", "Adjoa A.", "ÀÉÈ", "SÃO TOMÉ", "Who?", "D'Ávila", "Ñuñez", "ÉLODIE", "Žižek",
]  # fmt: skip


def misread(name: str, written: str, read: str) -> str:
    return name.encode(written).decode(read, "replace")


@pytest.mark.pure
@pytest.mark.parametrize("name", RIGHT)
def test_names_that_are_right_raise_no_doubt(name) -> None:
    assert not looks_wrongly_read(name)


@pytest.mark.pure
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("read", ["cp1252", "latin-1", "mac_roman", "cp850"])
def test_utf_8_that_was_read_as_something_else_is_noticed(name, read) -> None:
    assert looks_wrongly_read(misread(name, "utf-8", read))


MACS = ["Aïssata", "Côté", "José", "Élodie", "François", "Muñoz", "João", "Müller", "Benoît"]
DOS = [name for name in MACS if name not in {"Élodie", "Muñoz"}]  # Windows has honest signs there


@pytest.mark.pure
@pytest.mark.parametrize(
    ("name", "written"), [*((name, "mac_roman") for name in MACS), *((name, "cp850") for name in DOS)]
)
def test_most_letters_of_macs_and_dos_are_noticed(name, written) -> None:
    assert looks_wrongly_read(misread(name, written, "cp1252"))


@pytest.mark.pure
@pytest.mark.parametrize("name", ["Fran?ois", "Ren\N{REPLACEMENT CHARACTER}"])
def test_letters_that_were_lost_are_noticed(name) -> None:
    assert looks_wrongly_read(name)


TWICE = row(1, given_name=misread("Aïssata", "utf-8", "cp1252"), organisation="Ministry")
MAC = csv_file(row(1, given_name="Joël", family_name="Côté", organisation="Ministry")).decode().encode("mac_roman")


@pytest.mark.parametrize("content", [csv_file(TWICE, row(2)), xlsx_file(TWICE, row(2)), MAC])
def test_letters_that_look_wrongly_read_are_shown_with_what_to_do(edition, content) -> None:
    done = import_roster(edition, content, dry_run=True)
    assert done.faults == []
    (remark,) = done.remarks
    assert remark.startswith(
        f"Some letters look wrongly read: {done.rows[0].name.removesuffix('.')}. Open the file in your spreadsheet, "
    )
    assert "“CSV UTF-8” or as XLSX" in remark
    assert not import_roster(edition, content, without_remarks=True).kept
    assert not Person.objects.exists()


def test_a_corrected_address_is_named_because_it_makes_a_second_person(edition) -> None:
    koffi = cast.join(edition, "adjoa").person
    Person.objects.update(given_name="Koffi", family_name="Mènsah")
    file = csv_file(row(1, given_name="KOFFI", family_name=" Mensah "), row(2, given_name="Ama"))
    (remark,) = import_roster(edition, file, dry_run=True).remarks
    assert remark == (
        f"KOFFI Mensah is in the course with another address, {koffi.email}; person1@example.org would make a second "
        "person."
    )
    assert import_roster(edition, file).kept, "two people may have one name"


def test_two_people_of_one_name_who_both_stand_in_the_file_raise_no_doubt(edition) -> None:
    file = csv_file(row(1), row(2))
    assert import_roster(edition, file).remarks == []
    assert import_roster(edition, file).remarks == []


@pytest.mark.pure
@pytest.mark.parametrize(
    ("written", "hours"),
    [
        ("mon 22:00-02:00", [[0, 22 * 60, 26 * 60]]),
        ("mon 22:00-00:00", [[0, 22 * 60, 24 * 60]]),
        ("mon 16h-18h30", [[0, 16 * 60, 18 * 60 + 30]]),
        ("mon 16.00-18 h", [[0, 16 * 60, 18 * 60]]),
        ("mon 14:00–16:00", [[0, 14 * 60, 16 * 60]]),
        ("mon 14:00 — 16:00 | tue 9:00\N{NON-BREAKING HYPHEN}10:00", [[0, 14 * 60, 16 * 60], [1, 9 * 60, 10 * 60]]),
        ("mon\N{NO-BREAK SPACE}14:00\N{MINUS SIGN}16:00", [[0, 14 * 60, 16 * 60]]),
        ("sun 20:00-08:00", [[6, 20 * 60, 32 * 60]]),
    ],
)
def test_hours_over_midnight_and_in_any_spelling_are_read(written, hours) -> None:
    assert free_hours.parse(written) == hours


@pytest.mark.pure
@pytest.mark.parametrize(
    "written", ["mon 16:00-14:00", "mon 14:00-14:00", "mon 20:00-08:01", "sun 22:00-02:00 | mon 1:00-3:00"]
)
def test_hours_backwards_or_on_top_of_each_other_are_refused(written) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        free_hours.parse(written)
