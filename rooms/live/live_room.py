"""A room as one process knows it: its sockets and who waits, and what is handed to them, in the order of revisions."""

import asyncio
from collections.abc import Callable
from typing import Any, Protocol

from rooms import figures
from rooms.live.door.admission import Seat
from rooms.live.door.recheck import Standing
from rooms.live.wire import Frame, encode, frame
from rooms.messages import changes

JOIN_SECONDS = 0.004
"""What comes within this time goes out in one frame; after a longer silence nothing waits."""


class Socket(Protocol):
    """What a room needs of a connection. ``deliver`` must not wait; the frame holds revisions ``first`` to ``rev``.

    ``closed_with``: the code with which it has closed, 0 while it is open. ``stale``: how often its seat was
    said to have changed since it was read; 0 while the seat is current.
    """

    room: int
    closed_with: int
    stale: int
    seat: Seat

    @property
    def member(self) -> int: ...

    @property
    def person(self) -> int: ...

    @property
    def session(self) -> str: ...

    def deliver(self, frame: Frame, rev: int = 0, first: int = 0) -> None: ...

    def close(self, code: int) -> None: ...

    def become_stale(self) -> None: ...

    def close_if_idle(self) -> None: ...

    def unread(self) -> int: ...

    def recheck(self, now: Standing) -> None: ...


class LiveRoom:
    """``rev``: everything up to it has been handed to the sockets here; None until the room has been read."""

    def __init__(self, pk: int, ask: Callable[["LiveRoom"], None]) -> None:
        self.pk, self.ask = pk, ask
        self.rev: int | None = None
        self.wanted = 0
        self.sockets: set[Socket] = set()
        self.waiters: dict[asyncio.Future[int], Seat] = {}
        self.held: list[dict[str, Any]] = []
        self.held_rev = 0
        self.handed_at = 0.0
        self.timer: asyncio.TimerHandle | None = None

    @property
    def is_empty(self) -> bool:
        return not self.sockets and not self.waiters

    @property
    def is_behind(self) -> bool:
        return self.rev is not None and self.wanted > self.rev

    def opened(self, rev: int) -> None:
        """The room was read, as it stood at that revision."""
        if self.rev is None:
            self.rev = self.held_rev = rev
            if self.is_behind:
                self.ask(self)

    def committed(self, first: int, last: int, messages: list[dict[str, Any]]) -> None:
        """A transaction of this process wrote revisions ``first`` to ``last``."""
        if self.rev is None or self.is_behind or first != self.held_rev + 1 or not changes.fits(self.held + messages):
            self.want(last)
            return
        self.held += messages
        self.held_rev = last
        if self.timer is None:
            loop = asyncio.get_running_loop()
            rest = self.handed_at + JOIN_SECONDS - loop.time()
            if rest <= 0:
                self.hand_out()
            else:
                self.timer = loop.call_later(rest, self.hand_out)

    def want(self, rev: int) -> None:
        """The room has reached ``rev``; what is not here yet has to be read."""
        self.hand_out()
        self.wanted = max(self.wanted, rev)
        if self.is_behind:
            self.ask(self)

    def found(self, read: changes.Changes, asked: int) -> None:
        """Read after ``self.rev`` when ``asked`` was wanted; a revision that is not there is wanted no more."""
        if self.rev is not None and read.rev > self.rev:
            self._hand(read)
        if self.wanted == asked and not read.more:
            self.wanted = min(asked, self.rev or 0)

    def hand_out(self) -> None:
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None
        if self.held:
            messages, self.held = self.held, []
            self._hand(changes.Changes(self.held_rev, last_states(messages)))

    def _hand(self, these: changes.Changes) -> None:
        first = (self.rev or 0) + 1
        self.rev = self.held_rev = these.rev
        self.handed_at = asyncio.get_running_loop().time()
        if these.messages and self.sockets:
            self.tell(changes_frame(these, first - 1), these.rev, first)
        self.wake()

    def wake(self, whom: Callable[[Seat], bool] = lambda _seat: True, code: int = 0) -> None:
        """Long polls that wait ask the database again; with a ``code``, they are shut out."""
        for waiter, seat in self.waiters.items():
            if not waiter.done() and whom(seat):
                waiter.set_result(code)

    def tell(self, what: Frame, rev: int = 0, first: int = 0, *, but: Socket | None = None) -> None:
        figures.delivered(len(self.sockets))
        for socket in list(self.sockets):
            if socket is not but:
                socket.deliver(what, rev, first)

    def members(self) -> set[int]:
        return {socket.member for socket in self.sockets}


def last_states(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of what comes by revisions, each message once, as it was last."""
    last = {message["id"]: message for message in messages}
    return messages if len(last) == len(messages) else sorted(last.values(), key=lambda message: message["rev"])


class ChangesFrame(Frame):
    """Said whole or lean, and encoded only as it is asked for."""

    __slots__ = ("_lean", "said")

    def __init__(self, said: dict[str, Any]) -> None:
        super().__init__("")
        self.said = said
        self._lean: Frame | None = None

    @property
    def text(self) -> str:
        self._text = self._text or encode(self.said)
        return self._text

    @property
    def lean(self) -> Frame:
        if self._lean is None:
            self._lean = frame(self.said | {"messages": [changes.lean(message) for message in self.said["messages"]]})
        return self._lean


def changes_frame(these: changes.Changes, after: int) -> Frame:
    """``after``: whoever holds that revision misses nothing by it."""
    return ChangesFrame(
        {"type": "changes", "after": after, "rev": these.rev, "messages": these.messages, "more": these.more}
    )
