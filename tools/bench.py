"""`make bench`: figures of speed with ratios to a baseline of the same run, because machines vary.

`python tools/bench.py pages --only thread,today --database sqlite --server daphne` measures these pages alone, in about
fifteen seconds (a little more once a day, when it fills the course).
"""

import argparse
import asyncio
import contextlib
import datetime
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import timeit
import uuid
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from commons.texts.rendering import to_html
from exchanges.pairing.people import Delegate
from exchanges.pairing.prices import price
from exchanges.pairing.proposals import propose, table_of
from exchanges.pairing.repairing import mend
from tests.load import mail as handed_over
from tests.load.pages import measuring
from tests.load.pages.asking import Refused
from tests.load.pages.servers import DATABASES, KINDS, on_a_copy, staged
from tests.server import Server, free_port, hear, hello, make_stage, serving
from tests.services import Missing
from tools.simulation.pairing import compare, lines_of

SECONDS, CLIENTS = 5.0, 8
SENDERS = 40


async def asked_a_second(base: str, session: str, address: str) -> float:
    """Returns the pages a second that CLIENTS clients get together."""
    async with httpx.AsyncClient(base_url=base, cookies={"sessionid": session}, timeout=30) as client:
        assert (await client.get(address)).status_code == 200
        ends, count = time.monotonic() + SECONDS, 0

        async def ask() -> None:
            nonlocal count
            while time.monotonic() < ends:
                (await client.get(address)).raise_for_status()
                count += 1

        await asyncio.gather(*(ask() for _client in range(CLIENTS)))
        return count / SECONDS


@contextlib.contextmanager
def stock(server: Server) -> Iterator[str]:
    """Serves the same database under Django's own ASGI handler; yields the base address."""
    port = free_port()
    command = [sys.executable, "-m", "daphne", "-p", str(port), "-v0", "tests.load.stock:application"]
    process = subprocess.Popen(command, cwd=ROOT, env=server.environment)
    try:
        base = f"http://127.0.0.1:{port}"
        for _attempt in range(100):
            with contextlib.suppress(httpx.HTTPError):
                httpx.get(f"{base}/healthz", timeout=2)
                break
            time.sleep(0.1)
        yield base
    finally:
        process.kill()
        process.wait()


def handlers(server: Server) -> None:
    """Measures under Kapok's handler and Django's own the page of a discussion with 20 posts, for a member."""
    size = ["--delegates", "40", "--threads", "5", "--posts", "400", "--seed", "1"]
    server.manage("generate_corpus", "--course", "lma-2023", *size)
    thread = server.shell("from forum.models import Thread; print(Thread.objects.filter(posts_count__gt=20)[0].pk)")
    address, session = f"/threads/{int(thread.split()[-1])}/", server.said["sessions"]["adjoa"]
    ours = asyncio.run(asked_a_second(server.base, session, address))
    with stock(server) as base:
        theirs = asyncio.run(asked_a_second(base, session, address))
    print(f"a discussion's page: {ours:.0f} a second; Django's own handler {theirs:.0f}; ratio {ours / theirs:.2f}")


async def acked_a_second(server: Server) -> float:
    """Returns durable acks a second of SENDERS people in pair rooms. Each sends once the last message is acked."""
    acked = 0

    async def talk(number: int) -> None:
        nonlocal acked
        room = f"pair{number // 2}" if number > 1 else "pair"
        async with server.socket(("adjoa", "kerwin")[number % 2], room) as socket:
            await hello(socket)
            while time.monotonic() < ends:
                name = str(uuid.uuid4())
                await socket.send(json.dumps({"type": "send", "id": name, "body": "How do you *count* the months?"}))
                await hear(socket, "ack", id=name)
                acked += 1

    ends = time.monotonic() + SECONDS
    await asyncio.gather(*(talk(number) for number in range(SENDERS)))
    return acked / SECONDS


def committed_a_second(folder: Path) -> float:
    """Returns single durable commits a second of this disk."""
    with contextlib.closing(sqlite3.connect(folder / "probe.sqlite3", isolation_level=None)) as base:
        base.execute("PRAGMA journal_mode=WAL")
        base.execute("PRAGMA synchronous=FULL")
        base.execute("CREATE TABLE said (body TEXT)")
        ends, count = time.monotonic() + SECONDS / 2, 0
        while time.monotonic() < ends:
            base.execute("INSERT INTO said VALUES ('How do you count the months?')")
            count += 1
    return count / (SECONDS / 2)


