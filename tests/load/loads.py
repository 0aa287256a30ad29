"""The loads: each takes a dialect and its job, and gives figures as plain data. They run in the generator's process."""

import collections
import contextlib
import os
import signal
import time
from collections.abc import Iterator
from typing import Any

from tests.load import machine
from tests.load.dialects import Dialect, said_at
from tests.load.swarm import WebSocket

WINDOWS = (1, 2, 4, 8, 16, 32, 64, 128, 200)
GROWS = 1.05
FURTHER = 16  # times the best window so far, in vain: enough tried


@contextlib.contextmanager
def sampled(job: dict[str, Any], by: signal.Signals = signal.SIGUSR2) -> Iterator[None]:
    """While the block runs, the servers note where their time goes (tests/load/sampling), and write it at its end."""
    for process in job["servers"]:
        os.kill(process, by)
    yield
    for process in job["servers"]:
        os.kill(process, by)


class Watch:
    """What a round cost, in cores: this generator, the processes of the server, its database, and everybody else."""

    def __init__(self, dialect: Dialect, job: dict[str, Any]) -> None:
        self.dialect, self.swarm = dialect, dialect.swarm
        self.servers = job["servers"]
        self.beside = [process for first in job.get("beside", []) for process in machine.family(first)]
        self.began, self.spent = time.perf_counter(), self._spent()
        self.delivered, self.frames, self.refused = dialect.delivered, self.swarm.frames, dialect.refused
        self.closes = self.swarm.closes.copy()

    def _spent(self) -> list[float]:
        return [machine.own_cpu(), machine.cpu(self.servers), machine.cpu(self.beside), machine.busy()]

    def over(self) -> dict[str, Any]:
        seconds = time.perf_counter() - self.began
        spent = [(now - before) / seconds for now, before in zip(self._spent(), self.spent, strict=True)]
        return {
            "seconds": seconds,
            "deliveries": (self.dialect.delivered - self.delivered) / seconds,
            "frames": (self.swarm.frames - self.frames) / seconds,
            "generator": spent[0],
            "server": spent[1],
            "beside": spent[2],
            "others": max(0.0, spent[3] - sum(spent[:3])),
            "refused": self.dialect.refused - self.refused,
            "closed": self.swarm.closes - self.closes,
        }


def percentiles(seconds: list[float]) -> dict[str, float]:
    """In milliseconds."""
    found = sorted(seconds)
    pick = lambda part: found[min(len(found) - 1, int(len(found) * part))] * 1000 if found else float("nan")  # noqa: E731
    return {"p50": pick(0.5), "p99": pick(0.99), "count": len(found)}


class Window:
    """So many sends are under way at a time, by one line after the other: each that is over makes way for the next."""

    def __init__(self, dialect: Dialect, lines: list[WebSocket]) -> None:
        self.dialect, self.waiting = dialect, collections.deque(lines)
        self.size = self.under_way = self.settled = 0
        dialect.settled = self._settled

    def _settled(self, line: WebSocket) -> None:
        self.under_way -= 1
        self.settled += 1
        self.waiting.append(line)
        self.fill()

    def fill(self) -> None:
        while self.under_way < self.size and self.waiting:
            line = self.waiting.popleft()
            if line.is_open:
                self.under_way += 1
                self.dialect.say(line)

    def grow(self, size: int) -> None:
        self.size = size
        self.fill()

    def drain(self, most: float = 10.0) -> None:
        self.size = 0
        self.dialect.swarm.run(time.perf_counter() + most, lambda: not self.under_way)


def saturate(dialect: Dialect, job: dict[str, Any]) -> dict[str, Any]:
    """One room; the window of sends under way is raised until deliveries grow no more."""
    lines = dialect.join_all([(me, job["room"]) for me in range(job["people"])])
    window, tried = Window(dialect, lines), dict[int, float]()
    best = 0
    for size in WINDOWS:
        window.grow(size)
        dialect.swarm.run(time.perf_counter() + 0.3)
        tried[size] = _watched(dialect, job, 1.0)["deliveries"]
        if best and tried[size] > tried[best] * GROWS:
            best = size
        elif best and size >= FURTHER * best:
            break
        best = best or size
    window.drain()
    window.grow(best)
    dialect.swarm.run(time.perf_counter() + 0.5)
    rounds = [_watched(dialect, job, job["seconds"]) for _round in range(job["rounds"])]
    if job["samples"]:
        with sampled(job):
            dialect.swarm.run(time.perf_counter() + job["seconds"])
    window.drain()
    return {"window": best, "tried": tried, "rounds": rounds}


def _watched(dialect: Dialect, job: dict[str, Any], seconds: float) -> dict[str, Any]:
    watch = Watch(dialect, job)
    dialect.swarm.run(time.perf_counter() + seconds)
    return watch.over()


def quiet(dialect: Dialect, job: dict[str, Any]) -> dict[str, Any]:
    """One room, a few messages a second, evenly: from the send to the receipt at each of the other sockets."""
    lines = dialect.join_all([(me, job["room"]) for me in range(job["people"])])
    took: list[float] = []

    def received(line: WebSocket, data: bytes, begins: int, ends: int) -> None:
        sent = said_at(data, begins, ends)
        if sent is not None and line is not sender:
            took.append(time.perf_counter() - sent)

    dialect.received = received
    speakers, sender = _turns(lines), lines[0]

    def talk(seconds: float) -> dict[str, Any]:
        nonlocal sender
        took.clear()
        watch, began = Watch(dialect, job), time.perf_counter()
        for beat in range(int(seconds * job["rate"])):
            dialect.swarm.run(began + beat / job["rate"])
            sender = next(speakers)
            dialect.say(sender)
        dialect.swarm.run(time.perf_counter() + 0.5)
        return {**watch.over(), **percentiles(took)}

    talk(1.0)
    rounds = [talk(job["seconds"]) for _round in range(job["rounds"])]
    if job["samples"]:
        with sampled(job):
            talk(job["seconds"])
    return {"rounds": rounds}


def _turns(lines: list[WebSocket]) -> Iterator[WebSocket]:
    while True:
        yield from lines


def acks(dialect: Dialect, job: dict[str, Any]) -> dict[str, Any]:
    """Everybody in a pair room, each with one send under way: the next leaves when the last is acked."""
    lines = dialect.join_all([(me, room) for me, room in job["seats"]])
    took: list[float] = []
    going = True

    def say(line: WebSocket) -> None:
        line.mind.sent = time.perf_counter()
        dialect.say(line)

    def settled(line: WebSocket) -> None:
        took.append(time.perf_counter() - line.mind.sent)
        if going:
            say(line)

    dialect.settled = settled
    for line in lines:
        say(line)
    dialect.swarm.run(time.perf_counter() + job["warm_up"])
    rounds = []
    for _round in range(job["rounds"]):
        took.clear()
        figures = _watched(dialect, job, job["seconds"])
        acked = len(took) - figures["refused"]
        rounds.append({**figures, "acks": acked / figures["seconds"], **percentiles(took)})
    if job["samples"]:
        with sampled(job):
            dialect.swarm.run(time.perf_counter() + job["seconds"])
    going = False
    dialect.swarm.run(time.perf_counter() + 1)
    return {"rounds": rounds}
