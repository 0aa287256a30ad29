"""The six digits of a code are found in what people type and paste, and nowhere else."""

import pytest

from academy.sign_in.codes import find_code


@pytest.mark.pure
@pytest.mark.parametrize(
    "typed",
    [
        "123456",
        " 123 456 ",
        "123\N{NO-BREAK SPACE}456",
        "123\N{NARROW NO-BREAK SPACE}456",
        "\N{ZERO WIDTH NO-BREAK SPACE}123456",
        "\N{LEFT-TO-RIGHT MARK}1\N{ZERO WIDTH SPACE}23456\N{POP DIRECTIONAL ISOLATE}",
        "12-34-56",
        "123\N{NON-BREAKING HYPHEN}456",
        "1 2 3 4 5 6",
        "123456.",
        "\N{FULLWIDTH DIGIT ONE}23456",
        "\N{ARABIC-INDIC DIGIT ONE}23456",
        "Your Kapok code: 123456",
        "Votre code Kapok : 123\N{NO-BREAK SPACE}456",
        "Your code to sign in to Kapok is\r\n\r\n    123456\r\n\r\nIt is good for 15 minutes.",
        "code=123456; code=123456",
        "30 November 2026, 17:05: 123456",
    ],
)
def test_the_six_digits_are_found_in_what_people_paste(typed) -> None:
    assert find_code(typed) == "123456"


NO_CODES = [
    "",
    " ",
    "12345",
    "1234567",
    "sent 2026-11-30",
    "Hello",
    "123456 or 654321",
    "\N{SUPERSCRIPT TWO}" * 5,
    "1_23456",
]


@pytest.mark.pure
@pytest.mark.parametrize("typed", NO_CODES)
def test_a_text_without_a_code_or_with_several_holds_none(typed) -> None:
    assert find_code(typed) is None
