"""The roster at the desk: a preview, an import of all lines or none, and the delegates who never came."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from academy.models import Membership
from academy.people import PAGE
from tests import cast
from tests.academy.rosters import csv_file, row, xlsx_file

FAULTY = [row(1), row(2, email="nowhere"), row(3, country="ZZ", role="boss")]


@pytest.fixture
def roster(edition, chiara, client_of):
    """``roster("preview", file)``: the page after that button was pressed; ``roster()``: the page as it opens."""
    client, address = client_of(chiara), reverse("roster", args=[edition.slug])

    def press(act: str = "", file: bytes | None = None, name: str = "roster.csv") -> str:
        fields = {"act": act} | ({"file": SimpleUploadedFile(name, file)} if file is not None else {})
        answer = client.post(address, fields, follow=True) if act else client.get(address)
        assert answer.status_code == 200
        return " ".join(answer.content.decode().split())

    return press


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
