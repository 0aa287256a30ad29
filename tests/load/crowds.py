"""Loads of many connections: what each costs while nobody speaks, and all of them coming back at once."""

import contextlib
import signal
import time
from typing import Any

from tests.load import machine
from tests.load.dialects import Dialect
from tests.load.loads import Watch, percentiles, sampled
from tests.load.swarm import WebSocket

PATIENCE = 30.0


def idle(dialect: Dialect, job: dict[str, Any]) -> dict[str, Any]:
    """How much the server grows for each socket that said hello; what the first ones load for all is not counted."""
    run, seats = dialect.swarm.run, [(me, room) for me, room in job["seats"]]
    dialect.join_all(seats[:20])
    run(time.perf_counter() + 1)
    dialect.swarm.cut_all()
    run(time.perf_counter() + 1)
    with sampled(job, signal.SIGUSR1) if job["samples"] else contextlib.nullcontext():
        run(time.perf_counter() + 1)
        before = sum(map(machine.resident, job["servers"]))
        watch = Watch(dialect, job)
        dialect.join_all(seats)
        figures = watch.over()
        run(time.perf_counter() + 2)
        after = sum(map(machine.resident, job["servers"]))
    return {**figures, "before": before, "after": after, "each": (after - before) / len(seats)}


def storm(dialect: Dialect, job: dict[str, Any]) -> dict[str, Any]:
    """All sockets are cut, messages are missed, all come back at once; and again for each round."""
    seats = [(me, room) for me, room in job["seats"]]
    lines = dialect.join_all(seats)
    rounds: list[dict[str, Any]] = []

    def strike() -> list[WebSocket]:
        dialect.swarm.run(time.perf_counter() + 0.5)
        held = [line.mind.rev for line in lines]
        dialect.swarm.cut_all()
        _talk(dialect, job)
        returned, figures = _come_back(dialect, job, seats, held)
        rounds.append(figures)
        return returned

    while len(rounds) < job["rounds"] and not (rounds and rounds[-1]["seconds"] > PATIENCE):
        lines = strike()
    if job["samples"]:
        with sampled(job):
            strike()
        rounds.pop()
    return {"rounds": rounds}


def _talk(dialect: Dialect, job: dict[str, Any]) -> None:
    """Somebody in each room says what the others will have missed, one message after the other."""
    speakers = dialect.join_all([(me, room) for me, room in job["speakers"]])
    left = dict.fromkeys(speakers, job["missed"])

    def settled(line: WebSocket) -> None:
        left[line] -= 1
        if left[line]:
            dialect.say(line)

    dialect.settled = settled
    for line in speakers:
        dialect.say(line)
    if not dialect.swarm.run(time.perf_counter() + PATIENCE, lambda: not any(left.values())):
        raise TimeoutError("what should have been missed could not be said")
    dialect.swarm.cut_all()
    dialect.swarm.run(time.perf_counter() + 0.5)


def _come_back(
    dialect: Dialect, job: dict[str, Any], seats: list[tuple[int, int]], held: list[int]
) -> tuple[list[WebSocket], dict[str, Any]]:
    """Until each has its welcome and all that it missed. Who is sent away comes again at once."""
    took, again = dict[int, float](), list[int]()
    lines: list[WebSocket] = []

    def received(line: WebSocket, data: bytes, begins: int, ends: int) -> None:
        seat = line.mind
        if seat.welcome and seat.missed >= job["missed"] and seat.number not in took:
            took[seat.number] = time.perf_counter() - began

    def come(number: int) -> None:
        line = dialect.join(*seats[number], held[number])
        line.mind.number = number
        lines[number : number + 1] = [line]

    dialect.received, dialect.lost = received, lambda line: again.append(line.mind.number)
    watch, began = Watch(dialect, job), time.perf_counter()
    returned = 0
    for number in range(len(seats)):
        come(number)
    while len(took) < len(seats) and time.perf_counter() < began + PATIENCE:
        dialect.swarm.turn(0.05)
        away, again[:] = again[:], []
        returned += len(away)
        for number in away:
            come(number)
    figures = watch.over()
    dialect.received = dialect.lost = None
    figures["seconds"] = max(took.values()) if len(took) == len(seats) else float("inf")
    figures["back"] = len(took)
    more = sum(line.mind.missed > job["missed"] for line in lines)
    return lines, {**figures, **percentiles(list(took.values())), "again": returned, "twice": more}
