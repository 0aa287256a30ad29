"""`make bench-live`: the rooms under load, against baselines measured in the same run, because machines are noisy.

`make bench-live ONLY=rooms,stock` does these parts only; `python tools/bench_live.py --only acks --seconds 4` likewise.
"""

import argparse
import dataclasses
import os
import signal
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.load.bench import Bench, Failed
from tests.load.parts import PARTS
from tests.load.servers import Missing

Figures = dict[str, dict[str, float]]


@dataclasses.dataclass(frozen=True)
class Aim:
    """``load`` is the one whose places say where the time goes. KeyError of ``figure``: its parts were not measured."""

    words: str
    figure: Callable[[Figures], float]
    relation: str
    limit: float
    load: str

    def is_met(self, found: float) -> bool:
        return {">=": found >= self.limit, "<=": found <= self.limit, "<": found < self.limit}[self.relation]


AIMS = [
    Aim(
        "times stock Channels' deliveries at saturation",
        lambda of: of["rooms"]["deliveries"] / of["stock"]["deliveries"],
        ">=",
        100,
        "rooms full",
    ),
    Aim(
        "times socket.io's deliveries at saturation",
        lambda of: of["rooms"]["deliveries"] / of["socketio"]["deliveries"],
        ">=",
        2,
        "rooms full",
    ),
    Aim("ms p99 at 5 messages a second in a room of 200", lambda of: of["rooms"]["p99"], "<", 25, "rooms quiet"),
    Aim("durable acks/s on SQLite, one process", lambda of: of["acks"]["acks"], ">=", 2000, "acks"),
    Aim("durable acks/s on PostgreSQL, two processes", lambda of: of["pg"]["acks"], ">=", 2500, "pg"),
    Aim("KB of memory an idle socket", lambda of: of["memory"]["each"], "<=", 40, "memory"),
    Aim("seconds until 1,000 are back in pair rooms", lambda of: of["storm"]["seconds"], "<=", 5, "storm"),
    Aim("seconds until 1,000 are back in one plenary", lambda of: of["plenary"]["seconds"], "<=", 5, "plenary"),
]


def judge(bench: Bench) -> set[str]:
    """Print the aims whose parts were measured; the loads whose aim was not met."""
    print("Aims")
    missed = set()
    for aim in AIMS:
        try:
            found = aim.figure(bench.figures)
        except KeyError:
            continue
        met = aim.is_met(found)
        print(f"  {'met    ' if met else 'NOT MET'}  {found:,.1f} {aim.words} (aim {aim.relation} {aim.limit:,})")
        missed |= set() if met else {aim.load}
    return missed


def show_places(bench: Bench, load: str) -> None:
    """The ten heaviest places of each process of the server, in a round of its own after the measured ones."""
    for places in bench.places.get(load, []):
        print(f"Where the {'memory' if load == 'memory' else 'time'} goes: {load}")
        for place, share in places:
            print(f"  {share / 1024:6,.0f} KB  {place}" if load == "memory" else f"  {share:6.1%}  {place}")


def measure(bench: Bench, parts: list[str]) -> bool:
    """Did all go well? What this machine lacks is said, and no fault."""
    well = True
    for part in parts:
        title, work = PARTS[part]
        print(title, flush=True)
        try:
            work(bench)
        except Missing as fault:
            print(f"  {part}: not measured, because {fault}")
        except Failed as fault:
            well = False
            print(f"  {part}: FAILED: {fault}")
    return well


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--only", default="", help=f"parts with commas between them: {', '.join(PARTS)}")
    asked.add_argument("--seconds", type=float, default=2.0, help="of each round")
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--places", action="store_true", help="say where the time goes where an aim is met, too")
    given = asked.parse_args()
    parts = [part for part in given.only.split(",") if part] or list(PARTS)
    if unknown := set(parts) - set(PARTS):
        asked.error(f"there is no part {', '.join(sorted(unknown))}")
    for name in ("DATABASE_URL", "REDIS_URL"):
        os.environ.pop(name, None)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # what was started ends with it
    print(f"{os.cpu_count()} cores, load average {os.getloadavg()[0]:.2f}; medians of {given.rounds} rounds")
    with tempfile.TemporaryDirectory(prefix="kapok-bench-") as folder:
        bench = Bench(Path(folder), given.seconds, given.rounds)
        well = measure(bench, parts)
        missed = judge(bench)
        for load in bench.places:
            if load in missed or given.places:
                show_places(bench, load)
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