def rooms(server: Server, folder: Path) -> None:
    acks, commits = asyncio.run(acked_a_second(server)), committed_a_second(folder)
    print(f"live rooms: {acks:.0f} durable acks a second; single commits {commits:.0f}; ratio {acks / commits:.2f}")


def crowd(bloc: str, size: int, chance: random.Random) -> list[Delegate]:
    topics, kinds = ["a", "b", "c", "d", "e"], ["government", "employers", "workers"]
    return [
        Delegate(
            key=f"{bloc}{n:05d}",
            bloc=bloc,
            country=f"{bloc}{n % 15}",
            kind=chance.choice(kinds),
            languages=chance.sample(["en", "fr", "pt"], chance.choice([1, 1, 2])),
            zone=chance.choice(["Africa/Lagos", "Africa/Dakar", "America/Jamaica", "America/Belize"]),
            hours=[[day, start * 60, (start + 3) * 60] for day, start in enumerate(chance.choices(range(7, 18), k=5))],
            topics=chance.sample(topics, 3),
        )
        for n in range(size)
    ]


def pairing() -> None:
    """Pairs 500 a side and 250 a side, because the ratio varies less between machines than seconds do."""
    opens = datetime.datetime(2026, 7, 13, tzinfo=datetime.UTC)
    for what, smallest, largest in (("pairs", 2, 3), ("groups of four", 3, 4)):
        took, gap = {}, None
        for size in (250, 500):
            chance = random.Random(size)
            people = crowd("W", size, chance) + crowd("E", size, chance)
            sizes = {"smallest_group": smallest, "largest_group": largest}
            began = time.monotonic()
            made = propose(
                people,
                topic=None,
                topics=list("abcde"),
                opens=opens,
                closes=opens + datetime.timedelta(days=7),
                **sizes,
            )
            took[size], gap = time.monotonic() - began, made.gap
        short = "" if gap is None else f"; at most {gap:.2%} short of the best"
        print(
            f"{what}: 500 a side in {took[500]:.2f} s; 250 a side {took[250]:.2f} s; "
            f"ratio {took[500] / took[250]:.1f}{short}"
        )
        print("\n".join(lines_of(compare(made, random.Random(1)))))


def mending() -> None:
    """Measures the price of a wish at 30 and 500 a side, and the repair of a published round at 500 a side."""
    opens = datetime.datetime(2026, 7, 13, tzinfo=datetime.UTC)
    took = {}
    for size in (30, 500):
        chance = random.Random(size)
        people = crowd("W", size, chance) + crowd("E", size, chance)
        asked = {"delegates": people, "topic": None, "topics": list("abcde"), "parted": [], "pinned": []}
        asked |= {"opens": opens, "closes": opens + datetime.timedelta(days=7)}
        made = propose(**asked)
        one, other = made.groups[0].keys[:2]
        began = time.monotonic()
        price(asked, parted=[(one, other)])
        took[size] = time.monotonic() - began
    groups = [group.keys for group in made.groups]
    began = time.monotonic()
    table = table_of(people, made.values, [], [])
    mended = mend(table, groups, leaving={groups[0][0], groups[1][0]}, moving={groups[2][0]})
    repaired = time.monotonic() - began
    changed = sum(before != after for before, after in zip(groups, mended.groups, strict=True))
    print(
        f"price of a wish: 60 people {took[30]:.2f} s (aim 1), 500 a side {took[500]:.2f} s (aim 5); "
        f"repair at 500 a side: {repaired:.2f} s (aim 5), {changed} groups change"
    )


def starting(server: Server) -> None:
    """Measures the best of three starts without migrations or static files to prepare, against Django's own set-up."""
    took, bare = [], []
    for _try in range(3):
        server.stop()
        took.append(server.start())
        began = time.monotonic()
        server.shell("pass")
        bare.append(time.monotonic() - began)
    print(
        f"a second start: {min(took):.1f} s until it serves; Django's own set-up {min(bare):.1f} s; "
        f"ratio {min(took) / min(bare):.1f}"
    )


