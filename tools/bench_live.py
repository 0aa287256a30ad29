"""`make bench-live`: the rooms under load, against baselines measured in the same run, because machines are noisy.

`make bench-live ONLY=rooms,stock` does these parts only; `python tools/bench_live.py --only acks --seconds 4` likewise.
"""

import argparse
import contextlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.load import machine, servers
from tests.load.servers import Missing, Target

PEOPLE = 200
BUSY = 0.85


class Bench:
    """One run: its folder, its stage, and the figures so far by part."""

    def __init__(self, folder: Path, seconds: float, rounds: int, sampled: bool) -> None:
        self.folder, self.seconds, self.rounds, self.sampled = folder, seconds, rounds, sampled
        self.figures: dict[str, dict[str, Any]] = {}
        self.count = 0
        self._stage: servers.Stage | None = None

    @property
    def stage(self) -> servers.Stage:
        self._stage = self._stage or servers.full_stage(self.folder / "stage")
        return self._stage

    def fresh(self) -> Path:
        self.count += 1
        return self.folder / f"server{self.count}"

    def load(self, target: Target, load: str, **job: Any) -> dict[str, Any]:
        """What the generator found, in a process of its own."""
        job = {
            "load": load,
            "dialect": target.dialect,
            "ports": target.ports,
            "servers": target.servers,
            "cookies": target.said.get("cookies", []),
            "seconds": self.seconds,
            "rounds": self.rounds,
            "sampled": target.samples is not None,
            **job,
        }
        done = subprocess.run(
            [sys.executable, "-m", "tests.load.generate"],
            cwd=ROOT,
            input=json.dumps(job),
            stdout=subprocess.PIPE,
            text=True,
        )
        if done.returncode:
            raise RuntimeError(f"the generator of {load} failed")
        if target.samples is not None:
            show_samples(target.samples)
        return json.loads(done.stdout)


def median(rounds: list[dict[str, Any]], name: str) -> float:
    return statistics.median(figures[name] for figures in rounds)


def cost(rounds: list[dict[str, Any]], processes: int = 1) -> str:
    """Who worked how much, who was the limit, and what went wrong."""
    ours, theirs = median(rounds, "generator"), median(rounds, "server")
    said = [f"server {theirs:.2f} cores, generator {ours:.2f}"]
    if ours > BUSY > theirs / processes:
        said.append("THE GENERATOR WAS THE LIMIT")
    refused, closed = sum(figures["refused"] for figures in rounds), rounds[-1]["closed"]
    said += [f"{refused} refused"] if refused else []
    said += [f"closed by the server: {closed}"] if closed else []
    return "; ".join(said)


def show_samples(samples: Path) -> None:
    """The ten heaviest places of each sampled process, by their own CPU."""
    time.sleep(0.3)
    for file in sorted(samples.parent.glob(samples.name + ".*")):
        print(f"    where the time goes, by self time (process {file.suffix[1:]}):")
        for place, share in json.loads(file.read_text()):
            print(f"      {share:6.1%}  {place}")
        file.unlink()


def room(bench: Bench, name: str, target: Target) -> None:
    """A room of 200: quiet first, while its history is short, then at saturation."""
    where = target.said.get("plenary", 1)
    calm = bench.load(target, "quiet", room=where, people=PEOPLE, rate=5)["rounds"]
    full = bench.load(target, "saturate", room=where, people=PEOPLE)
    found = {key: median(calm, key) for key in ("p50", "p99")}
    found |= {key: median(full["rounds"], key) for key in ("deliveries", "frames")}
    bench.figures[name] = found
    print(f"  at 5 messages a second: p50 {found['p50']:.1f} ms, p99 {found['p99']:.1f} ms; {cost(calm)}")
    print(
        f"  at saturation: {found['deliveries']:,.0f} deliveries/s in {found['frames']:,.0f} frames/s"
        f" (window of {full['window']} sends under way); {cost(full['rounds'])}"
    )


def rooms(bench: Bench) -> None:
    with servers.kapok(bench.stage, bench.fresh(), sampled=bench.sampled) as target:
        room(bench, "rooms", target)


def stock(bench: Bench) -> None:
    with servers.stock(bench.folder) as target:
        room(bench, "stock", target)


