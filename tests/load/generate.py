"""The generator's process: ``python -m tests.load.generate`` reads a job as JSON and prints its figures as JSON."""

import gc
import json
import random
import sys
from collections.abc import Callable
from typing import Any

from tests.load import crowds, loads
from tests.load.dialects import Dialect, Kapok, SocketIO, Stock
from tests.load.xmpp import Prosody

DIALECTS: dict[str, type[Dialect]] = {"kapok": Kapok, "stock": Stock, "socket.io": SocketIO, "prosody": Prosody}
LOADS: dict[str, Callable[[Dialect, dict[str, Any]], dict[str, Any]]] = {
    "saturate": loads.saturate,
    "quiet": loads.quiet,
    "acks": loads.acks,
    "idle": crowds.idle,
    "storm": crowds.storm,
}


def do(job: dict[str, Any]) -> dict[str, Any]:
    ports = job["ports"]
    chance = random.Random(1)

    def port_of(room: int) -> int:
        """Returns the port of the room's process, as nginx hashes it; a random one when ``by_room`` is false."""
        return ports[room % len(ports)] if job.get("by_room", True) else chance.choice(ports)

    dialect = DIALECTS[job["dialect"]](port_of, job.get("cookies", []))
    try:
        return LOADS[job["load"]](dialect, job)
    finally:
        dialect.swarm.cut_all()


if __name__ == "__main__":
    gc.freeze()
    gc.disable()
    json.dump(do(json.load(sys.stdin)), sys.stdout)
