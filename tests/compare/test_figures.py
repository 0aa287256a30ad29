"""Figures by bloc: the word that leads, bars, and what is withheld from a reader who does not see names yet."""

from types import SimpleNamespace

import pytest

from compare.comparing.figures import FEWEST, STEPS, Figures
from compare.models import Word

pytestmark = pytest.mark.pure
WEST, EAST = SimpleNamespace(code="CARICOM", shore="west"), SimpleNamespace(code="ECOWAS", shore="east")


def figures(closed: tuple[str, ...] = (), **counts: dict[str, int]) -> Figures:
    made = Figures([WEST, EAST], {str(word): f"<{word}>" for word in Word}, closed)
    for bloc, words in counts.items():
        for word, count in words.items():
            made.add(bloc, word, count)
    return made


def test_the_word_of_most_people_leads_and_of_equal_ones_the_first() -> None:
    assert figures(CARICOM={"form": 2, "alike": 1}, ECOWAS={"alike": 3}).leading == ("<alike>", 4)
    assert figures(CARICOM={"level": 1}, ECOWAS={"form": 1}).leading == ("<form>", 1)
    assert figures().leading is None


def test_a_line_has_the_numbers_of_both_shores_and_the_longest_bar_is_full() -> None:
    (line,) = figures(CARICOM={"form": 3}, ECOWAS={"form": 1}).lines("form")
    assert ([bar.people for bar in line.west], [bar.people for bar in line.east]) == ([3], [1])
    assert (line.west[0].length, line.east[0].length, line.is_mine) == (STEPS, STEPS // 3, True)


def test_views_part_when_the_shores_chose_most_often_different_words() -> None:
    assert figures(CARICOM={"form": 2}, ECOWAS={"alike": 1}).parts_views
    assert not figures(CARICOM={"form": 2, "alike": 1}, ECOWAS={"form": 1}).parts_views
    assert not figures(CARICOM={"form": 2}).parts_views


@pytest.mark.parametrize(("people", "shown"), [(FEWEST - 1, False), (FEWEST, True)])
def test_a_shore_whose_names_are_closed_has_figures_from_five_people_on(people, shown) -> None:
    found = figures(("ECOWAS",), CARICOM={"alike": 2}, ECOWAS={"form": people})
    assert found.shown == {"CARICOM": {"alike": 2}, "ECOWAS": {"form": people} if shown else {}}
    assert found.people == 2 + people * shown, "no total lets one subtract"
    assert (found.leading is None) is not shown


def test_a_bloc_that_is_not_of_the_course_and_an_empty_word_count_nowhere() -> None:
    made = figures(CARICOM={"": 3})
    made.add(None, "alike")
    made.add("EAC", "alike")
    assert made.people == 0
