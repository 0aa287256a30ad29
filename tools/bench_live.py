"""`make bench-live`: rooms under load, with baselines of the same run, because machines vary.

`make bench-live ONLY=rooms,stock` runs only these parts, as does `python tools/bench_live.py --only rooms,stock`.
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
    """A target for one figure. ``figure`` raises KeyError when its parts were not measured.

    ``load`` names the load whose profile explains the figure.
    """

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
        lambda by_part: by_part["rooms"]["deliveries"] / by_part["stock"]["deliveries"],
        ">=",
        100,
        "rooms full",
    ),
    Aim(
        "times socket.io's deliveries at saturation",
        lambda by_part: by_part["rooms"]["deliveries"] / by_part["socketio"]["deliveries"],
        ">=",
        2,
        "rooms full",
    ),
    Aim(
        "ms p99 at 5 messages a second in a room of 200",
        lambda by_part: by_part["rooms"]["p99"],
        "<",
        25,
        "rooms quiet",
    ),
    Aim("durable acks/s on SQLite, one process", lambda by_part: by_part["acks"]["acks"], ">=", 2000, "acks"),
    Aim("durable acks/s on PostgreSQL, two processes", lambda by_part: by_part["pg"]["acks"], ">=", 2500, "pg"),
    Aim("KB of memory an idle socket", lambda by_part: by_part["memory"]["each"], "<=", 40, "memory"),
    Aim("seconds until 1,000 are back in pair rooms", lambda by_part: by_part["storm"]["seconds"], "<=", 5, "storm"),
    Aim(
        "seconds until 1,000 are back in one plenary", lambda by_part: by_part["plenary"]["seconds"], "<=", 5, "plenary"
    ),
]


def judge(bench: Bench) -> set[str]:
    """Prints the aims whose parts were measured; returns the loads of those that were missed."""
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
    """Prints the ten costliest places of each server process, sampled in a separate round after the measured ones."""
    for places in bench.places.get(load, []):
        print(f"Where the {'memory' if load == 'memory' else 'time'} goes: {load}")
        for place, share in places:
            print(f"  {share / 1024:6,.0f} KB  {place}" if load == "memory" else f"  {share:6.1%}  {place}")


def measure(bench: Bench, parts: list[str]) -> bool:
    """Runs the parts; returns False when one failed. A part whose programs are not installed is skipped."""
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
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help=f"parts with commas between them: {', '.join(PARTS)}")
    parser.add_argument("--seconds", type=float, default=2.0, help="of each round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--places", action="store_true", help="say where the time goes where an aim is met, too")
    options = parser.parse_args()
    parts = [part for part in options.only.split(",") if part] or list(PARTS)
    if unknown := set(parts) - set(PARTS):
        parser.error(f"there is no part {', '.join(sorted(unknown))}")
    for name in ("DATABASE_URL", "REDIS_URL"):
        os.environ.pop(name, None)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # the exit also stops the started servers
    print(f"{os.cpu_count()} cores, load average {os.getloadavg()[0]:.2f}; medians of {options.rounds} rounds")
    with tempfile.TemporaryDirectory(prefix="kapok-bench-") as folder:
        bench = Bench(Path(folder), options.seconds, options.rounds)
        well = measure(bench, parts)
        missed = judge(bench)
        for load in bench.places:
            if load in missed or options.places:
                show_places(bench, load)
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
