"""A real ``manage.py serve`` on a staged course, in a process of its own, and clients written from live.md alone."""

import asyncio
import contextlib
import copy
import dataclasses
import functools
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import httpx
from prometheus_client.parser import text_string_to_metric_families
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests import databases, migrated
from tests.frames import SCHEMA, check_heard, check_said
from tests.once import of_the_run, once
from tests.services import free_port

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 15.0
AT_ONCE = 2.0
"""Seconds: the one that is promised, and one more because other tests run at the same time. A re-check without an
announcement takes up to five."""


@dataclasses.dataclass(frozen=True)
class Stage:
    """A filled data folder (and, on PostgreSQL, database) that servers copy."""

    folder: Path
    database_url: str | None
    said: dict[str, Any]


@functools.cache
def the_stage(base: Path) -> Stage:
    """Makes the one stage of the whole run; ``base`` is the folder that pytest gave to this worker."""

    url = os.environ.get("DATABASE_URL")

    def make(place: Path) -> None:
        template = migrated.postgresql(url, base) if url else None
        made = stage_on(url, place / "data", template=template)
        (place / "stage.json").write_text(json.dumps([made.database_url, made.said]))

    place = once(of_the_run(base) / "stage", make)
    return Stage(place / "data", *json.loads((place / "stage.json").read_text()))


def make_stage(folder: Path, module: str = "tests.stage") -> Stage:
    """Makes a stage that the module fills, in a new database beside that of DATABASE_URL, or in SQLite without one."""
    return stage_on(os.environ.get("DATABASE_URL"), folder, module)


def stage_on(url: str | None, folder: Path, module: str = "tests.stage", *, template: str | None = None) -> Stage:
    """Makes a stage in a new database beside that of ``url``, or in SQLite in the folder without one."""
    own = databases.new(url, "kapok_stage" + os.environ.get("PYTEST_XDIST_WORKER", ""), template) if url else None
    if own is None:
        migrated.into_folder(folder)
    made = subprocess.run(
        [sys.executable, "-m", module],
        cwd=ROOT,
        env=_environment(folder, own),
        check=True,
        capture_output=True,
        text=True,
    )
    return Stage(folder, own, json.loads(made.stdout))


