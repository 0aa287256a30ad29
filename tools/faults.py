"""`make faults MINUTES=n SEED=s DATABASE=sqlite|postgresql`: the rooms' promises under faults, for as long as you like.

LOAD multiplies rooms and pace. CROWDS is the number of processes that the clients share, PROCESSES the number that
serve on PostgreSQL. FUZZ=n fuzzes frames and HTTP afterwards, n times as much as `make test` does (36: 10⁵ frames and
86,400 requests). Before that come the tests with made-up examples, nine times as many of these as in `make test`. A
failure prints the seed, and where the histories of all clients are kept.
"""

import asyncio
import dataclasses
import glob
import os
import random
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.faults.house import house
from tests.faults.running import Outcome, Plan, run
from tests.services import Missing

DISK = {"sqlite": 24, "postgresql": 100}  # MiB
SHORT = 20.0  # seconds for each fault that needs a house of its own


def number(name: str, default: float) -> float:
    try:
        return float(os.environ.get(name) or default)
    except ValueError:
        sys.exit(f"{name} must be a number, not “{os.environ[name]}”.")


def act(title: str, database: str, plan: Plan, folder: Path, **how: Any) -> Outcome | None:
    """Runs the plan on a server of its own; returns None when this machine lacks a program for it."""
    print(f"==> {title}", flush=True)
    try:
        with house(database, folder, int(number("PROCESSES", 2)), **how) as built:
            outcome = asyncio.run(run(plan, built, folder / "histories"))
    except Missing as missing:
        print(f"    skipped: {missing}")
        return None
    print("\n".join(outcome.lines()), flush=True)
    print(f"{'clients were busy':>20}  {100 * outcome.busy / outcome.seconds:.0f} % of a core")
    for fault in outcome.faults[:20]:
        print(f"    {fault.kind}: {fault.what[:500]}")
    return outcome


def main() -> int:
    database, seed = os.environ.get("DATABASE") or "sqlite", int(number("SEED", random.randrange(1_000_000)))
    if database not in {"sqlite", "postgresql"}:
        sys.exit(f"DATABASE must be sqlite or postgresql, not “{database}”.")
    minutes, load, crowds, fuzz = number("MINUTES", 1), number("LOAD", 1), number("CROWDS", 1), number("FUZZ", 0)
    command = {"MINUTES": f"{minutes:g}", "SEED": str(seed), "DATABASE": database, "LOAD": f"{load:g}"}
    command |= {"CROWDS": f"{crowds:g}", "FUZZ": f"{fuzz:g}"}
    print("    make faults " + " ".join(f"{name}={shlex.quote(value)}" for name, value in command.items()), flush=True)
    folder = Path(tempfile.mkdtemp(prefix="kapok-faults-"))
    long = Plan(seed, seconds=60 * minutes, rooms=min(40, int(10 * load)), sockets=3, pace=min(30, 4 * load))
    long = dataclasses.replace(long, pause=(1, 8), crowds=int(crowds))
    done = [act("talk under faults", database, long, folder / "long")]
    full = Plan(seed, seconds=SHORT, harms=("full disk",) * 3)
    done.append(act("a full disk", database, full, folder / "full", disk=DISK[database]))
    jumps = Plan(seed, seconds=SHORT, harms=("jump of the clock",) * 5)
    done.append(act("clocks that jump", database, jumps, folder / "jumps", faketime=True))
    if any(outcome.faults for outcome in done if outcome):
        print(f"==> Promises were broken; the histories are in {folder}")
        return 1
    shutil.rmtree(folder)
    return imagine() or (pester(int(fuzz)) if fuzz else 0)


def imagine() -> int:
    print("==> what holds whatever comes, with nine times the examples of `make test`", flush=True)
    command = [sys.executable, "-m", "pytest", "-q", "-m", "hypothesis", "--hypothesis-profile=large", "--durations=20"]
    return subprocess.run(command, check=False).returncode


def pester(times: int) -> int:
    print(f"==> frames and requests that nobody should send, {times} times", flush=True)
    command = [sys.executable, "-m", "pytest", "-q", *sorted(glob.glob("tests/rooms/protocol/test_fuzz*.py"))]
    return subprocess.run(command, env={**os.environ, "KAPOK_FUZZ": str(times)}, check=False).returncode


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sys.exit(main())
