"""`make simulate DELEGATES="60 600" SEED=1`: a whole edition with made-up people, through the verbs of the pages.

Nothing is counted that a verb did not make; what people do, and how often, stands in tools/simulation/habits.py. Each
size plays in a process and a database of its own, which are thrown away. Exits with 1 when a figure falls to nothing.

`make demo` keeps the database in a folder (``--into``), with the sample course beside the simulated one, unless the
folder has one.
"""

import argparse
import datetime
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests import migrated

OTHERS = {"DATABASE_URL", "REDIS_URL", "KAPOK_HOSTS", "KAPOK_EMAIL_URL", "KAPOK_EMAIL_FROM", "HOST"}
"""Variables of an installation that a simulated course must not reach."""


def play(delegates: int, seed: int) -> int:
    """Returns the exit code."""
    with tempfile.TemporaryDirectory(prefix="kapok-simulate-") as folder:
        return _play(Path(folder), delegates, seed)


def play_into(kept: Path, delegates: int, seed: int, until: datetime.date) -> int:
    """Plays a course that is over on the day, and leaves its database in the folder, only once it is whole."""
    if kept.exists():
        print(f"{kept} has a course already; remove the folder to play another one.")
        return 0
    print(f"{delegates} made-up people play a course into {kept}; this takes some minutes.", flush=True)
    kept.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="kapok-simulate-", dir=kept.parent) as folder:
        whole = Path(folder) / "whole"
        whole.mkdir()
        worst = _play(whole, delegates, seed, until.isoformat())
        if (whole / migrated.SQLITE_FILE).exists() and worst in {0, 1}:
            whole.rename(kept)
    return worst


def _play(folder: Path, delegates: int, seed: int, *until: str) -> int:
    migrated.into_folder(folder)
    mine = {name: value for name, value in os.environ.items() if name not in OTHERS}
    mine |= {"KAPOK_DATA": str(folder), "KAPOK_DEMO": "1", "KAPOK_LOG": "plain"}
    command = [sys.executable, "-m", "tools.simulation", str(delegates), str(seed), *until]
    return subprocess.run(command, cwd=ROOT, env=mine, check=False).returncode


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("delegates", nargs="*", type=int, default=[60, 600], help="one course of each size")
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same figures")
    parser.add_argument("--into", type=Path, help="keep the first course in this folder, beside the sample course")
    parser.add_argument("--until", type=datetime.date.fromisoformat, help="the day by which it is over; today")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # the exit also removes the database
    if options.into:
        return play_into(
            options.into,
            options.delegates[0],
            options.seed,
            options.until or datetime.datetime.now(datetime.UTC).date(),
        )
    worst = 0
    for delegates in options.delegates:
        began = time.monotonic()
        worst = max(worst, play(delegates, options.seed))
        print(f"({time.monotonic() - began:.0f} s)\n", file=sys.stderr, flush=True)
    return worst


if __name__ == "__main__":
    sys.exit(main())
