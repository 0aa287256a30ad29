"""Sends that arrive while a commit is under way share the next one."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import DatabaseError, close_old_connections

from exchanges.posting import Ack, Done, Refusal, Work, post_all

log = logging.getLogger(__name__)

MOST_TOGETHER = 256
MOST_WAITING = 5000


class GroupCommit:
    """One writer thread with its own database connection. ``committed`` is called on the loop, in the order of commits,
    before the senders get their answers."""

    def __init__(self, committed: Callable[[Done], None]) -> None:
        self.committed = committed
        self.waiting: list[tuple[Work, asyncio.Future[Ack | Refusal]]] = []
        self.running: asyncio.Task[None] | None = None
        self.writer = ThreadPoolExecutor(1, thread_name_prefix="room-writer")

    async def post(self, work: Work) -> Ack | Refusal:
        """The answer, once it is on disk. Refused with "rate" where too much waits already, or the database fails."""
        if len(self.waiting) >= MOST_WAITING:
            return Refusal(work.act.id, "rate", 2)
        answer: asyncio.Future[Ack | Refusal] = asyncio.get_running_loop().create_future()
        self.waiting.append((work, answer))
        if self.running is None:
            self.running = asyncio.ensure_future(self._drain())
        return await answer

    async def _drain(self) -> None:
        try:
            while self.waiting:
                group, self.waiting = self.waiting[:MOST_TOGETHER], self.waiting[MOST_TOGETHER:]
                await self._commit(group)
        finally:
            self.running = None

    async def _commit(self, group: list[tuple[Work, asyncio.Future[Ack | Refusal]]]) -> None:
        loop = asyncio.get_running_loop()
        for works, done in await loop.run_in_executor(self.writer, _write, [work for work, _answer in group]):
            if done is not None:
                self.committed(done)
            answers = done.answers if done else [Refusal(work.act.id, "rate", 2) for work in works]
            taken, group = group[: len(works)], group[len(works) :]
            for (_work, future), answer in zip(taken, answers, strict=True):
                if not future.done():
                    future.set_result(answer)


def _write(works: list[Work]) -> list[tuple[list[Work], Done | None]]:
    """All in one transaction; where that fails, each alone, so that one bad send harms nobody else."""
    close_old_connections()
    try:
        return [(works, post_all(works))]
    except Exception as fault:
        # Whatever it was: nobody may wait for an answer that never comes.
        level = logging.WARNING if isinstance(fault, DatabaseError) else logging.ERROR
        log.log(level, "A group of %d acts failed together; doing each alone.", len(works), exc_info=len(works) == 1)
        if len(works) == 1:
            return [(works, None)]
    return [part for work in works for part in _write([work])]
