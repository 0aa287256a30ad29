"""The page of a proposed round, as a facilitator sees it."""

import re

import pytest
from django.urls import reverse

from exchanges.models import Round
from exchanges.rounds import making, proposing
from tests import cast


@pytest.fixture
def proposed(edition, chiara, client_of):
    """``proposed("peer-assist")``: the round, and the HTML of its page."""

    def make(format: str, east: int = 8, west: int = 8) -> tuple[Round, str]:
        cast.crowd(edition, "ECOWAS", east)
        cast.crowd(edition, "CARICOM", west)
        opens, closes = making.window(edition, *making.usual_days(edition))
        chosen = edition.formats.get(slug=format)
        round = making.make_round(edition, topic=None, format=chosen, opens=opens, closes=closes, by=chiara)
        proposing.propose(round, by=chiara)
        return round, client_of(chiara).get(round.get_absolute_url()).content.decode()

    return make


def test_a_round_of_fours_says_how_close_to_the_best_it_is(proposed) -> None:
    round, page = proposed("peer-assist")
    least = int((1 - round.proposal["gap"]) * 100)
    assert 50 < least <= 100
    assert f"These reach at least {least} %" in " ".join(page.split())


def test_a_round_of_pairs_names_no_gap_because_it_is_the_best(proposed) -> None:
    assert "These reach at least" not in " ".join(proposed("compare-pair")[1].split())


def test_a_round_without_a_stored_gap_is_shown(proposed, chiara, client_of) -> None:
    round, _page = proposed("peer-assist")
    del round.proposal["gap"]
    round.save(update_fields=["proposal"])
    assert client_of(chiara).get(round.get_absolute_url()).status_code == 200


def test_groups_are_listed_weakest_first_with_their_worth(proposed) -> None:
    round, page = proposed("compare-pair")
    worths = [int(percent) for percent in re.findall(r'<meter[^>]* value="(\d+)"', page)]
    assert worths == sorted(int(group["worth"] * 100 + 0.5) for group in round.proposal["groups"])
    assert len(worths) == 8
    assert f"<dt>worth of the weakest</dt><dd>{worths[0]} %</dd>" in page
    assert f"worth {worths[0]} %</span>" in page


def test_people_without_a_group_are_listed_with_advice(proposed) -> None:
    round, page = proposed("compare-pair", east=9, west=2)
    left = round.proposal["unplaced"]
    assert left
    listed = page.split("<h2>Without a group</h2>")[1].split("</section>")[0]
    assert listed.count("<li>") == len(left)
    assert listed.count("Every group is full. Make a second round, or choose a format with larger groups.") == len(left)


def test_a_round_is_made_with_an_hour_and_a_language_as_a_must(edition, adjoa, kerwin, client_of, chiara) -> None:

    first, last = making.usual_days(edition)
    said = {"format": "compare-pair", "first_day": str(first), "last_day": str(last), "sides": "same"}
    said |= {**dict.fromkeys(["ranking", "interest", "countries", "kind"], "1"), "hours": "must", "language": "must"}
    assert client_of(chiara).post(reverse("new_round", args=[edition.slug]), said).status_code == 302
    made = Round.objects.get()
    assert (made.weights["needs_hours"], made.weights["needs_language"]) == (True, True)
    assert (made.weights["hours"], made.weights["language"]) == (8.0, 8.0)
