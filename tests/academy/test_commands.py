"""Commands: exit codes (0 done, 1 not done, 2 mistyped), answers on stdout and complaints on stderr."""

import re

import pytest

from academy.models import Person, SignInLink
from tests.academy.conftest import Output
from tests.academy.rosters import csv_file, row, xlsx_file


@pytest.mark.parametrize(
    ("command", "names"),
    [
        ("load_pack", ["DIR", "course pack"]),
        ("open_edition", ["slug", "--pack", "--title", "--starts", "--ends"]),
        ("import_roster", ["FILE", "--course", "--dry-run", "--skip-faulty", "CSV or XLSX"]),
        ("sign_in_link", ["email", "--next", "24 hours"]),
        ("first_link", ["first administrator", "week"]),
        ("send_test_mail", ["ADDRESS", "what the mail server answered"]),
        ("remove_samples", ["sample reflections"]),
        ("list_rooms", ["--course", "--json", "id, kind, members, last_rev"]),
        ("pair_round", ["--course", "--format", "--topic", "--publish", "--json", "nothing is kept unless"]),
        ("generate_corpus", ["--course", "--delegates", "--threads", "--posts", "--seed", "made-up people"]),
        ("serve", ["--only", "HOST and PORT", "sign-in links"]),
        ("prepare", ["up to date"]),
        ("work", ["background worker"]),
    ],
)
def test_each_command_explains_itself(manage, command, names) -> None:
    output = manage(command, "--help")
    assert (output.code, output.err) == (0, "")
    assert output.out.startswith(f"usage: manage.py {command} ")
    text = " ".join(output.out.split())
    assert [name for name in names if name not in text] == []


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["load_pack"], "required: DIR"),
        (["open_edition"], "required: slug"),
        (["open_edition", "lma 2026"], "use letters, digits, hyphens and underscores only"),
        (["open_edition", "lma-2026", "--starts", "13/7/2026"], "13/7/2026 is not a date like 2026-07-13"),
        (["open_edition", "lma-2026", "--ends", "2026-02-30"], "2026-02-30 is not a date like 2026-07-13"),
        (["import_roster"], "required: FILE, --course"),
        (["import_roster", "people.csv"], "required: --course"),
        (["import_roster", "people.csv", "--course", "x", "--dry-run", "--skip-faulty"], "not allowed with argument"),
        (["sign_in_link"], "required: email"),
        (["sign_in_link", "a@example.org", "--nxt", "/"], "unrecognized arguments"),
        (["remove_samples", "all"], "unrecognized arguments: all"),
    ],
)
def test_a_mistyped_command_exits_with_two(db, manage, arguments, complaint) -> None:
    output = manage(*arguments)
    assert (output.code, output.out) == (2, "")
    assert complaint in output.err
    assert "Traceback" not in output.err


def test_an_edition_is_opened_once(edition, manage) -> None:
    output = manage("open_edition", "lma-2026", "--starts", "2026-07-13", "--title", "The course of 2026")
    assert output == Output(0, "Opened lma-2026, 2026-07-13 to 2026-07-24.\n", "")
    again = manage("open_edition", "lma-2026", "--starts", "2027-07-12")
    assert again == Output(1, "", "CommandError: A course named lma-2026 is already open.\n")
    assert manage("open_edition", "late", "--ends", "2020-01-01").err == (
        "CommandError: A course cannot end before it starts.\n"
    )


@pytest.mark.parametrize("file", [csv_file, xlsx_file])
def test_a_roster_is_imported(edition, manage, on_disk, file) -> None:
    path = on_disk(file(row(1), row(2)), "people.any")
    assert manage("import_roster", path, "--course", "lma-2023", "--dry-run") == Output(
        0, "Would import 2 new and 0 known people.\n", ""
    )
    assert not Person.objects.exists()
    assert manage("import_roster", path, "--course", "lma-2023").out == "Imported 2 new and 0 known people.\n"
    assert manage("import_roster", path, "--course", "lma-2023").out == "Imported 0 new and 2 known people.\n"
    assert edition.memberships.count() == 2


@pytest.mark.parametrize("options", [[], ["--dry-run"]])
def test_a_faulty_roster_is_not_imported(edition, manage, on_disk, options) -> None:
    path = on_disk(csv_file(row(1), row(2, role="observer"), row(3, bloc="EU", languages="french")))
    output = manage("import_roster", path, "--course", "lma-2023", *options)
    assert output == Output(
        1,
        "",
        "line 3, column role: “observer” is not a role (delegate, resource or facilitator)\n"
        "line 4, column bloc: “EU” is not a bloc of this course\n"
        "line 4, column languages: “french” is not a language code\n"
        "CommandError: 3 faults; nothing was imported.\n",
    )
    assert not Person.objects.exists()


def test_skip_faulty_imports_the_good_lines_of_a_roster(edition, manage, on_disk) -> None:
    path = on_disk(csv_file(row(1), row(2, role="observer"), row(3)))
    output = manage("import_roster", path, "--course", "lma-2023", "--skip-faulty")
    assert (output.code, output.out) == (0, "Imported 2 new and 0 known people.\n")
    assert output.err == "line 3, column role: “observer” is not a role (delegate, resource or facilitator)\n"
    assert edition.memberships.count() == 2


@pytest.mark.parametrize("options", [[], ["--dry-run"], ["--skip-faulty"]])
@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\x00\x01", None])
def test_a_file_that_is_no_roster_is_not_imported(edition, manage, on_disk, tmp_path, content, options) -> None:
    path = tmp_path / "nowhere.csv" if content is None else on_disk(content)
    output = manage("import_roster", path, "--course", "lma-2023", *options)
    assert (output.code, output.out) == (1, "")
    assert re.fullmatch(r"CommandError: [^\n]+\n", output.err)


@pytest.mark.parametrize("typed", ["adjoa@example.org", "Adjoa@Example.org"])
def test_a_link_is_printed_alone_so_that_it_can_be_piped(adjoa, manage, typed) -> None:
    output = manage("sign_in_link", typed)
    assert (output.code, output.err) == (0, "")
    assert re.fullmatch(r"https?://[^/\s]+/enter/[\w-]{32,}/\n", output.out)
    assert SignInLink.objects.get().person == adjoa.person