class Server:
    """A served copy of the staged course."""

    said_when_ready = "Kapok is at"
    arguments: tuple[str, ...] = ()

    def __init__(self, stage: Stage, folder: Path, **environment: str) -> None:
        shutil.copytree(stage.folder, folder, dirs_exist_ok=True)
        self.stage, self.folder = stage, folder
        self.said, self.port = stage.said, free_port()
        self.database_url = None
        if stage.database_url:
            name = "kapok_" + uuid.uuid4().hex[:12]
            self.database_url = databases.new(stage.database_url, name, databases.name_of(stage.database_url))
        self.environment = _environment(folder, self.database_url) | {"PORT": str(self.port)} | environment
        self.process: subprocess.Popen[str] | None = None

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> float:
        """Starts it; returns the seconds until it serves."""
        began = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "serve", *self.arguments],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=(self.folder / "stderr").open("a"),
            text=True,
        )
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if self.said_when_ready in line:
                return time.monotonic() - began
        raise AssertionError((self.folder / "stderr").read_text())

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop(self) -> tuple[int, float]:
        """Sends SIGTERM; returns the exit code and the seconds that the end took."""
        assert self.process is not None
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=30)
        return code, time.monotonic() - began

    @contextlib.contextmanager
    def twin(self) -> "Iterator[Server]":
        """Runs a second serving process of the same installation, on a port of its own."""
        other = self.another()
        other.start()
        try:
            yield other
        finally:
            other.kill()

    def another(self) -> "Server":
        """Returns the same installation on a port of its own, not started."""
        other = copy.copy(self)
        other.port, other.process = free_port(), None
        other.environment = self.environment | {"PORT": str(other.port)}
        return other

    def manage(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout

    def shell(self, code: str) -> str:
        """Runs ``code`` in another process of the installation, on the same database."""
        return self.manage("shell", "--no-imports", "-c", code)

    def faults(self) -> str:
        """Returns the server's log of faults."""
        return (self.folder / "stderr").read_text()

    def http(self, name: str | None, **options: Any) -> httpx.Client:
        cookies = {"sessionid": self.said["sessions"][name]} if name else {}
        return httpx.Client(base_url=self.base, cookies=cookies, timeout=40, **options)

    def figures(self) -> dict[str, float]:
        """Returns the figures of ``/metrics`` by name, followed by the values of their labels."""
        families = text_string_to_metric_families(self.http(None).get("/metrics").text)
        samples = [sample for family in families for sample in family.samples]
        return {" ".join([sample.name, *sample.labels.values()]): sample.value for sample in samples}

    def handshake(self, name: str, room: int) -> bytes:
        """Returns the request that opens a WebSocket, for tests that write bytes themselves."""
        headers = {
            "Host": f"127.0.0.1:{self.port}",
            "Upgrade": "websocket",
            "Connection": "Upgrade",
            "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
            "Sec-WebSocket-Version": "13",
            "Cookie": f"sessionid={self.said['sessions'][name]}",
        }
        lines = [f"GET /ws/rooms/{room}/ HTTP/1.1", *(f"{key}: {value}" for key, value in headers.items())]
        return "\r\n".join([*lines, "", ""]).encode()

    def socket(self, name: str | None, room: str | int = "pair", **headers: str) -> Any:
        """Opens a connection, with ``async with``."""
        number = self.said["rooms"].get(room, room)
        if name:
            headers["Cookie"] = f"sessionid={self.said['sessions'][name]}"
        return connect(
            f"ws://127.0.0.1:{self.port}/ws/rooms/{number}/",
            additional_headers=headers,
            max_size=None,
            max_queue=None,
            ping_interval=None,
        )


class WithoutWorker(Server):
    """Its pages have the pool to themselves: a worker's entry would take the only connection, and wait as they do."""

    said_when_ready = "Kapok's rooms are at"
    arguments = ("--only", "rooms")


@contextlib.contextmanager
def serving(stage: Stage, folder: Path, kind: type[Server] = Server, **environment: str) -> Iterator[Server]:
    server = kind(stage, folder, **environment)
    server.start()
    try:
        yield server
    finally:
        if server.process is not None and server.process.poll() is None:
            server.kill()
        if server.database_url:
            databases.drop(server.database_url)


LEAN = WeakKeyDictionary[ClientConnection, bool]()
"""Connections that asked for lean messages."""


async def say(socket: ClientConnection, **frame: Any) -> None:
    """Sends a valid frame. Invalid ones go through ``socket.send``."""
    if frame.get("type") == "hello":
        LEAN[socket] = frame.get("lean", False)
    await socket.send(json.dumps(check_said(frame), ensure_ascii=False))


async def heard(socket: ClientConnection) -> dict[str, Any]:
    """Returns the next frame, whose type must be in the schema."""
    frame = check_heard(json.loads(await socket.recv()), lean=LEAN.get(socket, False))
    assert f"server_{frame['type']}" in SCHEMA["$defs"], frame
    return frame


async def hear(socket: ClientConnection, kind: str, *, within: float = PATIENCE, **what: Any) -> dict[str, Any]:
    """Returns the next frame of that type (and with those values); skips others. Raises TimeoutError."""
    async with asyncio.timeout(within):
        while True:
            frame = await heard(socket)
            if frame["type"] == kind and all(frame.get(key) == value for key, value in what.items()):
                return frame


async def hear_nothing_of(socket: ClientConnection, kind: str) -> None:
    """Asserts that no frame of that type comes before the answer to a ping that is sent now."""
    mark = uuid.uuid4().hex
    await say(socket, type="ping", t=mark)
    async with asyncio.timeout(PATIENCE):
        while (frame := await heard(socket)) != {"type": "pong", "t": mark}:
            assert frame["type"] != kind, frame


async def hello(socket: ClientConnection, since: int = 0) -> dict[str, Any]:
    """Says hello; returns the welcome."""
    await say(socket, type="hello", since=since)
    return await hear(socket, "welcome")


async def send(socket: ClientConnection, body: str, **more: Any) -> dict[str, Any]:
    """Sends a message; returns its ack."""
    name = str(uuid.uuid4())
    await say(socket, type="send", id=name, body=body, **more)
    return await hear(socket, "ack", id=name)


async def closing_code(socket: ClientConnection, *, within: float = PATIENCE) -> int:
    """Reads until the server closes; returns the code. Raises TimeoutError."""
    try:
        async with asyncio.timeout(within):
            while True:
                await socket.recv()
    except ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd else 1006


def _environment(folder: Path, database_url: str | None) -> dict[str, str]:
    mine = {
        key: value
        for key, value in os.environ.items()
        if key not in {"DATABASE_URL", "KAPOK_HOSTS", "KAPOK_DEMO", "HOST"}
    }
    mine |= {"KAPOK_DATA": str(folder), "KAPOK_DEMO": "0", "PYTHONDONTWRITEBYTECODE": "1"}
    return mine | {"DATABASE_URL": database_url} if database_url else mine
