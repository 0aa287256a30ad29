"""An installation for fault injection: one process on SQLite, or several on PostgreSQL and Redis of their own."""

import asyncio
import contextlib
import copy
import glob
import os
import random
import re
import resource
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import psycopg
import redis as redis_client

from tests.faults.askers import TOKEN
from tests.server import Server, Stage, serving, stage_on
from tests.services import Missing, Service, postgresql_server, redis_server

COURSE = "/courses/lma-2023"
FAKETIME = next(iter(glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1")), None)


class House:
    """``redis`` and ``database`` are None on SQLite. ``clock``: the file from which processes read the seconds by which
    their clock is off. ``disk``: the small disk of the database alone, or None.
    """

    def __init__(self, servers: list[Server], database: Service | None, redis: Service | None, clock: Path) -> None:
        self.servers, self.database, self.redis, self.clock = servers, database, redis, clock
        self.disk: Path | None = None
        self.complaints: list[str] = []

    @property
    def ports(self) -> list[int]:
        return [server.port for server in self.servers]

    @property
    def said(self) -> dict[str, Any]:
        return self.servers[0].said

    # Harms; each returns once everything runs again -----------------------------------------------------------------

    async def kill(self, chance: random.Random) -> None:
        server = chance.choice(self.servers)
        await asyncio.to_thread(server.kill)
        await asyncio.to_thread(server.start)

    async def terminate(self, chance: random.Random) -> None:
        """Sends SIGTERM; the process must end by itself, with exit code 0."""
        server = chance.choice(self.servers)
        code, seconds = await asyncio.to_thread(server.stop)
        if code:
            self.complaints.append(f"SIGTERM ended a process with {code} after {seconds:.1f} s")
        await asyncio.to_thread(server.start)

    async def freeze(self, chance: random.Random) -> None:
        process = chance.choice(self.servers).process
        assert process is not None
        process.send_signal(signal.SIGSTOP)
        await asyncio.sleep(chance.uniform(0.5, 3.5))
        process.send_signal(signal.SIGCONT)

    async def jump(self, chance: random.Random) -> None:
        """Moves the wall clocks of all processes forwards or backwards."""
        self.clock.write_text(f"{chance.choice([-86_400, -3600, -60, 60, 3600, 86_400]):+d}")
        await asyncio.sleep(2)

    async def fill_disk(self, chance: random.Random) -> None:
        """Fills the database's disk to the last byte for a while, then starts a PostgreSQL that gave up. Without a disk
        of its own, SQLite's files may not grow instead.
        """
        with self._full(self.disk) if self.disk else self._kept_small():
            await asyncio.sleep(chance.uniform(1, 3))
            if self.database and chance.random() < 0.5:
                await asyncio.to_thread(_fill_log, self.database.url)
        if self.database and self.database.has_ended(within=2):
            await asyncio.to_thread(self.database.start)

    @contextlib.contextmanager
    def _full(self, disk: Path) -> Iterator[None]:
        filler = disk / "filler"
        with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
            while file.write(bytes(512)):
                pass
        yield
        filler.unlink()

    @contextlib.contextmanager
    def _kept_small(self) -> Iterator[None]:
        process = self.servers[0].process
        assert process is not None
        limit = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (1, limit[1]))
        yield
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, limit)

    async def stop_redis(self, chance: random.Random) -> None:
        assert self.redis is not None
        await asyncio.to_thread(self.redis.stop, signal.SIGKILL)
        await asyncio.sleep(chance.uniform(0, 3))
        await asyncio.to_thread(self.redis.start)

    async def flush_redis(self, _chance: random.Random) -> None:
        assert self.redis is not None
        client = redis_client.Redis.from_url(self.redis.url)
        await asyncio.to_thread(client.flushall)
        await asyncio.to_thread(client.client_kill_filter, _type="pubsub")
        client.close()

    async def restart_database(self, chance: random.Random) -> None:
        """Restarts the database as after a crash."""
        assert self.database is not None
        await asyncio.to_thread(self.database.stop, signal.SIGQUIT)
        await asyncio.sleep(chance.uniform(0, 1))
        await asyncio.to_thread(self.database.start)

    def harms(self) -> dict[str, Any]:
        everywhere = {"kill": self.kill, "terminate": self.terminate, "freeze": self.freeze}
        if self.clock.exists():
            everywhere["jump of the clock"] = self.jump
        if self.redis is None or self.disk is not None:
            everywhere["full disk"] = self.fill_disk
        if self.redis is None:
            return everywhere
        return everywhere | {
            "redis stopped": self.stop_redis,
            "redis flushed": self.flush_redis,
            "postgresql restarted": self.restart_database,
        }

    # Acts of a facilitator ------------------------------------------------------------------------------------------

    def client(self, name: str) -> httpx.Client:
        """Returns a client of the first process, signed in as that person, with a token for forms."""
        cookies = {"sessionid": self.said["sessions"][name], "csrftoken": TOKEN}
        return httpx.Client(base_url=self.servers[0].base, cookies=cookies, timeout=20)

    def measure(self, who: str, what: str, **fields: str) -> None:
        """Chiara mutes or suspends somebody, or lifts that. Raises TimeoutError when no page confirms it."""
        path = f"{COURSE}/people/{self.said['members'][who]}/{what}/"
        self._post("chiara", path, {"reason": "A reason", **fields})

    def sign_out(self, who: str) -> None:
        self._post(who, "/you/sign-out-everywhere/", {})

    def sign_in(self, who: str) -> None:
        link = re.search(r"http\S+", self.servers[0].manage("sign_in_link", f"{who}@example.org"))
        assert link is not None
        with httpx.Client(timeout=20) as browser:
            browser.post(link[0])
            self.said["sessions"][who] = browser.cookies["sessionid"]

    def _post(self, name: str, path: str, fields: dict[str, str]) -> None:
        """Posts again and again while the house recovers from a harm. Raises TimeoutError."""
        end = time.monotonic() + 20
        while time.monotonic() < end:
            with contextlib.suppress(httpx.HTTPError), self.client(name) as browser:
                if browser.post(path, data={"csrfmiddlewaretoken": TOKEN, **fields}).status_code == 302:
                    return
            time.sleep(0.2)
        raise TimeoutError(f"{name} could not post to {path}")

    def rev(self, room: int) -> int:
        with self.client("chiara") as browser:
            return int(browser.get(f"/rooms/{room}/changes?since={2**53}").raise_for_status().json()["rev"])

    def reading(self, room: int) -> tuple[int, list[dict[str, Any]]]:
        """Returns the room's revision and all its messages, as a newcomer reads them."""
        rev, messages, more = 0, list[dict[str, Any]](), True
        with self.client("chiara") as browser:
            while more:
                said = browser.get(f"/rooms/{room}/changes?since={rev}").raise_for_status().json()
                rev, more = said["rev"], said["more"]
                messages += said["messages"]
        return rev, messages


