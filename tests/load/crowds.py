"""Loads of many connections: the memory of idle ones, and all of them reconnecting at once."""

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
    """Measures the server's growth in bytes for each idle socket, without memory that the first ones use for all."""
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
    """Cuts all sockets in each round; they miss messages and reconnect at once."""
    seats = [(me, room) for me, room in job["seats"]]
    connections = dialect.join_all(seats)
    rounds: list[dict[str, Any]] = []

    def strike() -> list[WebSocket]:
        dialect.swarm.run(time.perf_counter() + 0.5)
        held = [connection.mind.rev for connection in connections]
        dialect.swarm.cut_all()
        _send_missed(dialect, job)
        returned, figures = _reconnect(dialect, job, seats, held)
        rounds.append(figures)
        return returned

    while len(rounds) < job["rounds"] and not (rounds and rounds[-1]["seconds"] > PATIENCE):
        connections = strike()
    if job["samples"]:
        with sampled(job):
            strike()
        rounds.pop()
    return {"rounds": rounds}


def _send_missed(dialect: Dialect, job: dict[str, Any]) -> None:
    """Sends the messages that the others miss, one after the other, from one person in each room."""
    speakers = dialect.join_all([(me, room) for me, room in job["speakers"]])
    left = dict.fromkeys(speakers, job["missed"])

    def settled(connection: WebSocket) -> None:
        left[connection] -= 1
        if left[connection]:
            dialect.say(connection)

    dialect.settled = settled
    for connection in speakers:
        dialect.say(connection)
    if not dialect.swarm.run(time.perf_counter() + PATIENCE, lambda: not any(left.values())):
        raise TimeoutError("what should have been missed could not be said")
    dialect.swarm.cut_all()
    dialect.swarm.run(time.perf_counter() + 0.5)


def _reconnect(
    dialect: Dialect, job: dict[str, Any], seats: list[tuple[int, int]], held: list[int]
) -> tuple[list[WebSocket], dict[str, Any]]:
    """Reconnects all and waits until each has its welcome and all missed messages. A refused one retries at once."""
    took, again = dict[int, float](), list[int]()
    connections: list[WebSocket] = []

    def received(connection: WebSocket, data: bytes, begins: int, ends: int) -> None:
        seat = connection.mind
        if seat.welcome and seat.missed >= job["missed"] and seat.number not in took:
            took[seat.number] = time.perf_counter() - began

    def connect(number: int) -> None:
        connection = dialect.join(*seats[number], held[number])
        connection.mind.number = number
        connections[number : number + 1] = [connection]

    dialect.received, dialect.lost = received, lambda connection: again.append(connection.mind.number)
    watch, began = Watch(dialect, job), time.perf_counter()
    returned = 0
    for number in range(len(seats)):
        connect(number)
    while len(took) < len(seats) and time.perf_counter() < began + PATIENCE:
        dialect.swarm.turn(0.05)
        away, again[:] = again[:], []
        returned += len(away)
        for number in away:
            connect(number)
    figures = watch.over()
    dialect.received = dialect.lost = None
    figures["seconds"] = max(took.values()) if len(took) == len(seats) else float("inf")
    figures["back"] = len(took)
    more = sum(connection.mind.missed > job["missed"] for connection in connections)
    return connections, {**figures, **percentiles(list(took.values())), "again": returned, "twice": more}
