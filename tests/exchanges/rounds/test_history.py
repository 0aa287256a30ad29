"""Who met whom: only in published rounds, across the blocs, with the rounds in which they did."""

import pytest
from django.urls import reverse

from exchanges.creating import create_exchange
from exchanges.models import Round
from exchanges.rounds.history import meetings_of, picture_of


@pytest.fixture
def met(edition, exchange, adjoa, mariam, kerwin) -> Round:
    """Adjoa and Kerwin twice, Mariam with both of them once, and a round that is not published."""
    first = exchange.round
    days = {"opens": first.opens, "closes": first.closes, "format": first.format, "edition": edition}
    second = Round.objects.create(number=2, published_at=first.published_at, **days)
    create_exchange(second, exchange.topic, [adjoa.pk, mariam.pk, kerwin.pk])
    create_exchange(Round.objects.create(number=3, **days), exchange.topic, [mariam.pk, kerwin.pk])
    return second


def test_pairs_across_the_blocs_with_their_rounds(met, edition, adjoa, mariam, kerwin) -> None:
    found = {(meeting.one.pk, meeting.other.pk): meeting.rounds for meeting in meetings_of(edition)}
    assert found == {(kerwin.pk, adjoa.pk): (1, 2), (kerwin.pk, mariam.pk): (2,)}
    picture = picture_of(meetings_of(edition))
    assert sorted(width for *_ends, width in picture["lines"]) == [1, 2]
    assert [len(side) for side in picture["names"]] == [1, 2]


def test_the_page_and_the_file_name_them(met, edition, client_of, chiara, kerwin) -> None:
    client = client_of(chiara)
    page = client.get(reverse("meetings", args=[edition.slug])).content.decode()
    assert f">{kerwin.person.name}</text>" in page
    file = client.get(reverse("meetings_csv", args=[edition.slug])).content.decode()
    assert file.startswith("\ufeff"), "or a spreadsheet reads Aïssata wrongly"
    assert len(file.splitlines()) == 3
    assert file.splitlines()[1].endswith("1 2")


def test_a_course_without_rounds_says_so(edition, client_of, chiara) -> None:
    assert "No published round yet." in client_of(chiara).get(reverse("meetings", args=[edition.slug])).content.decode()
