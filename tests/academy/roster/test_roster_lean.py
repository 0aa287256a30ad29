"""A roster of a few columns, and hours in the row's own zone."""

import pytest

from academy.roster import import_roster
from tests import cast
from tests.academy.rosters import GOOD, HEADER, as_csv, csv_file, row

FEW = ("given_name", "family_name", "email", "role", "bloc", "country")
LOCAL = (*HEADER[:-1], "availability_local")


def lean(*rows: tuple[str, ...], header: tuple[str, ...] = FEW, **form: str) -> bytes:
    return csv_file(*rows, header=header, **form)


def test_six_columns_are_enough(edition) -> None:
    done = import_roster(edition, lean(("Aïssata", "V.", "a@example.org", "delegate", "ECOWAS", "CI")))
    assert (done.added, done.faults, done.kept) == (1, [], True)
    member = edition.memberships.get()
    assert (member.person.languages[0], member.person.time_zone) == ("fr", "Africa/Abidjan")
    assert (member.kind, member.organisation, member.free_hours) == ("", "", [])


def test_a_lean_roster_overwrites_nothing_that_it_does_not_say(edition) -> None:
    import_roster(edition, csv_file(row()))
    before = edition.memberships.values().get()
    import_roster(edition, lean(("Aïssata", "V.", GOOD["email"], "delegate", "ECOWAS", "CI")))
    assert edition.memberships.values().get() == before
    import_roster(edition, csv_file(row(organisation="", organisation_type="", languages=" ; ", time_zone="")))
    assert edition.memberships.values().get() == before


@pytest.mark.parametrize("column", FEW)
def test_each_of_the_six_is_needed(edition, column) -> None:
    header = tuple(name for name in FEW if name != column)
    done = import_roster(edition, lean(tuple("x" for _name in header), header=header))
    assert [(fault.column, fault.what) for fault in done.faults] == [(column, "this column is missing")]


def test_somebody_without_a_bloc_needs_no_country(edition) -> None:
    done = import_roster(edition, lean(("Chiara", "O.", "c@example.org", "facilitator", "", "")))
    assert done.faults == []
    member = edition.memberships.get()
    assert (member.kind, member.person.time_zone) == ("facilitator", "Europe/Rome")


def test_local_hours_are_those_of_the_rows_zone(edition) -> None:
    hours = {"availability_utc": "mon 14:00-18:00 | wed 22:00-26:00", "time_zone": "America/Jamaica"}
    import_roster(edition, lean(row(bloc="CARICOM", country="JM", **hours), header=LOCAL))
    assert edition.memberships.get().free_hours == [[0, 840, 1080], [2, 1320, 1560]]


def test_local_hours_without_a_zone_are_those_of_the_country(edition) -> None:
    hours = {"availability_utc": "mon 14:00-18:00", "time_zone": ""}
    import_roster(edition, lean(row(bloc="CARICOM", country="BZ", **hours), header=LOCAL))
    member = edition.memberships.get()
    assert (member.person.time_zone, member.free_hours) == ("America/Belize", [[0, 840, 1080]])


def test_local_hours_follow_somebody_who_keeps_another_zone(edition, other_edition) -> None:
    kerwin = cast.join(other_edition, "kerwin")
    kerwin.person.time_zone = "Africa/Lagos"
    kerwin.person.save()
    hours = {"availability_utc": "mon 08:00-10:00", "time_zone": "America/Jamaica"}
    line = row(email="kerwin@example.org", bloc="CARICOM", country="JM", **hours)
    import_roster(edition, lean(line, header=LOCAL))
    assert edition.memberships.get().free_hours == [[0, 840, 960]], "six hours later in Lagos"


def test_hours_are_given_once(edition) -> None:
    text = as_csv([*row(), "mon 08:00-10:00"], header=(*HEADER, "availability_local"))
    done = import_roster(edition, text.encode())
    assert [str(fault) for fault in done.faults] == [
        "line 2, column availability_local: the hours stand in UTC, too; give them once"
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_a_lean_roster_is_read_as_spreadsheets_save_it(edition, encoding, delimiter) -> None:
    line = ("Aïssata", "Coulibaly", "a@example.org", "delegate", "ECOWAS", "CI")
    file = lean(line, delimiter=delimiter, encoding=encoding)
    assert import_roster(edition, file).faults == []
    assert edition.memberships.get().person.name == "Aïssata Coulibaly"
