"""The glossary: terms found in any of their languages."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from academy.courses.packs import load_pack
from commons.texts.terms import underlined
from compare.glossary import find, folded
from compare.models import Term
from forum import posting
from forum.models import ThreadKind
from tests import cast

TERMS = {0: {"en": "social security", "fr": "sécurité sociale"}, 1: {"en": "remittances", "pt": "remessas"}}


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
    assert list(find(TERMS, looked_for)) == found


@pytest.mark.pure
def test_folding_drops_accents_and_capitals() -> None:
    assert folded("Sécurité") == "securite"


def test_the_page_has_all_terms_and_finds_some(edition, kerwin, client_of) -> None:
    address = reverse("glossary", args=[edition.slug])
    whole = client_of(kerwin).get(address)
    assert (len(whole.context["terms"]), whole.context["languages"]) == (72, ["en", "fr", "pt", "es", "nl"])
    assert "seguridad social" in whole.content.decode()
    found = client_of(kerwin).get(address, {"q": "envois de fonds"}).context["terms"]
    assert [texts["en"] for texts in found.values()] == ["remittances"]
    assert "No term has this word." in client_of(kerwin).get(address, {"q": "<b>zzz"}).content.decode()


def said(edition, by, body: str, language: str = "fr"):
    topic, said = edition.topics.first(), {"language": language, "client_id": uuid.uuid4()}
    return posting.open_thread(topic, by=by, kind=ThreadKind.QUESTION, title="Mots", body=body, **said)


def test_a_term_is_underlined_once_a_page_for_readers_of_another_language(edition, kerwin, adjoa, client_of) -> None:
    thread = said(edition, adjoa, "La **sécurité sociale**, et le PAYS D’ORIGINE. `pays d'accueil`")
    posting.write(thread, by=adjoa, body="Encore la sécurité sociale.", language="fr", client_id=uuid.uuid4())
    text = client_of(kerwin).get(thread.get_absolute_url()).content.decode()
    assert text.count('class="term"') == 2
    place = Term.objects.get(edition=edition, texts__en="social security").place
    row = f"{reverse('glossary', args=[edition.slug])}#term-{place}"
    assert f'<strong><a class="term" href="{row}" title="social security">sécurité sociale</a></strong>' in text
    assert ">PAYS D’ORIGINE</a>" in text
    assert f'id="term-{place}"' in client_of(kerwin).get(row).content.decode()
    kerwin.person.language = "fr"
    kerwin.person.save()
    assert 'class="term"' not in client_of(kerwin).get(thread.get_absolute_url()).content.decode()


def test_links_stay_whole_and_nothing_typed_becomes_markup(edition, kerwin) -> None:
    link = "<p><a href=\"https://example.org/pays d'accueil\">pays d'accueil</a> &lt;pays d'accueil&gt;</p>\n"
    [laid] = underlined(kerwin, [(link, "fr")])
    assert laid.startswith('<p><a href="https://example.org/pays d\'accueil">pays d\'accueil</a> &lt;<a class="term"')
    assert laid.endswith("</a>&gt;</p>\n")


def test_terms_are_read_once_and_again_when_the_pack_changed_them(edition, kerwin) -> None:
    text = [("<p>sécurité sociale</p>", "fr")]
    underlined(kerwin, text)
    with CaptureQueriesContext(connection) as asked:
        assert "social security" in underlined(kerwin, text)[0]
    assert not asked
    edition.terms.all().delete()
    Term.objects.create(edition=edition, place=1, texts={"en": "the scheme", "fr": "sécurité sociale"})
    again = edition.memberships.select_related("edition", "person").get(pk=kerwin.pk)
    assert 'title="the scheme"' in underlined(again, text)[0]
    load_pack(cast.PACK)
