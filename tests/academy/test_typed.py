"""Typed texts are checked everywhere in the same way: kept characters, visible text, length."""

import json
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django import forms
from django.utils.translation import gettext_lazy, override

from academy.models import Person
from academy.roster import import_roster
from academy.typed.fields import TypedLine, TypedText
from academy.typed.sentences import fill
from academy.typed.signs import one_line, plain, shows
from kapok.jinja import gettext
from rooms.messages import frames
from tests.academy.rosters import csv_file, row
from tests.demo import ROOT

NOTHING = [
    "",
    " \n",
    "\u200b",
    "\u2060",
    "\u00ad",
    "\u2800",
    "\u3164",
    "\ufeff",
    "\u00a0\u202f",
    "\u0301",
    "\u202e\u202c",
    "\u200d\ufe0f",
]
SOMETHING = ["a", ".", "—", "👍", "❤️", "👨‍👩‍👧", "é", "e\u0301", "م", "-\u200b", "0"]


class Form(forms.Form):
    title = TypedLine(longest=10)
    text = TypedText(longest=10, required=False)


@pytest.mark.pure
@pytest.mark.parametrize("typed", NOTHING)
def test_an_invisible_text_is_empty(typed) -> None:
    assert not shows(typed)
    assert Form({"title": typed}).errors["title"] == ["This field is required."]
    assert Form({"title": "a", "text": typed}).is_valid()
    with pytest.raises(frames.Invalid):
        frames.parse(json.dumps({"type": "send", "id": "0" * 32, "body": typed}))


@pytest.mark.pure
@pytest.mark.parametrize("typed", SOMETHING)
def test_a_visible_text_is_taken(typed) -> None:
    assert shows(typed)
    assert Form({"title": typed}).is_valid()


@pytest.mark.pure
def test_no_character_reverses_a_line() -> None:
    typed = "Adj\u202eoa\u2066 K.\u202c\u2069"
    form = Form({"title": typed, "text": typed})
    assert form.is_valid()
    assert (plain(typed), form.cleaned_data) == ("Adjoa K.", {"title": "Adjoa K.", "text": "Adjoa K."})


@pytest.mark.pure
def test_a_title_is_one_line_without_invisible_marks_and_keeps_joiners() -> None:
    assert one_line(" A\r\n\u200btitle\u00ad \u00a0x\t\x00") == "A title x"
    assert one_line("نمی\u200cخواهم 👨\u200d👩") == "نمی\u200cخواهم 👨\u200d👩"


@pytest.mark.pure
def test_a_line_end_counts_once_and_a_text_that_is_too_long_is_named_and_kept() -> None:
    assert Form({"title": "a", "text": "1234\r\n6789\r\n"}).is_valid()
    assert Form({"title": "a", "text": "👍" * 10}).is_valid()
    form = Form({"title": "a", "text": "1234\r\n67890123"})
    assert form.errors["text"] == ["Too long by 3: at most 10 letters fit here. Nothing is lost."]
    html = str(form["text"])
    assert "67890123" in html
    assert "maxlength" not in html
    assert 'data-longest="10"' in html


@pytest.mark.django_db
def test_a_roster_takes_names_by_the_same_rule(edition) -> None:
    taken = row(1, given_name="Adj\u202eoa\u200b", organisation="ILO\u2060")
    refused = row(2, given_name="\u200b", organisation="\u2800")
    preview = import_roster(edition, csv_file(taken, refused), skip_faulty=True)
    assert [(fault.column, fault.what) for fault in preview.faults] == [("given_name", "is missing")]
    assert Person.objects.get(email="person1@example.org").given_name == "Adjoa"


def test_no_field_of_ours_cuts_a_text() -> None:
    assert [path.name for path in _templates() if "maxlength" in path.read_text()] == []


@pytest.mark.pure
@pytest.mark.parametrize(
    ("words", "values", "read"),
    [
        ("Gone: %(names)s. Propose again.", {"names": "Kerwin L."}, "Gone: Kerwin L. Propose again."),
        ("Gone: %(names)s. Propose again.", {"names": "Kerwin"}, "Gone: Kerwin. Propose again."),
        ("You chose “%(topic)s”.", {"topic": "Who pays?"}, "You chose “Who pays?”"),
        ("Choix : «\u00a0%(topic)s\u00a0».", {"topic": "Fin."}, "Choix : «\u00a0Fin.\u00a0»"),
        ("%(who)s is 100%% here.", {"who": "Kerwin L."}, "Kerwin L. is 100% here."),
    ],
)
def test_a_sentence_has_one_full_stop(words, values, read) -> None:
    assert fill(gettext_lazy(words), values) == read
    with override("en"):
        assert gettext(words, **values) == read


def test_every_sentence_with_a_typed_text_is_filled_by_fill() -> None:
    """Python uses ``fill`` and templates use ``_()``; the browser fills no sentence that ends in a name."""
    bare = re.compile(r"""_\(\s*"[^"]*%\(\w+\)s[”»]?\.[^"]*"\s*\)\s*%""")
    folders = ["kapok", "desk", "today", "exchanges", "forum", "rooms", "commons", "academy"]
    python = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    assert [str(path) for path in python if bare.search(path.read_text())] == []
    shown = re.compile(r"}}[”»]?\.(?!\.)")
    lines = [line for path in _templates() for line in path.read_text().splitlines() if shown.search(line)]
    assert [line for line in lines if "moment(" not in line] == []
    for path in ROOT.glob("locale/*/LC_MESSAGES/django.po"):
        with path.open("rb") as file:
            texts = [text for message in read_po(file) for text in (*_texts(message.id), *_texts(message.string))]
        assert [text for text in texts if re.search(r"\{\w+\}[”»]?\.", text)] == []


def _templates() -> list[Path]:
    return [path for folder in ROOT.glob("*/jinja2") for path in folder.rglob("*.html")]


def _texts(said: object) -> tuple[str, ...]:
    return said if isinstance(said, tuple) else (str(said),)
