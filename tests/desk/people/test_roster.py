"""The roster at the desk: a preview, an import of all lines or none, and the delegates who never came."""

import datetime
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from academy.members.people import PAGE
from academy.models import Membership, RosterFile
from tests import cast
from tests.academy.rosters import csv_file, row, xlsx_file

FAULTY = [row(1), row(2, email="nowhere"), row(3, country="ZZ", role="boss")]


@pytest.fixture
def roster(edition, chiara, client_of):
    """``roster("preview", file)``: the page after that button was pressed; ``roster()``: the page as it opens."""
    client, address = client_of(chiara), reverse("roster", args=[edition.slug])

    def press(act: str = "", file: bytes | None = None, name: str = "roster.csv", **more: object) -> str:
        fields = {"act": act, **more} | ({"file": SimpleUploadedFile(name, file)} if file is not None else {})
        answer = client.post(address, fields, follow=True) if act else client.get(address)
        assert answer.status_code == 200
        return " ".join(answer.content.decode().split())

    return press


def looked(page: str) -> str:
    """The number of the file that the page looked at."""
    (number,) = re.findall(r'name="looked" value="(\d+)"', page)
    return str(number)


def imported(edition) -> set[str]:
    return set(edition.memberships.filter(person__email__startswith="person").values_list("person__email", flat=True))


def test_a_preview_names_each_fault_by_line_and_column_and_imports_nothing(edition, roster) -> None:
    page = roster("preview", csv_file(*FAULTY))
    for fault in ("line 3, column email", "line 4, column country", "line 4, column role"):
        assert fault in page
    assert "3 faults." in page
    assert imported(edition) == set()


def test_an_import_with_a_faulty_line_imports_nothing(edition, roster) -> None:
    assert "line 3, column email" in roster("import", csv_file(*FAULTY))
    assert imported(edition) == set()


def test_an_import_that_skips_faulty_lines_imports_the_good_ones(edition, roster) -> None:
    assert "1 new people, 0 known ones brought up to date." in roster("skip", csv_file(*FAULTY))
    assert imported(edition) == {"person1@example.org"}


@pytest.mark.parametrize(("name", "file"), [("roster.csv", csv_file), ("roster.xlsx", xlsx_file)])
def test_a_second_import_of_a_roster_duplicates_nobody(edition, roster, name, file) -> None:
    content = file(row(1), row(2))
    assert "Every line holds" in roster("preview", content, name)
    assert imported(edition) == set()
    assert "2 new people, 0 known ones" in roster("import", content, name)
    assert "0 new people, 2 known ones" in roster("import", content, name)
    assert Membership.objects.filter(edition=edition, person__email__startswith="person").count() == 2


@pytest.mark.parametrize(("file", "said"), [(None, "This field is required"), (b"", "empty"), (b"\x00\xff\x00", "")])
def test_a_file_that_is_no_roster_is_named_on_the_page(edition, roster, file, said) -> None:
    page = roster("import", file)
    assert said in page
    assert 'class="error"' in page or 'class="notice error"' in page
    assert imported(edition) == set()


def test_the_page_lists_delegates_who_never_came(edition, roster) -> None:
    cast.join(edition, "kerwin", welcomed_at=None)
    cast.join(edition, "adjoa")
    page = roster()
    assert "Kerwin T." in page
    assert "Adjoa T." not in page


def test_those_who_never_came_are_paged_on_by_name(edition, chiara, client_of) -> None:
    for delegate in cast.crowd(edition, "ECOWAS", PAGE + 2):
        Membership.objects.filter(pk=delegate.pk).update(welcomed_at=None)
    browser, address = client_of(chiara), reverse("roster", args=[edition.slug])
    shown = [re.findall(r"/desk/people/(\d+)/", browser.get(address).text)]
    shown.append(re.findall(r"/desk/people/(\d+)/", browser.get(f"{address}?after={shown[0][-1]}").text))
    assert [len(page) for page in shown] == [PAGE, 2]
    assert len({pk for page in shown for pk in page}) == PAGE + 2


