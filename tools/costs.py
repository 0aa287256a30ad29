"""Measures the cost of a page, a send, a delivery, a socket and an announcement on this machine into tools/costs.json.

Costs are CPU time of the server's process (and of PostgreSQL's), not elapsed time, so that other work and a slow load
generator change them little. It is part of `make bench`.
"""

import asyncio
import contextlib
import datetime
import json
import os
import platform
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import psycopg

from tests.server import Server, hear, hello, make_stage, say, send, serving
from tests.services import postgresql, redis
from tools.scaling import COSTS

PAGES, SENDS, ROUNDS, LISTENERS, WARM, SOCKETS = 200, 300, 5, 56, 80, 480


def cpu_seconds(pid: int) -> float:
    """Returns the seconds of CPU of the process and its living children (PostgreSQL's backends).

    The CPU clocks count nanoseconds; a tick in /proc is longer than a hundred announcements.
    """
    total = 0.0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            process, parent = int(stat.parent.name), int(stat.read_text().rpartition(") ")[2].split()[1])
            if pid in (process, parent):
                total += time.clock_gettime(~process << 3 | 2)  # the same value as clock_getcpuclockid(3) returns
    return total


def resident_kb(pid: int) -> int:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1024


def listener_of(port: int) -> int:
    """Returns the id of the process that listens on the port. Raises LookupError."""
    wanted = f":{port:04X}"
    inodes = {
        line.split()[9]
        for line in Path("/proc/net/tcp").read_text().splitlines()[1:]
        if line.split()[1].endswith(wanted) and line.split()[3] == "0A"
    }
    for link in Path("/proc").glob("[0-9]*/fd/*"):
        with contextlib.suppress(OSError):
            if os.readlink(link).removeprefix("socket:[").rstrip("]") in inodes:
                return int(link.parts[2])
    raise LookupError(f"nobody listens on port {port}")


def pages(server: Server, database: int) -> dict[str, float]:
    """Measures the page of a discussion with 20 posts, signed in and compressed as for browsers."""
    size = ["--delegates", "40", "--threads", "5", "--posts", "400", "--seed", "1"]
    server.manage("generate_corpus", "--course", "lma-2023", *size)
    found = server.shell("from forum.models import Thread; print(Thread.objects.filter(posts_count__gt=20)[0].pk)")
    address = f"/threads/{int(found.split()[-1])}/"
    with server.http("adjoa") as client:
        for _n in range(20):
            client.get(address).raise_for_status()
        ours, theirs = cpu_seconds(_pid(server)), cpu_seconds(database)
        for _n in range(PAGES):
            answer = client.get(address)
        ours, theirs = cpu_seconds(_pid(server)) - ours, cpu_seconds(database) - theirs
    wire = (
        int(answer.headers["content-length"]) / 1024
        if "content-length" in answer.headers
        else len(answer.content) / 1024
    )
    return {"page_cpu_ms": ours / PAGES * 1e3, "page_database_ms": theirs / PAGES * 1e3, "page_kb": wire}


async def sends(server: Server, listeners: int, *processes: int) -> list[float]:
    """Returns each process's seconds of CPU for SENDS messages, one by one, in a room with ``listeners`` sockets."""
    async with contextlib.AsyncExitStack() as stack:
        names = ["adjoa", "mariam", "tunde", "kerwin", "shanice", "trevor", "chiara"]
        sockets = []
        for n in range(listeners):
            sockets.append(await stack.enter_async_context(server.socket(names[n % len(names)], "plenary")))
            await say(sockets[-1], type="hello", since=10**6)
            await hear(sockets[-1], "welcome")
        silent = [asyncio.ensure_future(_read_all(socket)) for socket in sockets[1:]]
        before = [cpu_seconds(pid) for pid in processes]
        for n in range(SENDS):
            await send(sockets[0], f"How do you *count* the months? {n}")
        spent = [cpu_seconds(pid) - began for pid, began in zip(processes, before, strict=True)]
        for task in silent:
            task.cancel()
        return spent


async def _read_all(socket: Any) -> None:
    with contextlib.suppress(asyncio.CancelledError):
        while True:
            await socket.recv()


async def frame_kb(server: Server) -> float:
    """Returns the KB of a message's delivered frame, without compression."""
    async with server.socket("adjoa", "pair") as socket:
        await hello(socket)
        body = "How do you *count* the months of insurance with two employers?"
        await say(socket, type="send", id=str(uuid.uuid4()), body=body)
        changed = await hear(socket, "changes")
        return len(json.dumps(changed, ensure_ascii=False, separators=(",", ":")).encode()) / 1024


