"""The loads. Each takes a dialect and its job and returns figures as plain data, in the generator's process."""

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
FURTHER = 16  # the search ends when windows up to 16 times the best one were no better


@contextlib.contextmanager
def sampled(job: dict[str, Any], by: signal.Signals = signal.SIGUSR2) -> Iterator[None]:
    """Servers sample themselves while the block runs and write the samples at its end (tests/load/sampling)."""
    for process in job["servers"]:
        os.kill(process, by)
    yield
    for process in job["servers"]:
        os.kill(process, by)


class Watch:
    """Measures a round in cores: of this generator, the server, its database (``beside``), and all other processes."""

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
    """Returns p50 and p99 in milliseconds, and the count."""
    found = sorted(seconds)

    def pick(part: float) -> float:
        return found[min(len(found) - 1, int(len(found) * part))] * 1000 if found else float("nan")

    return {"p50": pick(0.5), "p99": pick(0.99), "count": len(found)}


class Window:
    """Keeps ``size`` sends under way, from one connection after the other; a send that ends starts the next."""

    def __init__(self, dialect: Dialect, connections: list[WebSocket]) -> None:
        self.dialect, self.waiting = dialect, collections.deque(connections)
        self.size = self.under_way = self.settled = 0
        dialect.settled = self._settled

    def _settled(self, connection: WebSocket) -> None:
        self.under_way -= 1
        self.settled += 1
        self.waiting.append(connection)
        self.fill()

    def fill(self) -> None:
        while self.under_way < self.size and self.waiting:
            connection = self.waiting.popleft()
            if connection.is_open:
                self.under_way += 1
                self.dialect.say(connection)

    def grow(self, size: int) -> None:
        self.size = size
        self.fill()

    def drain(self, most: float = 10.0) -> None:
        self.size = 0
        self.dialect.swarm.run(time.perf_counter() + most, lambda: not self.under_way)


def saturate(dialect: Dialect, job: dict[str, Any]) -> dict[str, Any]:
    """Measures one room at its limit: the window of sends under way grows until deliveries grow no more."""
    connections = dialect.join_all([(me, job["room"]) for me in range(job["people"])])
    window, tried = Window(dialect, connections), dict[int, float]()
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
    """Measures one room with a few messages a second: the time from each send to its receipt at every other socket."""
    connections = dialect.join_all([(me, job["room"]) for me in range(job["people"])])
    took: list[float] = []

    def received(connection: WebSocket, data: bytes, begins: int, ends: int) -> None:
        sent = said_at(data, begins, ends)
        if sent is not None and connection is not sender:
            took.append(time.perf_counter() - sent)

    dialect.received = received
    speakers, sender = _turns(connections), connections[0]

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


def _turns(connections: list[WebSocket]) -> Iterator[WebSocket]:
    while True:
        yield from connections


def acks(dialect: Dialect, job: dict[str, Any]) -> dict[str, Any]:
    """Measures pair rooms in which each person has one send under way; the next leaves when the last is acked."""
    connections = dialect.join_all([(me, room) for me, room in job["seats"]])
    took: list[float] = []
    running = True

    def say(connection: WebSocket) -> None:
        connection.mind.sent = time.perf_counter()
        dialect.say(connection)

    def settled(connection: WebSocket) -> None:
        took.append(time.perf_counter() - connection.mind.sent)
        if running:
            say(connection)

    dialect.settled = settled
    for connection in connections:
        say(connection)
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
    running = False
    dialect.swarm.run(time.perf_counter() + 1)
    return {"rounds": rounds}
