"""`make simulate`: no figure of a small course is nothing, and a figure of nothing is a fault."""

import contextlib
import sqlite3
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
def test_a_course_of_twelve_runs_to_its_end_and_is_kept_beside_the_sample_course(tmp_path) -> None:
    kept = tmp_path / "kept"
    command = [sys.executable, "tools/simulate.py", "12", "--seed", "4", "--into", str(kept), "--until", "2026-12-01"]
    played = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    assert played.returncode == 0, played.stdout
    for figure in THREAD:
        count = (
            next(line for line in played.stdout.splitlines() if figure in line).removeprefix("  " + figure).split()[0]
        )
        assert int(count) > 0, figure
    with contextlib.closing(sqlite3.connect(kept / "kapok.sqlite3")) as database:
        courses = database.execute("SELECT slug, demo_at IS NOT NULL FROM academy_edition ORDER BY slug").fetchall()
    assert courses == [("lma-2023", 1), ("lma-2023-simulated", 1)], "sign-in links are printed for both"
    again = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    assert "has a course already" in again.stdout


def test_figures_that_fall_to_nothing_are_faults() -> None:
    shares = [Share("pairs", 3, 4), Share("outcomes", 0, 3), Share("cards", 0, 0)]
    assert fallen(shares) == ["“outcomes” fell to nothing.", "“cards” fell to nothing."]
