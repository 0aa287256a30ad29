"""`make simulate`: the same seed gives the same figures, none is nothing, and a figure of nothing is a fault."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools.simulation.figures import Share, fallen

pytestmark = pytest.mark.pure
ROOT = Path(__file__).resolve().parent.parent.parent
THREAD = (
    "delegates who came",
    "delegates with a mark across",
    "reflections answered across",
    "pairs with an agreed hour",
    "exchanges with an outcome",
    "cards from outcomes",
    "cards alive after 90 days",
)


def started(delegates: int, hashes: str) -> subprocess.Popen[str]:
    """``hashes``: the seed of Python's own hashing, on which nothing may depend."""
    command = [sys.executable, "tools/simulate.py", str(delegates), "--seed", "3"]
    environment = {**os.environ, "PYTHONHASHSEED": hashes}
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)


@pytest.mark.long
def test_a_course_of_twelve_runs_to_its_end_twice_alike() -> None:
    both = [started(12, hashes) for hashes in ("1", "2")]
    one, other = [process.communicate()[0] for process in both]
    assert [process.returncode for process in both] == [0, 0], one
    assert one == other
    for figure in THREAD:
        count = next(line for line in one.splitlines() if figure in line).removeprefix("  " + figure).split()[0]
        assert int(count) > 0, figure


def test_figures_that_fall_to_nothing_are_faults() -> None:
    shares = [Share("pairs", 3, 4), Share("outcomes", 0, 3), Share("cards", 0, 0)]
    assert fallen(shares) == ["“outcomes” fell to nothing.", "“cards” fell to nothing."]
