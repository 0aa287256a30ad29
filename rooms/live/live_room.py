"""A room as one process knows it: sends its changes to its sockets in the order of revisions, and wakes long polls."""

import asyncio
from collections.abc import Callable
from typing import Any, Protocol

from rooms import figures
from rooms.live.door.admission import Seat
from rooms.live.door.recheck import Snapshot
from rooms.live.wire import Frame, encode, frame
from rooms.messages import changes

JOIN_SECONDS = 0.004
"""Seconds within which changes share one frame; after a longer pause nothing waits."""


class Socket(Protocol):
    """A room needs this of a socket. ``deliver`` must not wait; the frame holds revisions ``first`` to ``rev``.

    ``closed_with``: the code with which it has closed, 0 while it is open. ``stale``: how many announcements have
    changed its seat since it was read; 0 while the seat is current.
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

    def recheck(self, now: Snapshot) -> None: ...


class LiveRoom:
    """One room, as this process knows it. ``rev``: everything up to it has been sent to the sockets here; None until
    the room has been read."""

    def __init__(self, pk: int, request_read: Callable[["LiveRoom"], None]) -> None:
        self.pk, self.request_read = pk, request_read
        self.rev: int | None = None
        self.wanted = 0
        self.sockets: set[Socket] = set()
        self.waiters: dict[asyncio.Future[int], Seat] = {}
        self.pending: list[dict[str, Any]] = []
        self.pending_rev = 0
        self.sent_at = 0.0
        self.timer: asyncio.TimerHandle | None = None

    @property
    def is_empty(self) -> bool:
        return not self.sockets and not self.waiters

    @property
    def is_behind(self) -> bool:
        return self.rev is not None and self.wanted > self.rev

    def start_at(self, rev: int) -> None:
        """Begins at that revision, which the database has, unless the room has begun already."""
        if self.rev is None:
            self.rev = self.pending_rev = rev
            if self.is_behind:
                self.request_read(self)

    def committed(self, first: int, last: int, messages: list[dict[str, Any]]) -> None:
        """Takes changes of this process: a transaction wrote revisions ``first`` to ``last``."""
        if (
            self.rev is None
            or self.is_behind
            or first != self.pending_rev + 1
            or not changes.fits(self.pending + messages)
        ):
            self.want(last)
            return
        self.pending += messages
        self.pending_rev = last
        if self.timer is None:
            loop = asyncio.get_running_loop()
            rest = self.sent_at + JOIN_SECONDS - loop.time()
            if rest <= 0:
                self.flush()
            else:
                self.timer = loop.call_later(rest, self.flush)

    def want(self, rev: int) -> None:
        """The room has reached ``rev``; changes that are missing here have to be read."""
        self.flush()
        self.wanted = max(self.wanted, rev)
        if self.is_behind:
            self.request_read(self)

    def apply_read(self, read: changes.Changes, asked: int) -> None:
        """Takes changes that were read after ``self.rev`` while ``asked`` was wanted. If that revision does not exist,
        it is no longer wanted.
        """
        if self.rev is not None and read.rev > self.rev:
            self._send(read)
        if self.wanted == asked and not read.more:
            self.wanted = min(asked, self.rev or 0)

    def flush(self) -> None:
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None
        if self.pending:
            messages, self.pending = self.pending, []
            self._send(changes.Changes(self.pending_rev, last_states(messages)))

    def _send(self, these: changes.Changes) -> None:
        first = (self.rev or 0) + 1
        self.rev = self.pending_rev = these.rev
        self.sent_at = asyncio.get_running_loop().time()
        if these.messages and self.sockets:
            self.broadcast(changes_frame(these, first - 1), these.rev, first)
        self.wake()

    def wake(self, whom: Callable[[Seat], bool] = lambda _seat: True, code: int = 0) -> None:
        """Ends the wait of long polls: they read the database again, or, with a ``code``, are refused."""
        for waiter, seat in self.waiters.items():
            if not waiter.done() and whom(seat):
                waiter.set_result(code)

    def broadcast(self, what: Frame, rev: int = 0, first: int = 0, *, but: Socket | None = None) -> None:
        figures.delivered(len(self.sockets))
        for socket in list(self.sockets):
            if socket is not but:
                socket.deliver(what, rev, first)

    def members(self) -> set[int]:
        return {socket.member for socket in self.sockets}


def last_states(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Returns each message once, in its last state, in the order of revisions."""
    last = {message["id"]: message for message in messages}
    return messages if len(last) == len(messages) else sorted(last.values(), key=lambda message: message["rev"])


class ChangesFrame(Frame):
    """A frame in whole or lean form, each encoded when it is first asked for."""

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
    """Returns the frame of these changes. ``after``: a client that holds that revision misses nothing."""
    return ChangesFrame(
        {"type": "changes", "after": after, "rev": these.rev, "messages": these.messages, "more": these.more}
    )