def socketio(bench: Bench) -> None:
    with servers.socketio(bench.folder) as target:
        room(bench, "socketio", target)


def acked(bench: Bench, name: str, target: Target, **job: Any) -> None:
    seats = [(me, target.said["pairs"][me // 2]) for me in range(len(target.said["cookies"]))]
    found = bench.load(target, "acks", seats=seats, warm_up=1.5, **job)["rounds"]
    bench.figures[name] = {key: median(found, key) for key in ("acks", "p50", "p99")}
    of = bench.figures[name]
    print(
        f"  {name}: {of['acks']:,.0f} durable acks/s, p50 {of['p50']:.0f} ms, p99 {of['p99']:.0f} ms;"
        f" {cost(found, len(target.servers))}"
    )


def acks(bench: Bench) -> None:
    with servers.kapok(bench.stage, bench.fresh(), sampled=bench.sampled) as target:
        acked(bench, "acks", target)


def pg(bench: Bench) -> None:
    with servers.kapok_twice(bench.fresh(), sampled=bench.sampled) as target:
        acked(bench, "pg", target, by_room=True)
        acked(bench, "pg at random", target, by_room=False)


def commits(bench: Bench) -> None:
    bench.figures["commits"] = {"commits": machine.commits_a_second(bench.folder, bench.seconds)}
    print(f"  {bench.figures['commits']['commits']:,.0f} single SQLite commits/s of this disk (WAL, synchronous=FULL)")


PARTS: dict[str, tuple[str, Callable[[Bench], None]]] = {
    "commits": ("The disk", commits),
    "rooms": ("Kapok: a room of 200, one process, SQLite", rooms),
    "stock": ("A stock Channels group of 200, in-memory layer, plain Daphne", stock),
    "socketio": ("socket.io, a room of 200", socketio),
    "acks": ("Kapok: 200 pair rooms, 400 senders with one send under way each, one process, SQLite", acks),
    "pg": ("The same on PostgreSQL and Redis, two processes", pg),
}

AIMS: list[tuple[str, Callable[[dict[str, Any]], float], str, float]] = [
    (
        "deliveries at saturation, times stock Channels'",
        lambda f: f["rooms"]["deliveries"] / f["stock"]["deliveries"],
        ">=",
        100,
    ),
    (
        "deliveries at saturation, times socket.io's",
        lambda f: f["rooms"]["deliveries"] / f["socketio"]["deliveries"],
        ">=",
        2,
    ),
    ("p99 in ms at 5 messages a second", lambda f: f["rooms"]["p99"], "<", 25),
    ("durable acks/s on SQLite, one process", lambda f: f["acks"]["acks"], ">=", 2000),
    ("durable acks/s on PostgreSQL, two processes", lambda f: f["pg"]["acks"], ">=", 2500),
]


def judge(bench: Bench) -> None:
    print("Aims")
    for words, figure, relation, aim in AIMS:
        with contextlib.suppress(KeyError):
            found = figure(bench.figures)
            met = found >= aim if relation == ">=" else found < aim if relation == "<" else found <= aim
            print(f"  {'met    ' if met else 'NOT MET'}  {words}: {found:,.1f} (aim {relation} {aim:,})")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--only", default="", help=f"parts with commas between them: {', '.join(PARTS)}")
    asked.add_argument("--seconds", type=float, default=2.0, help="of each round")
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--sample", action="store_true", help="say where the time goes, met or not (slower)")
    given = asked.parse_args()
    chosen = [part for part in given.only.split(",") if part] or list(PARTS)
    if unknown := set(chosen) - set(PARTS):
        asked.error(f"there is no part {', '.join(sorted(unknown))}")
    for name in ("DATABASE_URL", "REDIS_URL", "KAPOK_TEST_ALL"):
        os.environ.pop(name, None)
    print(f"{os.cpu_count()} cores, load average {os.getloadavg()[0]:.2f}; medians of {given.rounds} rounds")
    with tempfile.TemporaryDirectory(prefix="kapok-bench-") as folder:
        bench = Bench(Path(folder), given.seconds, given.rounds, given.sample)
        for part in chosen:
            title, measure = PARTS[part]
            print(title, flush=True)
            try:
                measure(bench)
            except Missing as fault:
                print(f"  {part}: not measured, because {fault}")
        judge(bench)


if __name__ == "__main__":
    main()