@pytest.mark.parametrize(("name", "file"), [("roster.csv", csv_file), ("roster.xlsx", xlsx_file)])
def test_a_file_that_was_looked_at_is_imported_without_choosing_it_again(edition, roster, name, file) -> None:
    page = roster("preview", file(row(1, given_name="Aïcha", family_name="O’Brien"), row(2)), name)
    assert "Aïcha O’Brien" in page
    assert f"Import {name}" in page
    assert imported(edition) == set()
    assert "2 new people, 0 known ones brought up to date." in roster("import", looked=looked(page))
    assert imported(edition) == {"person1@example.org", "person2@example.org"}
    assert not RosterFile.objects.exists(), "a roster is not left about"


def test_a_file_with_faulty_lines_is_kept_too(edition, roster) -> None:
    page = roster("import", csv_file(*FAULTY))
    assert "1 new people, 0 known ones brought up to date." in roster("skip", looked=looked(page))
    assert imported(edition) == {"person1@example.org"}


@pytest.mark.parametrize("number", ["", "0", "-1", "x", "9" * 40, "1"])
def test_a_file_that_is_gone_is_asked_for_again(edition, roster, number) -> None:
    gone = looked(roster("preview", csv_file(row(1))))
    roster("preview", csv_file(row(2)))
    for looked_at in (gone, number):
        page = roster("import", looked=looked_at if looked_at != "1" else gone)
        assert 'class="error"' in page
    RosterFile.objects.update(at=timezone.now() - datetime.timedelta(hours=25))
    assert "is gone. Choose it again." in roster("import", looked=RosterFile.objects.get().pk)
    roster("preview", csv_file(row(1)))
    assert RosterFile.objects.count() == 1
    assert imported(edition) == set()


def test_another_facilitators_file_is_nobody_elses(edition, roster, luca, client_of) -> None:
    number = looked(roster("preview", csv_file(row(1, given_name="Secret"))))
    luca.role = "facilitator"
    luca.save()
    answer = client_of(luca).post(reverse("roster", args=[edition.slug]), {"act": "import", "looked": number})
    assert "is gone. Choose it again." in answer.content.decode()
    assert "Secret" not in answer.content.decode()
    assert imported(edition) == set()


def test_a_file_with_something_to_say_is_shown_before_it_is_imported(edition, roster) -> None:
    page = roster("import", csv_file(row(1, given_name="AÃ¯ssata"), row(2)))
    assert "Some letters look wrongly read: AÃ¯ssata V." in page
    assert page.count("wrongly read?") == 1
    assert "Every line holds" not in page
    assert imported(edition) == set()
    roster("import", looked=looked(page))
    assert imported(edition) == {"person1@example.org", "person2@example.org"}


def test_a_long_roster_shows_its_first_names(edition, roster) -> None:
    page = roster("preview", csv_file(*(row(number) for number in range(305))))
    assert page.count("@example.org</span>") == 300
    assert "5 more." in page


def test_a_thousand_people_cost_no_more_than_twelve_queries(
    edition, chiara, client_of, django_assert_max_num_queries
) -> None:
    for bloc in ("ECOWAS", "CARICOM"):
        crowd = cast.crowd(edition, bloc, 500, start=0 if bloc == "ECOWAS" else 1000)
        Membership.objects.filter(pk__in=[one.pk for one in crowd[:250]]).update(welcomed_at=None)
    browser = client_of(chiara)
    for page in ("roster", "people", "roster_csv"):
        with django_assert_max_num_queries(12):
            assert browser.get(reverse(page, args=[edition.slug])).status_code == 200
    file = csv_file(*(row(number) for number in range(1000)))
    with django_assert_max_num_queries(24):  # reading a file writes it, too; no query a line
        page = browser.post(
            reverse("roster", args=[edition.slug]), {"act": "preview", "file": SimpleUploadedFile("roster.csv", file)}
        )
    assert "1000 new people" in page.text
