"""Sends that arrive while a commit is under way share the next one."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import InterfaceError, OperationalError, close_old_connections

from exchanges import figures
from exchanges.posting import Ack, Done, Refusal, Work, post_all

log = logging.getLogger(__name__)

MOST_TOGETHER = 256
MOST_WAITING = 5000

Answered = Callable[[Ack | Refusal], None]
May = Callable[[], bool]
"""Asked when the act's turn comes: who was signed out while it waited is answered no more."""


class GroupCommit:
    """One writer thread with its own database connection. ``committed`` is called on the loop, in the order of commits,
    before the senders get their answers."""

    def __init__(self, committed: Callable[[Done], None]) -> None:
        self.committed = committed
        self.waiting: list[tuple[Work, Answered, May]] = []
        self.running: asyncio.Task[None] | None = None
        self.writer = ThreadPoolExecutor(1, thread_name_prefix="room-writer")

    def post(self, work: Work, answered: Answered, may: May = lambda: True) -> None:
        """``answered`` gets the answer once it is on disk: "rate" where too much waits or the database takes none."""
        if len(self.waiting) >= MOST_WAITING:
            answered(Refusal(work.act.id, "rate", 2))
            return
        self.waiting.append((work, answered, may))
        if self.running is None:
            self.running = asyncio.ensure_future(self._drain())

    async def finished(self) -> None:
        """Nothing waits and nothing is being written."""
        while self.running is not None:
            await asyncio.wait([self.running])

    async def _drain(self) -> None:
        try:
            while self.waiting:
                group, self.waiting = self.waiting[:MOST_TOGETHER], self.waiting[MOST_TOGETHER:]
                figures.waiting(len(group) + len(self.waiting))
                await self._commit([(work, answered) for work, answered, may in group if may()])
        finally:
            self.running = None
            figures.waiting(0)

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
    """All in one transaction. Where one of them breaks it, each alone, so that one bad send harms nobody else;
    where the database itself is away or full, all are refused for now."""
    close_old_connections()
    try:
        return [(works, post_all(works))]
    except (OperationalError, InterfaceError) as fault:
        log.warning("The database takes nothing now (%s): %d acts are to come again.", fault, len(works))
        return [(works, None)]
    except Exception:
        # Whatever it was: nobody may wait for an answer that never comes.
        if len(works) == 1:
            log.exception("An act cannot be done.")
            return [(works, None)]
        log.warning("A group of %d acts failed together; doing each alone.", len(works))
    finally:
        close_old_connections()
    return [part for work in works for part in _write([work])]