async def sockets(server: Server) -> float:
    """Returns the KB of the server's memory per idle socket. WARM sockets first use up memory freed before."""
    async with contextlib.AsyncExitStack() as stack:
        for n in range(WARM + SOCKETS):
            if n == WARM:
                before = resident_kb(_pid(server))
            room = n % 40
            socket = await stack.enter_async_context(
                server.socket(("adjoa", "kerwin")[n // 40 % 2], f"pair{room}" if room else "pair")
            )
            await hello(socket)
        return (resident_kb(_pid(server)) - before) / SOCKETS


def commits(folder: Path) -> float:
    """Returns single durable commits a second of this disk."""
    with contextlib.closing(sqlite3.connect(folder / "probe.sqlite3", isolation_level=None)) as base:
        base.execute("PRAGMA journal_mode=WAL")
        base.execute("PRAGMA synchronous=FULL")
        base.execute("CREATE TABLE said (body TEXT)")
        ends, count = time.monotonic() + 3, 0
        while time.monotonic() < ends:
            base.execute("INSERT INTO said VALUES ('How do you count the months?')")
            count += 1
    return count / 3


def message_kb(url: str) -> float:
    """Returns the KB of a message's row with its indexes in PostgreSQL."""
    with psycopg.connect(url) as connection:
        size, count = connection.execute(
            "SELECT pg_total_relation_size('rooms_message'), count(*) FROM rooms_message"
        ).fetchone() or (0, 1)
        return size / 1024 / max(1, count)


def announcements(url: str) -> float:
    """Returns announcements a second through one Redis (`redis-benchmark`, one by one on 50 connections)."""
    parts = urlsplit(url)
    done = subprocess.run(
        ["redis-benchmark", "-p", str(parts.port), "-n", "100000", "--csv", "publish", "kapok.room", "x" * 100],
        check=True,
        capture_output=True,
        text=True,
    )
    return float(done.stdout.strip().splitlines()[-1].split('","')[1].strip('"'))


def _pid(server: Server) -> int:
    assert server.process is not None
    return server.process.pid


def measure(folder: Path, database_url: str, redis_url: str) -> dict[str, float]:
    database = listener_of(int(urlsplit(database_url).port or 0))
    with (
        serving(make_stage(folder / "stage"), folder / "server", KAPOK_ROOM_RATE="100000") as server,
        server.twin() as twin,
    ):
        found = pages(server, database)
        few, stored, heard, many = [
            statistics.median(costs)
            for costs in zip(
                *(
                    asyncio.run(sends(server, 2, _pid(server), database, _pid(twin)))
                    + asyncio.run(sends(server, LISTENERS, _pid(server)))
                    for _round in range(ROUNDS)
                ),
                strict=True,
            )
        ]
        delivery = max(0.0, (many - few) / SENDS / (LISTENERS - 2))
        return found | {
            "delivery_cpu_us": delivery * 1e6,
            "send_cpu_us": (few / SENDS - 2 * delivery) * 1e6,
            "announcement_cpu_us": heard / SENDS * 1e6,
            "send_database_us": stored / SENDS * 1e6,
            "socket_kb": asyncio.run(sockets(twin)),
            "frame_kb": asyncio.run(frame_kb(server)),
            "message_kb": message_kb(str(server.database_url)),
            "commits_a_second": commits(folder),
            "announcements_a_second": announcements(redis_url),
        }


HOW = {
    "page_cpu_ms": "a discussion of 20 posts, signed in; processor time of the Daphne process that serves it",
    "page_database_ms": "the same page; processor time of PostgreSQL",
    "page_kb": "the same page, gzip",
    "send_cpu_us": "a durable message in a room, without its deliveries; one at a time, so that no commit is shared",
    "delivery_cpu_us": "one more socket in the room (56 against 2)",
    "announcement_cpu_us": "a second process hears, over Redis, of a room that it does not hold",
    "send_database_us": "a durable message; processor time of PostgreSQL",
    "socket_kb": "memory of the process an idle socket in a pair's room",
    "message_kb": "a short message's row with all indexes in PostgreSQL",
    "frame_kb": "a short message as a delivered frame, without compression",
    "commits_a_second": "single commits with an fsync each, one after the other, on this disk",
    "announcements_a_second": "publishes a second through one Redis, redis-benchmark on the same machine",
}


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="kapok-costs-") as name, postgresql() as database_url, redis() as redis_url:
        os.environ |= {"DATABASE_URL": database_url, "REDIS_URL": redis_url}
        found = measure(Path(name), database_url, redis_url)
    machine = f"{os.cpu_count()} cores at a load of {os.getloadavg()[0]:.0f}"
    where = f"{machine}, Python {platform.python_version()}, {datetime.datetime.now(datetime.UTC):%Y-%m}"
    costs = {key: {"value": float(f"{found[key]:.3g}"), "is": HOW[key], "measured": where} for key in HOW}
    COSTS.write_text(json.dumps(costs, indent=2) + "\n", encoding="utf-8")
    print("\n".join(f"{key}: {each['value']:g} ({each['is']})" for key, each in costs.items()))


if __name__ == "__main__":
    main()
