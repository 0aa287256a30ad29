"""The phrases of the room's client: the server gives each one that the modules ask for, in the reader's language."""

import re
from pathlib import Path

import pytest
from django.utils import translation

from exchanges.sheets.showing import WORDS as SHEET
from rooms.client_words import WORDS, client_words

MODULES = Path(__file__).resolve().parent.parent.parent / "static" / "js" / "room"
# The stage strip has words of its own, which come with its clock.
OWN_WORDS = MODULES / "stages"
BARS = {"muted", "paused", "pausing", "unseated"}
"""The client takes these by the name of the reason against writing (``composer/bars.js``)."""

pytestmark = pytest.mark.pure


def test_the_modules_ask_for_all_phrases_and_for_no_other() -> None:
    sources = "".join(file.read_text() for file in MODULES.rglob("*.js") if OWN_WORDS not in file.parents)
    asked = set(re.findall(r"\bwords\.(\w+)", sources)) - {"js"}
    assert asked | BARS == WORDS.keys()


def test_the_sheet_asks_for_all_its_phrases_and_for_no_other() -> None:
    sources = "".join(file.read_text() for file in (MODULES / "sheet").glob("*.js"))
    assert set(re.findall(r"\bphrases\.(\w+)", sources)) == SHEET.keys()


def test_phrases_are_in_the_readers_language() -> None:
    with translation.override("fr"):
        french = dict(client_words())
    with translation.override("en"):
        english = dict(client_words())
    assert english["edited"] == "edited"
    assert french["edited"] != english["edited"]
    places = {name: set(re.findall(r"{\w+}", phrase)) for name, phrase in english.items()}
    assert {name: set(re.findall(r"{\w+}", phrase)) for name, phrase in french.items()} == places
