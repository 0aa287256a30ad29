"""A linear model of the machines that a number of people needs, from measured costs.

`python tools/scaling.py` prints the tables of docs/scaling.md from tools/costs.json; `--write` puts them into the page.
`tools/costs.py`, part of `make bench`, measures the costs. Figures are for the busiest minute, except sizes a year.

    pages = people × online × pages_a_minute ÷ 60;  sockets = people × online × in_rooms
    sends = sockets × sends_a_minute ÷ 60;          deliveries = sends × audience
    room cores = (sends × send + deliveries × delivery + sends × announcement) ÷ load, one process a core
    page cores = pages × page ÷ load;               machines = cores ÷ cores_a_machine
    database = pages × page_database + sends × send_database; commits = sends + pages × writing_pages

Redis, two servers or more, takes each announcement and passes it on to the one process of its room: 2 × sends. A
single process of rooms needs none.
"""

import dataclasses
import json
import math
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COSTS, PAGE = ROOT / "tools" / "costs.json", ROOT / "docs" / "scaling.md"
PEOPLE = (10**3, 10**5, 10**7)


@dataclasses.dataclass(frozen=True)
class Costs:
    """Measured costs of one page, send, delivery and so on; ``tools/costs.json`` says where and how."""

    page_cpu_ms: float
    send_cpu_us: float
    delivery_cpu_us: float
    announcement_cpu_us: float
    page_database_ms: float
    send_database_us: float
    socket_kb: float
    message_kb: float
    page_kb: float
    frame_kb: float
    commits_a_second: float
    announcements_a_second: float


@dataclasses.dataclass(frozen=True)
class Assumptions:
    """Values that nobody has measured yet. ``online`` is the share of all people online in the busiest minute."""

    online: float = 0.10
    in_rooms: float = 0.5  # the share of people online with an open socket
    pages_a_minute: float = 1.0  # per person online
    writing_pages: float = 0.1  # the share of pages that commit
    sends_a_minute: float = 1.0  # per person in a room
    audience: float = 6.0  # sockets per message: mostly pairs, sometimes a plenary
    messages_a_year: float = 400.0  # per person, in rooms and forum
    load: float = 0.6  # a core counts as full at this share; the rest is for bursts
    sockets_a_process: float = 5_000.0  # so a crash, or 1012 to all, causes only a small storm of reconnects
    cores_a_machine: int = 16
    database_cores: int = 64  # the largest sensible primary
    machine_euros: float = 150.0  # a month, 16 cores and 64 GB
    database_euros: float = 1_200.0  # a month, 64 cores, NVMe, with its standby


@dataclasses.dataclass(frozen=True)
class Need:
    people: int
    pages: float
    sends: float
    sockets: float
    socket_gigabytes: float
    deliveries: float
    room_processes: int
    page_processes: int
    machines: int
    database_cores: float
    databases: int
    commits: float
    gigabytes_a_year: float
    redis_messages: float
    redis_servers: int
    megabits: float
    euros_a_month: float


def need(people: int, costs: Costs, assumed: Assumptions) -> Need:
    """Applies the model that stands at the top of this file."""
    pages, sockets, sends, deliveries = _loads(people, assumed)
    room_cores = (sends * (costs.send_cpu_us + costs.announcement_cpu_us) + deliveries * costs.delivery_cpu_us) / 1e6
    rooms = max(1, math.ceil(room_cores / assumed.load), math.ceil(sockets / assumed.sockets_a_process))
    page_processes = max(1, math.ceil(pages * costs.page_cpu_ms / 1e3 / assumed.load))
    machines = math.ceil((rooms + page_processes) / assumed.cores_a_machine)
    database_cores = (pages * costs.page_database_ms / 1e3 + sends * costs.send_database_us / 1e6) / assumed.load
    commits = sends + pages * assumed.writing_pages
    databases = max(
        1,
        math.ceil(database_cores / assumed.database_cores),
        math.ceil(commits / (costs.commits_a_second * assumed.load)),
    )
    redis = 2 * sends if rooms > 1 else 0.0
    redis_servers = max(2, math.ceil(redis / (costs.announcements_a_second * assumed.load))) if rooms > 1 else 0
    own_database = machines > 1
    return Need(
        people=people,
        pages=pages,
        sends=sends,
        sockets=sockets,
        socket_gigabytes=sockets * costs.socket_kb / 1e6,
        deliveries=deliveries,
        room_processes=rooms,
        page_processes=page_processes,
        machines=machines,
        database_cores=database_cores,
        databases=databases,
        commits=commits,
        gigabytes_a_year=people * assumed.messages_a_year * costs.message_kb / 1e6,
        redis_messages=redis,
        redis_servers=redis_servers,
        megabits=(pages * costs.page_kb + deliveries * costs.frame_kb) * 8 / 1e3,
        euros_a_month=machines * assumed.machine_euros + (databases * assumed.database_euros if own_database else 0),
    )


