"""What a lawyer should look at: the pack says so of a text, and those who run the course see it and settle it."""

import pytest
from django.urls import reverse

from compare.models import Provision
from compare.packs.merging import differences
from tests.commons.written import cell_of

WORDS = "Which branch A/SA.5/07/13 excludes"


def comparison(edition, query: str = "") -> str:
    return reverse("comparison", args=[edition.slug, "social-security"]) + query


def test_a_doubt_is_marked_for_facilitators_alone(edition, cell, kerwin, chiara, client_of) -> None:
    for address in (cell.aspect.get_absolute_url(), cell.get_absolute_url()):
        assert WORDS in client_of(chiara).get(address).content.decode()
        assert WORDS not in client_of(kerwin).get(address).content.decode()
    assert "for a lawyer" in client_of(chiara).get(comparison(edition)).content.decode()
    assert "for a lawyer" not in client_of(kerwin).get(comparison(edition)).content.decode()


def test_a_facilitator_filters_the_cells_that_have_a_doubt_or_a_state_with_one(edition, chiara, client_of) -> None:
    rows = client_of(chiara).get(comparison(edition, "?show=lawyer")).context["rows"]
    found = {
        (row.aspect.slug, cell.column.code)
        for row in rows
        for cell, is_doubted in zip(row.aspect.cells, row.doubted, strict=True)
        if is_doubted
    }
    doubted = Provision.objects.filter(aspect__topic__slug="social-security").exclude(doubt={})
    assert found == set(doubted.values_list("aspect__slug", "bloc__code"))
    assert ("ilo-conventions", "ECOWAS") in found, "two of its states are doubtful, the cell is not"
    assert not cell_of(edition, "ilo-conventions").doubt


@pytest.mark.parametrize(("aspect", "state"), [("branches", ""), ("ilo-conventions", "GN")])
def test_a_facilitator_settles_a_doubt_in_all_languages(edition, chiara, kerwin, client_of, aspect, state) -> None:
    this = cell_of(edition, aspect, state=state)
    client = client_of(chiara)
    form = client.get(this.get_absolute_url()).context["correction_form"]
    sent = {field: value for field, value in form.initial.items() if value is not None}
    seen = client.get(this.get_absolute_url()).context["seen"]
    sent |= {"doubt": "", "source": "The act, read in Lomé.", "seen": seen}
    assert client.post(reverse("correct", args=[this.pk]), sent).status_code == 302
    this.refresh_from_db()
    assert this.doubt == {}
    assert differences(this.doubt, this.from_pack["doubt"]), "the pack still says so, and the page shows the difference"
    assert "doubt" not in client_of(kerwin).get(this.get_absolute_url()).context["correction_form"].fields
