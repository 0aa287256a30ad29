"""Months and weekdays as each language writes them."""

import datetime

import pytest
from django.utils import timezone, translation

from academy.pages.dates import date_words, day_of, short_day, weekday
from academy.pages.showing import ago, moment

pytestmark = pytest.mark.pure
NIGHT = datetime.datetime(2023, 7, 13, 18, 30, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("13 July", "13 Jul 2023, 18:30", "Thursday")),
        ("fr", ("13 juillet", "13 juillet 2023 18:30", "jeudi")),
        ("pt", ("13 de julho", "13 de julho de 2023 às 18:30", "quinta-feira")),
    ],
)
def test_only_english_gives_months_and_weekdays_a_capital(language, words) -> None:
    with translation.override(language):
        shown = (date_words(NIGHT, "MONTH_DAY_FORMAT"), date_words(NIGHT, "DATETIME_FORMAT"), weekday(3))
        assert tuple(text.replace("\u202f", " ") for text in shown[:2]) == words[:2]
        assert shown[2].lower() == words[2].lower()
        assert language == "en" or shown[2].islower()


def test_pages_write_portuguese_months_in_small_letters() -> None:
    with translation.override("pt"), timezone.override("UTC"):
        page = f"{moment(NIGHT)} {ago(NIGHT)}"
    assert "julho" in page
    assert "Julho" not in page


def test_french_writes_the_first_of_a_month_and_short_months_in_its_own_way() -> None:
    first, eleventh = (datetime.datetime(2026, 12, day, 1, 0, tzinfo=datetime.UTC) for day in (1, 11))
    with translation.override("fr"):
        assert (day_of(first), day_of(eleventh)) == ("mardi 1er décembre", "vendredi 11 décembre")
        assert short_day(first, with_year=True) == "1er déc 2026"
