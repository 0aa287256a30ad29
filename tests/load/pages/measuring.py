"""The cost of each kind of page, as a multiple of the empty page and of an empty view in the same run."""

import asyncio
import dataclasses
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.load.machine import family
from tests.load.pages.asking import Refused, answers, request, size
from tests.load.pages.servers import parts_on_a_copy, serving, staged
from tests.server import Server

CONNECTIONS, WARM = 4, 12
VIEW = "an empty view"
# The number of empty pages that each may cost at most. Pages without an aim of their own have OTHERS.
AIMS = {
    "thread": 8,
    "today": 8,
    "topic": 8,
    "reflection": 7,
    "room": 7,
    "people": 12,
    "comparison": 10,
    "board": 8,
}
OTHERS = 10
MOST_QUERIES, MOST_BYTES, LEAST_RATE = 12, 15 * 1024, 60
"""Of every page; the rate is that of a comparison and a board, on a machine without other work."""
RATED = {"comparison", "board"}
FOR_MEMBERS = [
    *AIMS,
    "topics",
    "discussions",
    "notices",
    "conversations",
    "exchanges",
    "exchange",
    "profile",
]
FOR_FACILITATORS = ["desk", "moderation", "audit", "roster", "rounds"]
PAGES = FOR_MEMBERS + FOR_FACILITATORS


@dataclasses.dataclass(frozen=True)
class Slice:
    """Pages a second, and the seconds of CPU that the server's processes spent for one, without PostgreSQL's.

    CPU changes less than the rate when the machine does other work too.
    """

    rate: float
    cpu: float


Pairs = list[tuple[Slice, Slice]]
"""The slices of one page by round: the empty page's, and the page's own just after it."""


def compare(database: str, server: str, pages: Sequence[str], *, seconds: float, rounds: int) -> None:
    """Prints a line for each page. Raises Missing and Refused."""
    with (
        tempfile.TemporaryDirectory(prefix="kapok-bench-") as name,
        staged(database, Path(name)) as stage,
        serving(stage, Path(name) / "server", server) as running,
    ):
        found = measure(running, pages, seconds=seconds, rounds=rounds)
        sizes = {page: asyncio.run(size(running.base, _request(running, page))) for page in pages}
        asked = {page: (running.said["addresses"][page], _session(running, page)) for page in pages}
        costs = parts_on_a_copy(stage, Path(name) / "parts", asked)
    empty = statistics.median(empty.rate for pairs in found.values() for empty, _page in pairs)
    view = found.pop(VIEW)
    print(
        f"{server} on {database}: {empty:.0f} empty pages a second; an empty view behind all middlewares costs "
        f"{_by_rate(view):.1f} of them (by CPU {_by_cpu(view):.1f})"
    )
    for page, pairs in found.items():
        _show(page, pairs, _by_rate(view), sizes[page], costs[page])


def measure(server: Server, pages: Sequence[str], *, seconds: float, rounds: int) -> dict[str, Pairs]:
    """Asks in turn for an empty page and for one of the pages, so that other work of the machine slows both."""
    member = server.said["sessions"]["member"]
    empty = request(server.base, "/healthz", member)
    asked = {VIEW: request(server.base, "/empty/", member), **{page: _request(server, page) for page in pages}}
    for page, this in asked.items():
        try:
            _slice(server, this, seconds=0, at_least=WARM)
        except Refused as refused:
            raise Refused(f"{page}: {refused}") from refused
    found: dict[str, Pairs] = {page: [] for page in asked}
    for _round in range(rounds):
        for page, this in asked.items():
            before = _slice(server, empty, seconds=seconds / 2)
            found[page].append((before, _slice(server, this, seconds=seconds)))
    return found


def _session(server: Server, page: str) -> str:
    sessions: dict[str, str] = server.said["sessions"]
    return sessions["facilitator" if page in FOR_FACILITATORS else "member"]


def _request(server: Server, page: str) -> bytes:
    return request(server.base, server.said["addresses"][page], _session(server, page))


def _slice(server: Server, asked: bytes, *, seconds: float, at_least: int = 1) -> Slice:
    assert server.process is not None
    processes = family(server.process.pid)
    spent, began = _cpu(processes), time.perf_counter()
    count = asyncio.run(answers(server.base, asked, connections=CONNECTIONS, seconds=seconds, at_least=at_least))
    return Slice(count / (time.perf_counter() - began), (_cpu(processes) - spent) / count)


def _cpu(processes: list[int]) -> float:
    """Returns the seconds of CPU to the nanosecond, because a tick in /proc is longer than ten empty pages."""
    return sum(time.clock_gettime(~process << 3 | 2) for process in processes)  # as clock_getcpuclockid(3)


def _show(page: str, pairs: Pairs, view: float, length: int, cost: dict[str, Any]) -> None:
    times, aim = _by_rate(pairs), AIMS.get(page, OTHERS)
    rate, cpu = [statistics.median(getattr(own, name) for _empty, own in pairs) for name in ("rate", "cpu")]
    missed = [
        *(["its multiple"] if times > aim else []),
        *(["queries"] if cost["queries"] > MOST_QUERIES else []),
        *(["size"] if length > MOST_BYTES else []),
        *(["rate"] if page in RATED and rate < LEAST_RATE else []),
    ]
    print(
        f"  {'NOT MET' if missed else 'met    '}  {page:13} {times:5.1f} empty pages (aim {aim:2}; by CPU "
        f"{_by_cpu(pairs):5.1f}), {times / view:4.1f} empty views; {rate:4.0f} a second, {cpu * 1e3:4.1f} ms of CPU; "
        f"{cost['queries']:2} queries, {length / 1024:4.1f} KB",
        flush=True,
    )
    if missed:
        shares = ", ".join(f"{part} {share:.0%}" for part, share in cost["parts"].items())
        print(f"           missed: {', '.join(missed)}; its time goes to {shares}", flush=True)


def _by_rate(pairs: Pairs) -> float:
    return statistics.median(empty.rate / own.rate for empty, own in pairs)


def _by_cpu(pairs: Pairs) -> float:
    return statistics.median(own.cpu / empty.cpu for empty, own in pairs)
