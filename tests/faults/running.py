"""One run: a house, a crowd, one harm after the other, and the check of the histories. The seed decides all chance."""

import asyncio
import collections
import concurrent.futures
import contextlib
import dataclasses
import json
import os
import random
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

from tests.faults import checking
from tests.faults.checking import Measure
from tests.faults.following import Fault
from tests.faults.histories import read
from tests.faults.house import House
from tests.server import ROOT

EVERYBODY = ["adjoa", "mariam", "tunde", "kerwin", "shanice", "trevor"]
MEASURES = {"mute": "mariam", "suspension": "tunde", "sign-out": "trevor"}
PATIENCE = 120.0
AWAY = 503  # the database is away or the server full; clients retry
HEARD = 10  # acks that show that the clients talk


@dataclasses.dataclass
class Plan:
    """The plan of a run. ``harms``: these, in random order; without them any, until ``seconds`` have passed."""

    seed: int
    harms: tuple[str, ...] = ()
    seconds: float = 10.0
    pause: tuple[float, float] = (0.1, 0.6)  # seconds between two harms, at least and at most
    rooms: int = 4  # pair rooms, beside the plenary
    sockets: int = 2  # of each member of a pair room
    pace: float = 12.0  # acts a second of each socket there
    through_proxy: float = 0.5  # of all clients
    crowds: int = 1  # processes of clients


@dataclasses.dataclass
class Outcome:
    seed: int
    counts: collections.Counter[str] = dataclasses.field(default_factory=collections.Counter)
    harms: collections.Counter[str] = dataclasses.field(default_factory=collections.Counter)
    faults: list[Fault] = dataclasses.field(default_factory=list)
    seconds: float = 0.0
    busy: float = 0.0  # seconds of a core that the clients took
    log: str = ""  # faults in the servers' logs

    def answers(self, are: Callable[[int], bool]) -> int:
        """Returns the number of HTTP answers with such a status."""
        named = ((name.split()[-1], times) for name, times in self.counts.items() if not name.startswith("closed"))
        return sum(times for status, times in named if status.isdigit() and are(int(status)))

    @property
    def failures(self) -> int:
        return self.answers(lambda status: status >= 500 and status != AWAY)

    def lines(self) -> list[str]:
        found = collections.Counter(fault.kind for fault in self.faults)
        return [
            *(f"{name:>16}  {self.counts[name]}" for name in ("sends", "acts", "acks", "resends", "nack rate")),
            f"{'answers of 500':>16}  {self.failures}",
            f"{'answers of 503':>16}  {self.answers(lambda status: status == AWAY)}",
            f"{'acks a second':>16}  {self.counts['acks'] / max(self.seconds, 0.1):.0f}",
            f"{'faults by kind':>16}  " + ", ".join(f"{kind} {times}" for kind, times in sorted(self.harms.items())),
            *(f"{kind:>16}  {found[kind]}" for kind in checking.KINDS),
            f"{'seed':>16}  {self.seed}",
        ]


def seats(plan: Plan, house: House) -> list[dict[str, Any]]:
    """Returns seats in pair rooms, several for each member, and in the plenary for all; some poll, some use forms."""
    chance, said, made = random.Random(f"{plan.seed} seats"), house.said, list[dict[str, Any]]()

    def take(person: str, room: str, door: str, pace: float) -> None:
        made.append({
            "client": f"{room}-{person}-{door}-{len(made)}", "person": person, "member": said["members"][person],
            "room": said["rooms"][room], "door": door, "pace": pace,
            "through_proxy": chance.random() < plan.through_proxy,
        })  # fmt: skip

    for person in EVERYBODY:
        take(person, "plenary", "socket", min(plan.pace, 6))
    take("shanice", "plenary", "poll", 4)
    take("kerwin", "plenary", "form", 3)
    take("mariam", "plenary", "form", 3)
    take("tunde", "plenary", "poll", 4)
    for number in range(plan.rooms):
        room = f"pair{number}" if number else "pair"
        for person in ("adjoa", "kerwin"):
            for _n in range(plan.sockets):
                take(person, room, "socket", plan.pace)
        if number == 0:
            take("adjoa", room, "form", 3)
            take("kerwin", room, "poll", 4)
    return made