@contextlib.contextmanager
def house(
    database: str,
    folder: Path,
    processes: int = 2,
    *,
    faketime: bool = False,
    disk: int = 0,
    stage: Stage | None = None,
) -> Iterator[House]:
    """Runs a house. ``database`` is "sqlite" or "postgresql". ``disk``: the MiB of a disk of its own. ``stage``: an
    existing one on SQLite. Raises services.Missing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    clock, environment = folder / "clock", {"KAPOK_ROOM_RATE": "100000"}
    if faketime:
        environment |= _faked(clock)
    with contextlib.ExitStack() as stack:
        postgresql = redis = None
        small = stack.enter_context(_small_disk(disk)) if disk else None
        if database == "postgresql":
            if disk and small is None:
                raise Missing("a disk of its own cannot be mounted")
            postgresql = stack.enter_context(postgresql_server(disk=small))
            redis = stack.enter_context(redis_server())
            environment["REDIS_URL"] = redis.url
        stage = stage or stage_on(postgresql.url if postgresql else None, folder / "stage")
        first = stack.enter_context(serving(stage, (small or folder) / "data", **environment))
        # People sign in again here; other houses on this stage keep their sessions.
        first.said = copy.deepcopy(first.said)
        servers = [first, *(first.another() for _n in range(processes - 1 if postgresql else 0))]
        for server in servers[1:]:
            server.start()
            stack.callback(server.kill)
        made = House(servers, postgresql, redis, clock)
        made.disk = small
        yield made


def _fill_log(url: str) -> None:
    """Fills PostgreSQL's write-ahead log until it finds no space, so that PostgreSQL gives up."""
    with contextlib.suppress(psycopg.Error), psycopg.connect(url, autocommit=True) as connection:
        for _mebibyte in range(100):
            connection.execute("SELECT pg_logical_emit_message(false, 'filler', repeat('x', 1 << 20))")


def _faked(clock: Path) -> dict[str, str]:
    """Returns variables to move the wall clock by the file's seconds. The monotonic clock stays, as in a jump."""
    if FAKETIME is None:
        raise Missing("faketime is not installed")
    clock.write_text("+0")
    return {
        "LD_PRELOAD": FAKETIME,
        "PYTHONPATH": str(Path(__file__).parent / "clock"),
        "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_CACHE_DURATION": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "FAKETIME_FORCE_MONOTONIC_FIX": "0",  # with it, Python's threads wait for each other for ever
    }


@contextlib.contextmanager
def _small_disk(size: int) -> Iterator[Path | None]:
    """Yields None when it cannot mount one: only root may, and not in most containers."""
    with tempfile.TemporaryDirectory(prefix="kapok-disk-") as place:
        command = ["mount", "-t", "tmpfs", "-o", f"size={size}m", "tmpfs", place]
        if os.geteuid() != 0 or subprocess.run(command, capture_output=True, check=False).returncode:
            yield None
            return
        try:
            yield Path(place)
        finally:
            subprocess.run(["umount", "--lazy", place], check=True)
