"""What each shore wants: figures by aspect and bloc, in the picture, the table and CSV."""

import csv
import io

from django.urls import reverse

from commons.marks import marking
from tests import cast
from tests.commons.written import cell_of


def lines_of(client, edition, topic: str = "") -> dict[str, tuple[str, str]]:
    names = [edition.slug, topic] if topic else [edition.slug]
    answer = client.get(reverse("interest_of_topic_csv" if topic else "interest_csv", args=names))
    assert answer.content.startswith("\ufeff".encode())
    rows = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    return {row["slug"]: (row["CARICOM"], row["ECOWAS"]) for row in rows}


def test_marks_are_counted_by_aspect_and_bloc(edition, kerwin, adjoa, trevor, client_of) -> None:
    for by in (kerwin, trevor, *cast.crowd(edition, "CARICOM", 2)):
        marking.mark(cell_of(edition), by=by)
    marking.mark(cell_of(edition, bloc="CARICOM"), by=adjoa)
    marking.note(cell_of(edition, "totalisation"), by=kerwin, text="A note is no mark.")
    client = client_of(adjoa)
    whole, topic = lines_of(client, edition), lines_of(client, edition, "social-security")
    assert whole["branches"] == topic["branches"] == ("3", "1")
    assert whole["totalisation"] == ("0", "0")
    assert len(whole) > len(topic)
    page = client.get(reverse("interest", args=[edition.slug]))
    first = page.context["maps"][0]
    assert (first.most, {row.slug: row.people for row in first.rows}["branches"]) == (3, {"CARICOM": 3, "ECOWAS": 1})
    text = page.content.decode()
    assert text.count('<svg class="heat"') == edition.topics.count()
    assert "<td>3</td>" in text


def test_fewer_than_five_are_withheld_until_their_names_are_open(edition, adjoa, kerwin, client_of) -> None:
    edition.own_reflection_first = True
    edition.save()
    crowd = cast.crowd(edition, "CARICOM", 5)
    for by in crowd[:4]:
        marking.mark(cell_of(edition), by=by)
    client, page = client_of(adjoa), cell_of(edition).aspect.get_absolute_url()
    assert lines_of(client, edition)["branches"] == ("", "0")
    assert "marked by 4 of CARICOM" not in client.get(page).content.decode()
    comparison = reverse("comparison", args=[edition.slug, "social-security"])
    assert "marked by 4 of CARICOM" not in client.get(comparison).content.decode()
    assert "marked by 4 of CARICOM" in client_of(kerwin).get(comparison).content.decode(), "their own shore"
    marking.mark(cell_of(edition), by=crowd[4])
    assert lines_of(client, edition)["branches"] == ("5", "0")
    for address in (page, comparison):
        assert "marked by 5 of CARICOM" in client.get(address).content.decode()


def test_a_topic_of_another_course_has_no_table(kerwin, edition, client_of) -> None:
    address = reverse("interest_of_topic_csv", args=[edition.slug, "nothing"])
    assert client_of(kerwin).get(address).status_code == 404