class Crowd:
    """A process of clients, which takes words on stdin."""

    def __init__(self, order: dict[str, Any]) -> None:
        self.order = order

    async def start(self) -> None:
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
        command = [sys.executable, "-m", "tests.faults.crowd"]
        pipe = asyncio.subprocess.PIPE
        self.process = await asyncio.create_subprocess_exec(
            *command, stdin=pipe, stdout=pipe, env=environment, cwd=ROOT
        )
        self.tell(**self.order)
        await self.answer()

    def tell(self, **word: Any) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(word).encode() + b"\n")

    async def answer(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        line = await asyncio.wait_for(self.process.stdout.readline(), PATIENCE)
        assert line, "a crowd ended by itself"
        return dict(json.loads(line))


@contextlib.asynccontextmanager
async def crowds(plan: Plan, house: House, folder: Path) -> AsyncIterator[list[Crowd]]:
    """Starts the crowds. All clients of a room are in the same one."""
    taken, made = seats(plan, house), []
    rooms = sorted({seat["room"] for seat in taken})
    for number in range(plan.crowds):
        mine = [seat for seat in taken if rooms.index(seat["room"]) % plan.crowds == number]
        order = {"seats": mine, "seed": plan.seed + number, "folder": str(folder), "ports": house.ports}
        made.append(Crowd({**order, "sessions": house.said["sessions"]}))
    try:
        await asyncio.gather(*(crowd.start() for crowd in made))
        yield made
    finally:
        for crowd in made:
            with contextlib.suppress(ProcessLookupError, AttributeError):
                crowd.process.kill()
                await crowd.process.wait()


async def run(plan: Plan, house: House, folder: Path) -> Outcome:
    outcome, chance, measures = Outcome(plan.seed), random.Random(f"{plan.seed} harm"), list[Measure]()
    async with crowds(plan, house, folder) as made:
        began = time.monotonic()
        for kind in schedule(plan, house, chance):
            await they_talk(made)
            await asyncio.sleep(chance.uniform(*plan.pause))
            outcome.harms[kind] += 1
            if kind in MEASURES:
                measures.append(await take_measure(kind, house, made))
            else:
                await house.harms()[kind](chance)
        await asyncio.sleep(0.5)
        outcome.seconds = time.monotonic() - began
        await finish(made, outcome)
    outcome.faults += [Fault("ended badly", complaint) for complaint in house.complaints]
    outcome.log = house.servers[0].faults()
    finals = {room: await asyncio.to_thread(house.reading, room) for room in _rooms(folder)}
    outcome.faults += await asyncio.to_thread(examine, folder, finals, measures)
    return outcome


async def they_talk(made: list[Crowd]) -> None:
    """Waits until acks arrive, because a harm outside of talk proves nothing. Raises TimeoutError when none arrive."""

    async def acks() -> int:
        for crowd in made:
            crowd.tell(count=True)
        return sum([(await crowd.answer())["acks"] for crowd in made])

    before = await acks()
    async with asyncio.timeout(PATIENCE):
        while await acks() < before + HEARD:
            await asyncio.sleep(0.05)


def schedule(plan: Plan, house: House, chance: random.Random) -> Iterator[str]:
    if plan.harms:
        yield from chance.sample(plan.harms, len(plan.harms))
        return
    end = time.monotonic() + plan.seconds
    kinds = [*house.harms(), *MEASURES, *["kill"] * 3]  # the worst one, so often that a run of 20 minutes has 50
    while time.monotonic() < end:
        yield chance.choice(kinds)


async def take_measure(kind: str, house: House, made: list[Crowd]) -> Measure:
    """Sets a measure in the middle of talk, lets it hold for certain from one second later, and lifts it."""
    who = MEASURES[kind]
    rooms = [house.said["rooms"]["plenary"]]

    async def revs() -> dict[int, int]:
        return {room: await asyncio.to_thread(house.rev, room) for room in rooms}

    if kind == "sign-out":
        await asyncio.to_thread(house.sign_out, who)
    else:
        await asyncio.to_thread(house.measure, who, kind, **({"minutes": "15"} if kind == "mute" else {}))
    await asyncio.sleep(1)
    since, before = time.monotonic(), await revs()
    await asyncio.sleep(1)
    after, until = await revs(), time.monotonic()
    if kind == "sign-out":
        await asyncio.to_thread(house.sign_in, who)
        for crowd in made:
            crowd.tell(sessions=house.said["sessions"])
    else:
        await asyncio.to_thread(house.measure, who, f"{kind}/remove")
    return Measure(who, house.said["members"][who], kind, since, until, before, after)


async def finish(made: list[Crowd], outcome: Outcome) -> None:
    """Ends the run: clients do no new acts, get all answers, and catch up once more."""
    for crowd in made:
        crowd.tell(quiet=True)
    for crowd in made:
        if not (await crowd.answer())["drained"]:
            outcome.faults.append(Fault("unanswered", "a crowd's outboxes did not empty"))
    for crowd in made:
        crowd.tell(last=True)
    for crowd in made:
        said = await crowd.answer()
        outcome.counts.update(said["counts"])
        outcome.busy += said["busy"]


def _rooms(folder: Path) -> list[int]:
    return sorted(int(place.name.removeprefix("room-")) for place in folder.glob("room-*"))


def examine(folder: Path, finals: dict[int, Any], measures: list[Measure]) -> list[Fault]:
    """Checks each room, in as many processes as there are cores. Stores the final states beside the histories."""
    orders = []
    for room, (rev, messages) in finals.items():
        (folder / f"room-{room}" / "final.json").write_text(json.dumps({"rev": rev, "messages": messages}))
        orders.append((folder / f"room-{room}", measures))
    with concurrent.futures.ProcessPoolExecutor(min(2, os.cpu_count() or 1)) as pool:
        return [fault for found in pool.map(examine_room, orders) for fault in found]


def examine_room(order: tuple[Path, list[Measure]]) -> list[Fault]:
    folder, measures = order
    final = json.loads((folder / "final.json").read_text())
    stories = [read(file) for file in sorted(folder.glob("*.jsonl"))]
    here = f"{folder.name}: "
    return [
        Fault(fault.kind, here + fault.what)
        for fault in checking.check(stories, final["messages"], final["rev"], measures)
    ]
