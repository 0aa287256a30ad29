"""How far the member of one socket has read: one mark at a time, beside everything else."""

import logging
from collections.abc import Callable

from django.db import DatabaseError, InterfaceError

from exchanges import welcome
from exchanges.reading import mark

log = logging.getLogger(__name__)


class Seen:
    __slots__ = ("under_way", "wanted")

    def __init__(self) -> None:
        self.wanted: int | None = None
        self.under_way = False

    async def up_to(self, rev: int, room: int, member: int, marked: Callable[[int], None]) -> None:
        """``marked`` hears of each revision that was put down. Of those said meanwhile the last one counts."""
        self.wanted = rev
        if self.under_way:
            return
        self.under_way = True
        try:
            while (wanted := self.wanted) is not None:
                self.wanted = None
                try:
                    put_down = await mark(welcome.mark_read, room, member, wanted)
                except (DatabaseError, InterfaceError) as fault:
                    log.warning("A mark of what was read is lost (%s).", fault)
                else:
                    marked(put_down)
        finally:
            self.under_way = False