def _loads(people: float, assumed: Assumptions) -> tuple[float, float, float, float]:
    """Returns pages a second, open sockets, sends a second and deliveries a second."""
    online = people * assumed.online
    sockets = online * assumed.in_rooms
    sends = sockets * assumed.sends_a_minute / 60
    return online * assumed.pages_a_minute / 60, sockets, sends, sends * assumed.audience


def limits(costs: Costs, assumed: Assumptions) -> dict[str, dict[str, float]]:
    """Maps each step -> its resources -> the number of people at which the resource is full.

    Loads grow linearly with people p, except the messages of one Redis: it passes each announcement to each process of
    rooms, so they grow as s p (1 + r p).
    """
    pages, sockets, sends, deliveries = _loads(1.0, assumed)
    page_core, page_database = pages * costs.page_cpu_ms / 1e3, pages * costs.page_database_ms / 1e3
    room_core = (sends * costs.send_cpu_us + deliveries * costs.delivery_cpu_us) / 1e6
    database = page_database + sends * costs.send_database_us / 1e6
    commits = (sends + pages * assumed.writing_pages) / costs.commits_a_second
    heard = sends * costs.announcement_cpu_us / 1e6
    everything = page_core + room_core + database
    processes = max(room_core / assumed.load, sockets / assumed.sockets_a_process)
    passes_on = 4 * processes * assumed.load * costs.announcements_a_second / sends
    return {
        "one process, SQLite": {
            "its core": assumed.load / (page_core + room_core),
            "the disk's commits": assumed.load / commits,
            "sockets of a process": assumed.sockets_a_process / sockets,
        },
        f"one machine of {assumed.cores_a_machine} cores, PostgreSQL, Redis": {
            "its cores": assumed.cores_a_machine * assumed.load / (everything + heard),
            "the disk's commits": assumed.load / commits,
        },
        "many machines, one primary, one Redis": {
            "the primary's cores": assumed.database_cores * assumed.load / database,
            "the primary's commits": assumed.load / commits,
            "Redis": (math.sqrt(1 + passes_on) - 1) / (2 * processes),
            "a core that hears every room's announcements": assumed.load / heard,
        },
    }


def first(resources: dict[str, float]) -> tuple[str, float]:
    return min(resources.items(), key=lambda item: item[1])


def read(path: Path = COSTS) -> Costs:
    costs = json.loads(path.read_text(encoding="utf-8"))
    return Costs(**{field.name: float(costs[field.name]["value"]) for field in dataclasses.fields(Costs)})


def tables(costs: Costs, assumed: Assumptions) -> str:
    needs = [need(people, costs, assumed) for people in PEOPLE]
    rows = [
        ("pages a second", "pages"),
        ("open sockets", "sockets"),
        ("their memory, GB", "socket_gigabytes"),
        ("messages sent a second", "sends"),
        ("deliveries a second", "deliveries"),
        ("processes for rooms (Daphne)", "room_processes"),
        ("processes for pages (gunicorn)", "page_processes"),
        ("machines for both", "machines"),
        ("cores of the database", "database_cores"),
        ("databases (primaries or shards)", "databases"),
        ("commits a second", "commits"),
        ("database grows, GB a year", "gigabytes_a_year"),
        ("messages through Redis a second", "redis_messages"),
        ("Redis servers", "redis_servers"),
        ("bandwidth out, Mbit/s", "megabits"),
        ("euros a month", "euros_a_month"),
    ]
    lines = ["| people | " + " | ".join(f"{people:,}" for people in PEOPLE) + " |", "|---|" + "---:|" * len(PEOPLE)]
    for words, field in rows:
        lines.append(f"| {words} | " + " | ".join(_figure(getattr(each, field)) for each in needs) + " |")
    lines += ["", "| step | full first | with so many people | the others |", "|---|---|---:|---|"]
    for step, resources in limits(costs, assumed).items():
        name, people = first(resources)
        others = "; ".join(
            f"{other} {_figure(at)}" for other, at in sorted(resources.items(), key=lambda each: each[1])[1:]
        )
        lines.append(f"| {step} | {name} | {_figure(people)} | {others} |")
    return "\n".join(lines) + "\n"


def _figure(value: float) -> str:
    """Rounds to two digits, because the model is no more exact; whole numbers below 1,000 stay."""
    if value == int(value) and value < 1000:
        return f"{int(value)}"
    digits = 1 - math.floor(math.log10(value)) if value else 0
    rounded = round(value, digits)
    return f"{rounded:,.0f}" if rounded >= 10 else f"{rounded:g}"


def written_into(page: str, made: str) -> str:
    """Returns the page with the tables ``made`` between its two marks."""
    before, _begin, rest = page.partition("<!-- tables -->\n")
    _old, _end, after = rest.partition("<!-- end of tables -->")
    return f"{before}<!-- tables -->\n{made}<!-- end of tables -->{after}"


def main() -> None:
    made = tables(read(), Assumptions())
    if "--write" in sys.argv:
        PAGE.write_text(written_into(PAGE.read_text(encoding="utf-8"), made), encoding="utf-8")
    else:
        print(made, end="")


if __name__ == "__main__":
    main()
