"""Names as they are sorted and searched."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from academy.members.names import folded

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Éric Ávila", "eric avila"),
        ("N’Guessan-Lévêque", "nguessan leveque"),
        ("  Ana   d'Água ", "ana dagua"),
        ("STRAßE", "strasse"),
        ("Ɔpɔku Ɛdɛm", "opoku edem"),
        ("Œuvrard & Fils", "oeuvrard fils"),
        ("محمد", "محمد"),
        ("जया", "जया"),
        ("…", ""),
    ],
)
def test_accents_capitals_and_signs_do_not_count(name, expected) -> None:
    assert folded(name) == expected


@example("𝕬")
@given(st.text(max_size=80))
def test_what_is_plain_stays_plain_and_holds_no_stray_signs(name) -> None:
    once = folded(name)
    assert folded(once) == once
    assert once == " ".join(once.split())
    assert "\0" not in once
