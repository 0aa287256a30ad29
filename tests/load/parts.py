"""The parts of the benchmark. Each starts its server, runs its load, stores its figures and prints them."""

from collections.abc import Callable
from typing import Any

from tests.load import machine, servers
from tests.load.bench import Bench, Failed, cost, median, per_cpu
from tests.load.prosody import archived, prosody
from tests.load.servers import Target

PEOPLE = 200
RATE = 5
PAIRED = 400


def disk(bench: Bench) -> None:
    found = machine.commits_a_second(bench.folder, bench.seconds)
    bench.figures["disk"] = {"commits": found}
    print(f"  {found:,.0f} single SQLite commits/s (WAL, synchronous=FULL)")


def room(bench: Bench, name: str, target: Target) -> None:
    """Measures a room of 200 people: quiet first, while its history is short, then at saturation."""
    job = {"room": target.said.get("plenary", 1), "people": PEOPLE}
    calm = bench.load(target, f"{name} quiet", "quiet", rate=RATE, **job)["rounds"]
    full = bench.load(target, f"{name} full", "saturate", **job)
    figures = {key: median(calm, key) for key in ("p50", "p99")}
    figures |= {key: median(full["rounds"], key) for key in ("deliveries", "frames")}
    bench.figures[name] = figures
    came, due = median(calm, "count"), int(bench.seconds * RATE) * (PEOPLE - 1)
    print(
        f"  at {RATE} messages a second: p50 {figures['p50']:.1f} ms, p99 {figures['p99']:.1f} ms; {cost(calm)}"
        + (f"; ONLY {came:,.0f} OF {due:,} CAME IN TIME" if came < due else "")
    )
    print(
        f"  at saturation: {figures['deliveries']:,.0f} deliveries/s ({per_cpu(full['rounds'], 'deliveries')})"
        f" in {figures['frames']:,.0f} frames/s; {cost(full['rounds'])}"
    )
    tried = ", ".join(f"{size}: {found:,.0f}" for size, found in full["tried"].items())
    print(f"    with {full['window']} sends under way at a time, raised until deliveries grew no more ({tried})")


def rooms(bench: Bench) -> None:
    with servers.kapok(bench.stage, bench.fresh()) as target:
        room(bench, "rooms", target)


def stock(bench: Bench) -> None:
    with servers.stock(bench.folder) as target:
        room(bench, "stock", target)


def socketio(bench: Bench) -> None:
    with servers.socketio(bench.fresh()) as target:
        room(bench, "socketio", target)


def acked(bench: Bench, name: str, target: Target, **job: Any) -> None:
    pairs = target.said.get("pairs", [])
    job.setdefault("seats", [(2 * number + side, room) for number, room in enumerate(pairs) for side in (0, 1)])
    commits = machine.commits_a_second(bench.folder, 0.5)
    found = bench.load(target, name, "acks", warm_up=1.5, **job)["rounds"]
    figures = bench.figures[name] = {key: median(found, key) for key in ("acks", "p50", "p99")}
    print(
        f"  {name}: {figures['acks']:,.0f} durable acks/s ({per_cpu(found, 'acks')}), p50 {figures['p50']:.0f} ms,"
        f" p99 {figures['p99']:.0f} ms; {cost(found, len(target.servers))};"
        f" single SQLite commits just before: {commits:,.0f}/s"
    )


def acks(bench: Bench) -> None:
    with servers.kapok(bench.stage, bench.fresh()) as target:
        acked(bench, "acks", target)


def pg(bench: Bench) -> None:
    with servers.kapok_twice(bench.fresh()) as target:
        acked(bench, "pg", target, by_room=True)
        acked(bench, "pg at random", target, by_room=False)


def xmpp(bench: Bench) -> None:
    home = bench.fresh()
    with prosody(home, PAIRED) as target:
        acked(bench, "prosody", target, seats=[(me, 0) for me in range(PAIRED)], seconds=2 * bench.seconds)
        print(
            "    counted: chat messages to the other of the pair, each acked by stream management (XEP-0198) once kept;"
            f"\n    kept in the archive (MAM, SQLite) of the sender and of the receiver: {archived(home):,} rows now"
        )


def memory(bench: Bench) -> None:
    with servers.kapok(bench.stage, bench.fresh()) as target:
        seats = [(me, target.said["pairs"][me // 2]) for me in range(PAIRED)] * 5
        found = bench.load(target, "memory", "idle", seats=seats)
    bench.figures["memory"] = {"each": found["each"] / 1024}
    print(
        f"  {found['each'] / 1024:.1f} KB a socket: {found['before'] >> 20} MB before, {found['after'] >> 20} MB with"
        f" {len(seats):,}, who came in within {found['seconds']:.1f} s; {cost([found])}"
    )


def storm(bench: Bench) -> None:
    with servers.kapok(bench.stage, bench.fresh()) as target:
        pairs, plenary = target.said["pairs"], target.said["plenary"]
        seats = [(me % PAIRED, pairs[me % PAIRED // 2]) for me in range(1000)]
        speakers = [(2 * number, room) for number, room in enumerate(pairs)]
        stormed(bench, target, "storm", "in pair rooms", seats=seats, speakers=speakers, missed=5)
        if bench.figures["storm"]["back"] < len(seats):
            raise Failed("the storm in pair rooms did not end; one plenary is not tried")
        seats = [(me, plenary) for me, _room in seats]
        stormed(bench, target, "plenary", "in one plenary", seats=seats, speakers=[(0, plenary)], missed=20, rounds=1)


def stormed(bench: Bench, target: Target, name: str, where: str, **job: Any) -> None:
    found = bench.load(target, name, "storm", **job)["rounds"]
    figures = bench.figures[name] = {key: median(found, key) for key in ("seconds", "p50", "back", "again", "twice")}
    size, missed = len(job["seats"]), job["missed"]
    over = f"{figures['seconds']:.2f} s" if figures["back"] == size else "30 s, then given up"
    print(
        f"  {where}: {figures['back']:,.0f} of {size:,} are back with all {missed} messages after {over},"
        f" half of them after {figures['p50'] / 1000:.2f} s; sent away, came again: {figures['again']:.0f};"
        f" {cost(found)}" + (f"; {figures['twice']:.0f} HEARD SOMETHING TWICE" if figures["twice"] else "")
    )


PARTS: dict[str, tuple[str, Callable[[Bench], None]]] = {
    "disk": ("The disk", disk),
    "rooms": ("Kapok: a room of 200, one process, SQLite", rooms),
    "stock": ("A stock Channels group of 200, in-memory layer, plain Daphne", stock),
    "socketio": ("socket.io, a room of 200", socketio),
    "acks": ("Kapok: 200 pair rooms, 400 senders with one send under way each, one process, SQLite", acks),
    "pg": ("The same on PostgreSQL and Redis, two processes: by room, and spread at random", pg),
    "prosody": ("Prosody: 200 pairs, 400 senders with one send under way each", xmpp),
    "memory": ("Kapok: 2,000 idle sockets in pair rooms, one process, SQLite", memory),
    "storm": ("Kapok: 1,000 sockets cut, all back at once, one process, SQLite", storm),
}
