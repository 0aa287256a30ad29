"""One run of the benchmark: its folder, its figures by part, and the load generators that it starts."""

import collections
import contextlib
import json
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from tests.load import servers
from tests.load.servers import Target
from tests.server import ROOT, Stage

BUSY = 0.85


class Failed(Exception):
    """A load could not be completed."""


class Bench:
    """``figures`` holds medians of the rounds by part; ``places`` the server's costliest functions or types by load."""

    def __init__(self, folder: Path, seconds: float, rounds: int) -> None:
        self.folder, self.seconds, self.rounds = folder, seconds, rounds
        self.figures: dict[str, dict[str, float]] = {}
        self.places: dict[str, list[list[tuple[str, float]]]] = {}
        self.count = 0
        self._stage: Stage | None = None

    @property
    def stage(self) -> Stage:
        self._stage = self._stage or servers.full_stage(self.folder / "stage")
        return self._stage

    def fresh(self) -> Path:
        """Returns a new folder for the next server."""
        self.count += 1
        return self.folder / f"server{self.count}"

    def load(self, target: Target, name: str, load: str, **job: Any) -> dict[str, Any]:
        """Runs the load in a generator's process and returns its figures. Raises Failed."""
        job = {
            "load": load,
            "dialect": target.dialect,
            "ports": target.ports,
            "servers": target.servers,
            "beside": target.beside,
            "cookies": target.said.get("cookies", []),
            "seconds": self.seconds,
            "rounds": self.rounds,
            "samples": target.samples is not None,
            **job,
        }
        command = [sys.executable, "-m", "tests.load.generate"]
        done = subprocess.run(command, cwd=ROOT, input=json.dumps(job), capture_output=True, text=True)
        sys.stderr.write(done.stderr)
        if done.returncode:
            raise Failed(done.stderr.strip().rpartition("\n")[2])
        if target.samples is not None:
            self.places[name] = list(_places(target.samples, len(target.servers)))
        return json.loads(done.stdout)


def _places(samples: Path, processes: int) -> list[list[tuple[str, float]]]:
    """Reads the samples of each process. A process that wrote none within five seconds is left out."""
    until = time.monotonic() + 5
    while len(found := sorted(samples.parent.glob(f"{samples.name}.*[0-9]"))) < processes and time.monotonic() < until:
        time.sleep(0.05)
    places = [[(place, share) for place, share in json.loads(file.read_text())] for file in found]
    for file in found:
        with contextlib.suppress(OSError):
            file.unlink()
    return places


def median(rounds: list[dict[str, Any]], name: str) -> float:
    return statistics.median(figures[name] for figures in rounds)


def per_cpu(rounds: list[dict[str, Any]], name: str) -> str:
    """The figure per CPU second of the server, because elapsed time varies when the machine does other work."""
    return f"{statistics.median(figures[name] / max(figures['server'], 0.01) for figures in rounds):,.0f} a CPU second"


def cost(rounds: list[dict[str, Any]], processes: int = 1) -> str:
    """Describes the cores that each side used, whether the generator was the limit, refusals and closes."""
    ours, theirs = median(rounds, "generator"), median(rounds, "server")
    beside, others = median(rounds, "beside"), median(rounds, "others")
    parts = [f"server {theirs:.2f} cores, " + (f"database {beside:.2f}, " if beside else "") + f"generator {ours:.2f}"]
    parts += [f"others on this machine {others:.2f}"] if others > 0.1 else []
    if ours > BUSY > theirs / processes:
        parts.append("THE GENERATOR WAS THE LIMIT")
    refused = sum(figures["refused"] for figures in rounds)
    closed = dict(sum((collections.Counter(figures["closed"]) for figures in rounds), collections.Counter[str]()))
    parts += [f"{refused} refused"] if refused else []
    parts += [f"closed by the server: {closed}"] if closed else []
    return "; ".join(parts)
