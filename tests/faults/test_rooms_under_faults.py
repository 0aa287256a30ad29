"""People talk while everything beneath them fails, and their histories show that no promise was broken.

`make faults` does the same for as long as one likes. A failure here repeats there with the same seed.
"""

import os

import pytest

from tests.faults.house import house
from tests.faults.running import Outcome, Plan, run
from tests.services import Missing

pytestmark = pytest.mark.faults
DATABASE = "postgresql" if os.environ.get("DATABASE_URL") else "sqlite"
MEASURES = ("freeze", "mute", "suspension", "sign-out")
DISK = {"sqlite": 16, "postgresql": 100}  # MiB
HARMS = {
    "sqlite": ("kill",) * 12 + ("terminate",) * 2 + MEASURES,
    "postgresql": ("kill", "postgresql restarted") * 2 + ("terminate", "redis stopped", "redis flushed") + MEASURES,
}


async def held(database: str, folder, plan: Plan, **how) -> Outcome:
    """Returns the outcome of a run in which no promise is broken. The histories stay in the folder."""
    try:
        with house(database, folder, **how) as built:
            outcome = await run(plan, built, folder / "histories")
    except Missing as missing:
        pytest.skip(str(missing))
    assert outcome.faults == [], "\n".join([*outcome.lines(), *map(str, outcome.faults[:10])])
    assert not outcome.failures, outcome.log
    return outcome


async def test_kills_failing_servers_and_measures_in_the_middle_of_talk_break_no_promise(stage, tmp_path):
    outcome = await held(DATABASE, tmp_path, Plan(seed=1, harms=HARMS[DATABASE], rooms=2), stage=stage)
    assert outcome.counts["acks"] > 100
    assert outcome.counts["writes"] > 20
    assert outcome.counts["resends"]  # the kills have hit acts under way
    assert outcome.counts["nack muted"] + outcome.counts["posted 403"]
    assert outcome.counts["closed 4401"]
    assert outcome.counts["closed 4403"]
    if DATABASE == "sqlite":  # only the process itself has failed
        assert "Traceback" not in outcome.log


async def test_a_full_disk_breaks_no_promise(stage, tmp_path):
    """An act that cannot be stored gets no ack, and the talk continues once there is space."""
    plan = Plan(seed=4, harms=("full disk",) * 2, rooms=1)
    outcome = await held(DATABASE, tmp_path, plan, disk=DISK[DATABASE], stage=stage)
    assert outcome.counts["nack rate"]


@pytest.mark.pure
async def test_clocks_that_jump_break_no_promise(stage, tmp_path):
    harms = ("jump of the clock",) * 3
    outcome = await held("sqlite", tmp_path, Plan(seed=5, harms=harms, rooms=1), faketime=True, stage=stage)
    assert not outcome.counts["nack rate"]
