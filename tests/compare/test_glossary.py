"""The glossary: terms found in any of their languages."""

import pytest
from django.urls import reverse

from compare.glossary import find, folded

TERMS = [{"en": "social security", "fr": "sécurité sociale"}, {"en": "remittances", "pt": "remessas"}]


@pytest.mark.pure
@pytest.mark.parametrize(
    ("looked_for", "found"),
    [
        ("SECURITE", [0]),
        ("sociale sécurité", [0]),
        ("remessa", [1]),
        ("", [0, 1]),
        ("remessas sociale", []),
        ("\0", []),
    ],
)
def test_terms_are_found_in_any_language_without_accents(looked_for, found) -> None:
    assert find(TERMS, looked_for) == [TERMS[n] for n in found]


@pytest.mark.pure
def test_folding_drops_accents_and_capitals() -> None:
    assert folded("Sécurité") == "securite"


def test_the_page_has_all_terms_and_finds_some(edition, kerwin, client_of) -> None:
    address = reverse("glossary", args=[edition.slug])
    whole = client_of(kerwin).get(address)
    assert (len(whole.context["terms"]), whole.context["languages"]) == (72, ["en", "fr", "pt", "es", "nl"])
    assert "seguridad social" in whole.content.decode()
    found = client_of(kerwin).get(address, {"q": "envois de fonds"}).context["terms"]
    assert [texts["en"] for texts in found] == ["remittances"]
    assert "No term has this word." in client_of(kerwin).get(address, {"q": "<b>zzz"}).content.decode()
