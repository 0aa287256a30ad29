"""The commands ``pair_round`` and ``list_rooms``."""

import json
import math
import subprocess
import sys
from io import StringIO

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from scipy.optimize import linear_sum_assignment

from exchanges.models import Exchange, Round
from tests import cast

pytestmark = pytest.mark.django_db
PAIRS = ["pair_round", "--course", "lma-2023", "--format", "compare-pair"]


def said(*arguments: str) -> dict:
    out = StringIO()
    call_command(*arguments, "--json", stdout=out)
    return json.loads(out.getvalue())


@pytest.fixture
def uneven(edition):
    """An edition with nine delegates on one side and six on the other."""
    cast.crowd(edition, "ECOWAS", 9)
    cast.crowd(edition, "CARICOM", 6)
    return edition


def partners(round: dict) -> list[tuple[str, str]]:
    rows = set(round["worth"]["rows"])
    pairs = []
    for group in round["groups"]:
        members = [member["email"] for member in group["members"]]
        pairs += [(one, other) for one in members if one in rows for other in members if other not in rows]
    return pairs


def solved_anew(round: dict) -> tuple[float, float]:
    """The best least worth and the best sum by another solver, which tries each threshold from the highest on."""
    worth = np.array(round["worth"]["matrix"])
    rows, columns = ({email: n for n, email in enumerate(round["worth"][side])} for side in ("rows", "columns"))
    for one, other in round["forbidden"]:
        worth[rows[one], columns[other]] = -math.inf
    each, more = divmod(len(rows), len(columns))
    seats = np.hstack([worth] * (each + bool(more)))
    must = np.arange(seats.shape[1]) < each * len(columns)
    best = None
    for least in sorted({value for value in worth.ravel() if value > -math.inf}, reverse=True):
        cost = np.where(seats >= least, -seats - 100 * must, 1e6)
        row, column = linear_sum_assignment(cost)
        if (seats[row, column] >= least).all() and set(np.flatnonzero(must)) <= set(column):
            best = float(least), float(seats[row, column].sum())
            break
    assert best is not None
    return best


def test_another_solver_finds_no_better_round(uneven) -> None:
    round = said(*PAIRS, "--topic", "climate")
    rows, columns = ({email: n for n, email in enumerate(round["worth"][side])} for side in ("rows", "columns"))
    chosen = [round["worth"]["matrix"][rows[one]][columns[other]] for one, other in partners(round)]
    least, total = solved_anew(round)
    assert min(chosen) == least
    assert sum(chosen) == pytest.approx(total, abs=1e-9)
    assert round["total"] == pytest.approx(sum(chosen), abs=1e-9)
    assert sorted(len(group["members"]) for group in round["groups"]) == [2, 2, 2, 3, 3, 3]
    assert round["unplaced"] == []


def test_groups_of_four_report_their_bound_and_gap(uneven) -> None:
    round = said("pair_round", "--course", "lma-2023", "--format", "peer-assist")
    assert round["total"] <= round["bound"]
    assert round["gap"] == pytest.approx(1 - round["total"] / round["bound"])
    pairs = said(*PAIRS)
    assert pairs["bound"] is pairs["gap"] is None


def test_every_member_of_a_group_gets_reasons(uneven) -> None:
    for group in said(*PAIRS)["groups"]:
        assert set(group["reasons"]) == {member["email"] for member in group["members"]}
        assert all(group["reasons"].values())
        assert {member["bloc"] for member in group["members"]} == {"ECOWAS", "CARICOM"}


def test_pair_round_stores_nothing_without_publish(uneven) -> None:
    said(*PAIRS)
    assert not Round.objects.exists()


def test_pair_round_publishes_a_round_whose_partners_do_not_meet_again(uneven) -> None:
    first = said(*PAIRS, "--publish")
    assert Round.objects.get().published_at is not None
    assert Exchange.objects.count() == len(first["groups"])
    again = said(*PAIRS)
    met = {frozenset(pair) for pair in partners(first)}
    assert met <= {frozenset(pair) for pair in again["forbidden"]}
    assert not met & {frozenset(pair) for pair in partners(again)}


def test_people_without_a_group_are_named_with_advice(edition) -> None:
    cast.crowd(edition, "ECOWAS", 9)
    cast.crowd(edition, "CARICOM", 2)
    round = said(*PAIRS)
    assert max(len(group["members"]) for group in round["groups"]) <= 4
    placed = {member["email"] for group in round["groups"] for member in group["members"]}
    left = {one["email"] for one in round["unplaced"]}
    assert len(placed) + len(left) == 11
    assert left
    assert all("Make a second round" in one["reason"] for one in round["unplaced"])


def test_an_empty_side_is_explained_in_a_sentence(edition) -> None:
    cast.crowd(edition, "ECOWAS", 3)
    with pytest.raises(CommandError, match="delegates of both blocs"):
        call_command(*PAIRS)


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--course", "nowhere", "--format", "compare-pair"], "nowhere"),
        (["--course", "lma-2023", "--format", "dance"], "compare-pair"),
        (["--course", "lma-2023", "--format", "compare-pair", "--topic", "weather"], "social-security"),
        (["--course", "lma-2023", "--format", "fishbowl"], "not for pairs"),
    ],
)
def test_a_missing_course_format_or_topic_is_explained(uneven, arguments, named) -> None:
    with pytest.raises(CommandError, match=named):
        call_command("pair_round", *arguments)


def test_rooms_are_listed_with_their_members(uneven) -> None:
    said(*PAIRS, "--publish")
    rooms = said("list_rooms", "--course", "lma-2023")
    assert set(rooms[0]) == {"id", "kind", "members", "last_rev"}
    kinds = [room["kind"] for room in rooms]
    assert (kinds.count("plenary"), kinds.count("lounge"), kinds.count("exchange")) == (1, 5, 6)
    assert all(len(room["members"]) == 15 for room in rooms if room["kind"] != "exchange")
    assert sum(len(room["members"]) for room in rooms if room["kind"] == "exchange") == 15


@pytest.mark.long
def test_help_exits_with_0_and_wrong_usage_with_2() -> None:
    for arguments, code in [(["pair_round", "--help"], 0), (["pair_round"], 2), (["list_rooms", "--what"], 2)]:
        done = subprocess.run([sys.executable, "manage.py", *arguments], capture_output=True, text=True, check=False)
        assert done.returncode == code
        assert "--course" in (done.stdout if code == 0 else done.stderr)
