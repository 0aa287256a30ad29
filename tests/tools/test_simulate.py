"""`make simulate`: no figure of a small course is nothing, and a figure of nothing is a fault."""

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


@pytest.mark.long
def test_a_course_of_twelve_runs_to_its_end() -> None:
    command = [sys.executable, "tools/simulate.py", "12", "--seed", "4"]
    played = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    assert played.returncode == 0, played.stdout
    for figure in THREAD:
        count = (
            next(line for line in played.stdout.splitlines() if figure in line).removeprefix("  " + figure).split()[0]
        )
        assert int(count) > 0, figure


def test_figures_that_fall_to_nothing_are_faults() -> None:
    shares = [Share("pairs", 3, 4), Share("outcomes", 0, 3), Share("cards", 0, 0)]
    assert fallen(shares) == ["“outcomes” fell to nothing.", "“cards” fell to nothing."]
