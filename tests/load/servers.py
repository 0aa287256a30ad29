"""The measured servers, each in its own processes, and the generator's data about them."""

import contextlib
import dataclasses
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

from tests.server import ROOT, Stage, make_stage, serving
from tests.services import Missing, free_port, postgresql, redis

SAMPLING = Path(__file__).parent / "sampling"
# The limit for messages must not slow the load. The limit for frames a socket stays.
LIFTED = {"KAPOK_ROOM_RATE": "100000"}


@dataclasses.dataclass(frozen=True)
class Target:
    """``servers`` are the server's process ids, ``beside`` those of its database and layer.

    ``samples`` is the path at which servers write their samples.
    """

    dialect: str
    ports: list[int]
    servers: list[int]
    said: dict[str, Any]
    samples: Path | None = None
    beside: tuple[int, ...] = ()


def full_stage(folder: Path) -> Stage:
    return make_stage(folder, "tests.load.stage")


@contextlib.contextmanager
def kapok(stage: Stage, folder: Path) -> Iterator[Target]:
    """Runs one process on a copy of the stage."""
    with serving(stage, folder, **LIFTED, **_sampling(folder)) as server:
        assert server.process is not None
        yield Target("kapok", [server.port], [server.process.pid], stage.said, folder / "samples")


@contextlib.contextmanager
def kapok_twice(folder: Path) -> Iterator[Target]:
    """Runs two processes on Redis and a PostgreSQL with durable commits. Raises Missing."""
    with postgresql(durable=True) as database, redis() as layer, mock.patch.dict(os.environ, DATABASE_URL=database):
        stage = make_stage(folder / "stage", "tests.load.stage")
        more = {**LIFTED, "REDIS_URL": layer, **_sampling(folder / "server")}
        with serving(stage, folder / "server", **more) as server, server.twin() as twin:
            assert server.process is not None
            assert twin.process is not None
            yield Target(
                "kapok",
                [server.port, twin.port],
                [server.process.pid, twin.process.pid],
                stage.said,
                folder / "server" / "samples",
                _listening(database) + _listening(layer),
            )


def _sampling(folder: Path) -> dict[str, str]:
    """Variables that load the profiler; it costs nothing until a signal starts it."""
    return {"PYTHONPATH": str(SAMPLING), "KAPOK_BENCH_SAMPLES": str(folder / "samples")}


def _listening(url: str) -> tuple[int, ...]:
    """Returns the id of the process with this URL's port on its command line."""
    port = url.rsplit(":", 1)[1].split("/")[0]
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            command = (entry / "cmdline").read_bytes().split(b"\0") if entry.name.isdigit() else []
            if port.encode() in command:
                return (int(entry.name),)
    return ()


@contextlib.contextmanager
def stock(folder: Path) -> Iterator[Target]:
    """Runs the tutorial's chat on plain Daphne."""
    port = free_port()
    command = [sys.executable, "-m", "daphne", "-p", str(port), "-v0", "tests.load.stock_rooms:application"]
    with process(command, ROOT, port) as number:
        yield Target("stock", [port], [number], {})


@contextlib.contextmanager
def socketio(folder: Path) -> Iterator[Target]:
    """Runs socket.io, fetched with npm into a temporary folder. Raises Missing."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        raise Missing("node and npm are not installed")
    home = folder / "socketio"
    home.mkdir(parents=True)
    shutil.copy(Path(__file__).parent / "socketio_rooms.js", home)
    fetch = [npm, "install", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel", "error", "socket.io"]
    (home / "package.json").write_text('{"private": true}')
    try:
        subprocess.run(fetch, cwd=home, check=True, capture_output=True, timeout=60)
    except subprocess.SubprocessError as fault:
        raise Missing("npm could not fetch socket.io") from fault
    port = free_port()
    with process([node, "socketio_rooms.js", str(port)], home, port) as number:
        yield Target("socket.io", [port], [number], {})


@contextlib.contextmanager
def process(command: list[str], folder: Path, port: int) -> Iterator[int]:
    running = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _attempt in range(100):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            if running.poll() is not None:
                raise RuntimeError(f"{command[0]} ended by itself")
            time.sleep(0.1)
        yield running.pid
    finally:
        running.kill()
        running.wait()
