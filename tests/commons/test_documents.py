"""Documents take whatever people typed, in whatever language."""

import pytest

from commons.documents.files import KINDS
from commons.documents.paper import Fact, Paper, Part, Table

pytestmark = pytest.mark.pure


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", [None, "", "ht", "zz", "pt-br"])
def test_a_text_of_any_language_becomes_a_file(kind: str, language: str | None) -> None:
    said = Part("*What*", [Fact("#let x", "$y\n\n= z\x00 \ud800", language)])
    assert KINDS[kind][1](Paper("Plan", ["A line"], [said, Table("At a glance", ["Who"], [["Adjoa"]])]))
