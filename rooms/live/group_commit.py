"""Acts that arrive while a commit is under way share the next one."""

import asyncio
import dataclasses
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import InterfaceError, OperationalError, close_old_connections

from rooms import figures
from rooms.messages.costly import is_costly
from rooms.messages.posting import Ack, Done, Refusal, Work, post_all

log = logging.getLogger(__name__)

MOST_TOGETHER = 256
MOST_WAITING = 5000

Answered = Callable[[Ack | Refusal], None]
May = Callable[[], bool]
"""Called when the act's turn comes; False for an author who was signed out while it waited, so the act is dropped."""


@dataclasses.dataclass(slots=True)
class Waiting:
    work: Work
    answered: Answered
    may: May
    is_ready: bool = True


class GroupCommit:
    """One writer thread with its own database connection. ``committed`` is called on the loop, in the order of commits,
    before the senders get their answers. A text that takes long to render is rendered in another thread before its
    turn; only later acts of its author wait for it."""

    def __init__(self, committed: Callable[[Done], None]) -> None:
        self.committed = committed
        self.waiting: list[Waiting] = []
        self.running: asyncio.Task[None] | None = None
        self.rendering: set[asyncio.Task[None]] = set()
        self.writer = ThreadPoolExecutor(1, thread_name_prefix="room-writer")
        self.renderer = ThreadPoolExecutor(1, thread_name_prefix="room-renderer")

    def post(self, work: Work, answered: Answered, may: May = lambda: True) -> None:
        """Queues the act. ``answered`` gets the answer once it is on disk, or "rate" when too much waits or the
        database takes no writes.
        """
        if len(self.waiting) >= MOST_WAITING:
            answered(Refusal(work.act.id, "rate", 2))
            return
        one = Waiting(work, answered, may, is_ready=not is_costly(work.act))
        self.waiting.append(one)
        figures.waiting(len(self.waiting))
        if not one.is_ready:
            task = asyncio.ensure_future(self._render(one))
            self.rendering.add(task)
            task.add_done_callback(self.rendering.discard)
        self._start()

    def _start(self) -> None:
        if self.running is None:
            self.running = asyncio.ensure_future(self._drain())

    async def _render(self, one: Waiting) -> None:
        try:
            html = await asyncio.get_running_loop().run_in_executor(self.renderer, one.work.rendered)
            one.work = dataclasses.replace(one.work, html=html)
        finally:  # a text that cannot be rendered fails in its turn, alone
            one.is_ready = True
            self._start()

    async def finished(self) -> None:
        """Waits until nothing waits and nothing is being written."""
        while under_way := self.rendering | ({self.running} if self.running else set()):
            await asyncio.wait(under_way)

    async def _drain(self) -> None:
        try:
            while group := self._take():
                figures.waiting(len(group) + len(self.waiting))
                await self._commit([(one.work, one.answered) for one in group if one.may()])
        finally:
            self.running = None
            figures.waiting(len(self.waiting))

    def _take(self) -> list[Waiting]:
        """Takes the oldest that are ready, unless an earlier act of the same member in the same room still waits."""
        group: list[Waiting] = []
        stay: list[Waiting] = []
        held: set[tuple[int, int]] = set()
        for one in self.waiting:
            whose = one.work.room, one.work.author
            if one.is_ready and len(group) < MOST_TOGETHER and whose not in held:
                group.append(one)
            else:
                stay.append(one)
                held.add(whose)
        self.waiting = stay
        return group

    async def _commit(self, group: list[tuple[Work, Answered]]) -> None:
        loop = asyncio.get_running_loop()
        for works, done in await loop.run_in_executor(self.writer, _write, [work for work, _answered in group]):
            if done is not None:
                self.committed(done)
            answers = done.answers if done else [Refusal(work.act.id, "rate", 2) for work in works]
            taken, group = group[: len(works)], group[len(works) :]
            for (_work, answered), answer in zip(taken, answers, strict=True):
                answered(answer)


def _write(works: list[Work]) -> list[tuple[list[Work], Done | None]]:
    """Writes all acts in one transaction. When one act breaks it, each is written alone, so that one bad act harms
    nobody else; when the database is away or full, all are refused for now."""
    close_old_connections()
    try:
        return [(works, post_all(works))]
    except (OperationalError, InterfaceError) as fault:
        log.warning("The database takes nothing now (%s): %d acts are to come again.", fault, len(works))
        return [(works, None)]
    except Exception:
        # After any fault each sender gets an answer, because clients wait for one.
        if len(works) == 1:
            log.exception("An act cannot be done.")
            return [(works, None)]
        log.warning("A group of %d acts failed together; doing each alone.", len(works))
    finally:
        close_old_connections()
    return [part for work in works for part in _write([work])]
