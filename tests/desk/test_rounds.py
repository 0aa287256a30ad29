"""A proposed round, as a facilitator looks at it."""

import pytest

from exchanges import rounds
from exchanges.models import Round
from tests import cast


@pytest.fixture
def proposed(edition, chiara, client_of):
    """``proposed("peer-assist")``: the round, and its page in words."""

    def make(format: str) -> tuple[Round, str]:
        cast.crowd(edition, "ECOWAS", 8)
        cast.crowd(edition, "CARICOM", 8)
        opens, closes = rounds.window(edition, *rounds.usual_days(edition))
        chosen = edition.formats.get(slug=format)
        round = rounds.make_round(edition, topic=None, format=chosen, opens=opens, closes=closes, by=chiara)
        rounds.propose(round, by=chiara)
        return round, client_of(chiara).get(round.get_absolute_url()).content.decode()

    return make


def test_groups_of_four_say_how_near_they_are_to_the_best(proposed) -> None:
    round, page = proposed("peer-assist")
    least = int((1 - round.proposal["gap"]) * 100)
    assert 50 < least <= 100
    assert f"These reach at least {least} %" in " ".join(page.split())


def test_pairs_are_the_best_and_say_nothing_of_it(proposed) -> None:
    assert "These reach at least" not in " ".join(proposed("compare-pair")[1].split())


def test_a_round_proposed_before_the_gap_was_kept_still_shows(proposed, chiara, client_of) -> None:
    round, _page = proposed("peer-assist")
    del round.proposal["gap"]
    round.save(update_fields=["proposal"])
    assert client_of(chiara).get(round.get_absolute_url()).status_code == 200
