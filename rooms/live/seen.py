"""How far the member of one socket has read: one mark at a time, beside everything else."""

import logging
from collections.abc import Callable

from django.db import DatabaseError, InterfaceError

from rooms import read_marks
from rooms.live.reading import write_mark

log = logging.getLogger(__name__)


class Seen:
    __slots__ = ("under_way", "wanted")

    def __init__(self) -> None:
        self.wanted: int | None = None
        self.under_way = False

    def up_to(self, rev: int) -> bool:
        """Whether ``put_down`` has to begin; of those said while it is under way the last one counts."""
        begins, self.wanted, self.under_way = not self.under_way, rev, True
        return begins

    def forget(self) -> None:
        self.wanted = None

    async def put_down(self, room: int, member: int, marked: Callable[[int], None]) -> None:
        """``marked`` hears of each revision that was put down."""
        try:
            while (wanted := self.wanted) is not None:
                self.wanted = None
                try:
                    put_down = await write_mark(read_marks.mark_read, room, member, wanted)
                except (DatabaseError, InterfaceError) as fault:
                    log.warning("A mark of what was read is lost (%s).", fault)
                else:
                    marked(put_down)
        finally:
            self.under_way = False