def corpus(server: Server) -> None:
    """Measures posts a second of the generated course, and from it the minutes for a million."""
    took = {}
    for posts in (1_000, 41_000):
        size = ["--delegates", "40", "--threads", "40", "--posts", str(posts), "--seed", str(posts)]
        began = time.monotonic()
        server.manage("generate_corpus", "--course", "lma-2023", *size)
        took[posts] = time.monotonic() - began
    each = (took[41_000] - took[1_000]) / 40_000
    print(f"a made-up course: {1 / each:.0f} posts a second; a million in {each * 1e6 / 60:.1f} minutes")


def rendering() -> None:
    """Measures microseconds a message: plain words, the same words read as Markdown, and words with an address."""
    words = "How do you count the months that somebody worked in another member state? We add them up by hand."
    ways = {
        "mere words": lambda: to_html(words),
        "the same read as Markdown": lambda: to_html(words + " **"),
        "with an address": lambda: to_html(words + " https://www.example.org/a?b=1"),
    }
    took = {name: min(timeit.repeat(way, number=2000, repeat=5)) / 2000 * 1e6 for name, way in ways.items()}
    each = "; ".join(f"{name} {micro:.1f} µs" for name, micro in took.items())
    print(f"rendering: {each}; ratio {took['the same read as Markdown'] / took['mere words']:.1f}")


def pages(options: argparse.Namespace) -> None:
    """Measures each kind of page under each server on each database, as multiples of the empty page."""
    print(
        f"{os.cpu_count()} cores, load average {os.getloadavg()[0]:.2f}; {measuring.CONNECTIONS} connections; "
        f"medians of {options.rounds} rounds of {options.seconds} s, each beside the empty page"
    )
    for database in options.database:
        for server in options.server:
            try:
                measuring.compare(database, server, options.only, seconds=options.seconds, rounds=options.rounds)
            except (Missing, Refused) as fault:
                print(f"{server} on {database}: not measured, because {fault}")


def middlewares(options: argparse.Namespace) -> None:
    """Measures each middleware in a process that does not serve."""
    with tempfile.TemporaryDirectory(prefix="kapok-bench-") as folder:
        for database in options.database:
            try:
                with staged(database, Path(folder) / database) as stage:
                    print(f"an empty view for a member on {database}, behind one middleware more in each line")
                    print(on_a_copy(stage, Path(folder) / f"{database}-copy"), end="", flush=True)
            except Missing as fault:
                print(f"middlewares on {database}: not measured, because {fault}")


def everything_else() -> None:
    with tempfile.TemporaryDirectory(prefix="kapok-bench-") as folder:
        stage = make_stage(Path(folder) / "stage")
        with serving(stage, Path(folder) / "server", KAPOK_ROOM_RATE="100000") as server:
            rooms(server, Path(folder))
            handlers(server)
            starting(server)
            corpus(server)
    pairing()
    mending()
    rendering()


def mail() -> None:
    """Measures how long after its moment a mail at once is with the mail server. Takes about two minutes."""
    with tempfile.TemporaryDirectory(prefix="kapok-bench-") as folder:
        stage = make_stage(Path(folder) / "stage")
        print(handed_over.report(handed_over.measured(stage, Path(folder) / "installation")))


def some_of(names: Sequence[str]) -> Callable[[str], list[str]]:
    """Reads names with commas between them."""

    def read(written: str) -> list[str]:
        chosen = [name for name in written.split(",") if name]
        if unknown := set(chosen) - set(names):
            raise argparse.ArgumentTypeError(f"there is no {', '.join(sorted(unknown))}; there are {', '.join(names)}")
        return chosen

    return read


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("part", nargs="?", choices=["pages", "middlewares", "mail"], help="this alone")
    for name, all_names in (("only", measuring.PAGES), ("database", DATABASES), ("server", list(KINDS))):
        parser.add_argument(f"--{name}", type=some_of(all_names), default=all_names, help=", ".join(all_names))
    parser.add_argument("--seconds", type=float, default=0.4, help="for each page in each round")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # the exit also stops the started servers
    if options.part == "mail":
        mail()
        return
    parts = {"pages": [pages], "middlewares": [middlewares]}
    if options.part is None:
        everything_else()
        mail()
    for part in parts.get(options.part, [middlewares, pages]):
        part(options)


if __name__ == "__main__":
    main()
