"""A page in English names the language of words in French, and of these words alone, for those who listen to it."""

from html.parser import HTMLParser

import pytest
from django.db.models import Model
from django.test import override_settings
from django.urls import reverse

from forum.models import Post, Reflection, Thread
from rooms.models import Message
from tests.commons import world as worlds
from tests.test_query_counts import PAGES

WORDS = {
    *(
        "Who pays?",
        "Periods count on both shores",
        "We count them.",
        *("We", "count", "them."),
        "Who?",
        "One.",
        "Two.",
    ),  # in the forum
    *("One certificate", "So.", "A letter."),  # on the board
    *("Good morning.", "Between us.", "For you alone.", "And this.", "One form.", "What can we learn?"),  # in rooms
    "Who is left out?",
}
OF_THEIR_OWN = {"Français"}
"""The button that leads to French."""
IN_SENTENCES = {"notices"}
"""These pages show words inside of sentences in the reader's language."""
OF_SEVERAL_LANGUAGES = {"glossary"}
"""This page shows terms in all languages."""
DOCUMENTS = {page for page in PAGES if page.endswith(("_document", "_pdf"))}
READ = [page for page in PAGES if page not in OF_SEVERAL_LANGUAGES | DOCUMENTS]
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}


class Spoken(HTMLParser):
    """Gathers each text outside of head and fields with the language in which it is read aloud."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.said: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            outer = self.open[-1][1] if self.open else ""
            self.open.append((tag, dict(attrs).get("lang") or outer))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        silent = {"head", "textarea", "script", "style", "template", "title"}
        words = data.strip().strip("“”").strip()
        if words and silent.isdisjoint(tag for tag, _language in self.open):
            self.said.append((self.open[-1][1] if self.open else "", words))


@pytest.fixture(scope="module")
def said(django_db_setup, django_db_blocker) -> dict[str, list[tuple[str, str]]]:
    """Maps each page to its texts with their languages."""
    found = {}
    with worlds.shared(django_db_blocker) as world, override_settings(DEMO=True):
        written: list[type[Model]] = [Message, Post, Reflection, Thread]
        for model in written:
            model._default_manager.update(language="fr")
        for page, (of, who) in ((page, PAGES[page]) for page in PAGES.keys() - DOCUMENTS):
            with worlds.undone():
                address = reverse(page.split()[0], args=world.of[of])
                answer = world.client(who).get(address, headers={"accept": "text/html", "accept-language": "en"})
            spoken = Spoken()
            if answer["Content-Type"].startswith("text/html"):
                spoken.feed(answer.content.decode())
            found[page] = spoken.said
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("page", READ)
def test_only_the_authors_words_are_in_their_language(said, page) -> None:
    assert {words for language, words in said[page] if language == "fr"} <= WORDS | OF_THEIR_OWN


@pytest.mark.django_db
@pytest.mark.parametrize("page", sorted({*READ} - IN_SENTENCES))
def test_all_of_the_authors_words_are_in_their_language(said, page) -> None:
    assert [words for language, words in said[page] if language == "en" and words in WORDS] == []


@pytest.mark.django_db
def test_pages_show_the_words_that_this_file_looks_for(said) -> None:
    shown = {words for page in said.values() for language, words in page if language == "fr"}
    assert shown >= WORDS
