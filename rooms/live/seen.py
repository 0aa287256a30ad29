"""The read mark of one socket's member: one mark is written at a time, beside everything else."""

import logging
from collections.abc import Callable

from django.db import DatabaseError, InterfaceError

from rooms.live.reading import write_mark
from rooms.reading import read_marks

log = logging.getLogger(__name__)


class Seen:
    __slots__ = ("under_way", "wanted")

    def __init__(self) -> None:
        self.wanted: int | None = None
        self.under_way = False

    def up_to(self, rev: int) -> bool:
        """Returns whether ``save`` has to begin. While it runs, a later mark replaces one that waits."""
        begins, self.wanted, self.under_way = not self.under_way, rev, True
        return begins

    def forget(self) -> None:
        self.wanted = None

    async def save(self, room: int, member: int, marked: Callable[[int], None]) -> None:
        """Calls ``marked`` with each revision that was written."""
        try:
            while (wanted := self.wanted) is not None:
                self.wanted = None
                try:
                    rev = await write_mark(read_marks.mark_read, room, member, wanted)
                except (DatabaseError, InterfaceError) as fault:
                    log.warning("A mark of what was read is lost (%s).", fault)
                else:
                    marked(rev)
        finally:
            self.under_way = False
