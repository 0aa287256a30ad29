"""One socket of one member in one room: takes the client's frames, sends it the room's, and catches up."""

import asyncio
import logging
import time
from collections.abc import Awaitable
from functools import partial
from typing import Any

from django.db import DatabaseError, InterfaceError
from django.utils import timezone, translation

from rooms import figures, rates
from rooms.live.connections import TOO_SLOW, Connection, until_low
from rooms.live.door import admission, welcome
from rooms.live.door.recheck import Snapshot
from rooms.live.hub import DRAINED, hub
from rooms.live.live_room import changes_frame
from rooms.live.reading import read
from rooms.live.seen import Seen
from rooms.live.wire import Frame, frame
from rooms.messages import changes, costly, frames
from rooms.messages.answers import ack_frame, nack_frame
from rooms.messages.posting import Ack, Refusal, Work

log = logging.getLogger(__name__)

MOST_CONNECTIONS = 8
IDLE_SECONDS = 30 * 60
AWAY = 1013
"""The database does not answer; the client retries (RFC 6455's registry: Try Again Later)."""
FAULT = 1011
DAY = 24 * 60 * 60.0


class RoomSocket:
    __slots__ = (
        "catching_up",
        "closed_with",
        "connection",
        "lean",
        "muted_until",
        "received",
        "rev",
        "room",
        "seat",
        "seen",
        "stale",
        "task",
        "unmute_timer",
        "wanted",
    )

    def __init__(self, room: int, connection: Connection) -> None:
        self.room, self.connection = room, connection
        self.closed_with = self.stale = 0
        # Everything up to ``rev`` is on its way. During a catch-up, live frames only move ``wanted``.
        self.rev, self.wanted, self.catching_up = 0, 0, True
        self.task: asyncio.Task[None] | None = None
        self.unmute_timer: asyncio.TimerHandle | None = None
        self.muted_until: str | None = None
        self.received, self.seen = rates.FrameRate(), Seen()
        self.lean = False
        self.seat: admission.Seat

    @property
    def member(self) -> int:
        return self.seat.member

    @property
    def person(self) -> int:
        return self.seat.person

    @property
    def session(self) -> str:
        return self.seat.session

    async def enter(self, headers: admission.Headers) -> int:
        """Returns 0, or the code with which the socket is closed."""
        said_before = hub.announced
        key = admission.session_key(headers)
        seat = hub.recall(key, self.room)
        if seat is None:
            visitor = await read(admission.read_visitor, key, self.room, admission.browser_language(headers))
            if visitor.seat is None:
                return visitor.code
            seat = visitor.seat
        if hub.draining:
            return DRAINED
        if hub.connections(self.room, seat.member) >= MOST_CONNECTIONS:
            return 4429
        self._take_seat(seat)
        hub.register(self, said_before)
        return 0

    # Called by the hub; nothing here waits -------------------------------------------------------------------------

    def deliver(self, what: Frame, rev: int = 0, first: int = 0) -> None:
        """Sends a frame; when a revision is missing before it, reads from the database instead."""
        if rev:
            if self.catching_up or self.stale:
                self.wanted = max(self.wanted, rev)
                return
            if rev <= self.rev:
                return
            if first != self.rev + 1:
                self.wanted = rev
                self._reset_catch_up()
                self.task = hub.spawn(self._guarded_catch_up())
                return
            self.rev = rev
        if not self.connection.put(what.lean if self.lean else what):
            self.close(TOO_SLOW)

    def close(self, code: int) -> None:
        """Closes with that code, after the frames that are on their way."""
        if not self.closed_with:
            self.closed_with = code
            self.seen.forget()
            hub.leave(self)
            self.connection.close(code)

    def become_stale(self) -> None:
        self.stale += 1
        if self.stale == 1:
            hub.spawn(self.close_on_failure(self._refresh_seat()))

    async def close_on_failure(self, work: Awaitable[None]) -> None:
        """Closes the socket when the database or our code fails, so that its client reconnects and misses nothing."""
        try:
            await work
        except (DatabaseError, InterfaceError):
            log.warning("The database does not answer; a socket is closed to come again.")
            self.close(AWAY)
        except Exception:  # our fault: a socket that stayed open would miss frames
            log.exception("A socket is closed to come again.")
            self.close(FAULT)

    def recheck(self, now: Snapshot) -> None:
        """Applies lost announcements: a closed room, an ended session, a changed membership, a lost access or name."""
        seat = self.seat
        shut = seat.by_access and (self.room, self.member) not in now.accesses
        shut = shut or (seat.by_name and (self.room, self.member) not in now.named)
        if self.room in now.closed:
            self.close(4409)
        elif self.session not in now.sessions:
            self.close(4401)
        elif shut or now.members.get(self.member) != seat.status:
            self.become_stale()

    def unread(self) -> int:
        return self.connection.unread()

    def close_if_idle(self) -> None:
        if time.monotonic() - self.received.at > IDLE_SECONDS:
            self.close(TOO_SLOW)

    async def _refresh_seat(self) -> None:
        before, read_for = self.seat, 0
        while read_for != self.stale:  # an announcement during the read may not be in it
            read_for = self.stale
            visitor = await read(admission.read_visitor, before.session, self.room, before.language)
        if visitor.seat is None:
            self.close(visitor.code)
            return
        muted_before, self.stale = self.muted_until, 0
        self._take_seat(visitor.seat)
        if self.muted_until != muted_before:
            with translation.override(self.seat.language):
                words = welcome.muted_words(self.seat.is_muted)
            level = "warning" if self.seat.is_muted else "info"
            self.deliver(frame({"type": "notice", "level": level, "text": words}))
        self.deliver(frame({"type": "me", "me": self.seat.me}))
        if self.task is not None:  # live frames were held back meanwhile
            self._reset_catch_up()
            self.task = hub.spawn(self._guarded_catch_up())

    def _take_seat(self, seat: admission.Seat) -> None:
        """Takes the seat. A timer makes it stale when a mute ends, so that the member is told."""
        self.seat, self.muted_until = seat, seat.me["muted_until"]
        if self.unmute_timer is not None:
            self.unmute_timer.cancel()
            self.unmute_timer = None
        if seat.muted_until is not None and seat.is_muted and not self.closed_with:
            seconds = (seat.muted_until - timezone.now()).total_seconds()
            self.unmute_timer = asyncio.get_running_loop().call_later(min(seconds, DAY) + 0.05, self.become_stale)

    # Frames of the client -----------------------------------------------------------------------------------------

    async def receive(self, event: dict[str, Any]) -> None:
        if self.received.is_exceeded():
            self.close(4429)
        if self.closed_with:
            return
        try:
            text = event.get("text")
            said = frames.parse(text if text is not None else (event.get("bytes") or b"").decode("utf-8"))
        except (frames.Malformed, UnicodeDecodeError):
            self.close(4400)
        except frames.Invalid as fault:
            self._nack(fault.id, fault.code)
        else:
            if isinstance(said, frames.ACTS):
                # Not awaited, because the socket's other frames must not wait for a commit.
                self._post(said)
            elif isinstance(said, frames.Hello):
                await self._hello(said)
            else:
                self._handle_passing(said)

    async def _hello(self, hello: frames.Hello) -> None:
        """Joins first, then reads what came before and meanwhile: no gap, no reordering, nothing twice."""
        self._reset_catch_up()
        self.lean = hello.lean
        live = hub.join(self)
        await hub.layer.subscribe(self.room)
        built = await read(welcome.build, self.seat, hello)
        if built.is_closed:
            self.close(4409)
            return
        live.start_at(built.missed.last)
        self.deliver(built.frame(hub.presence.present_in(self.room)))
        hub.presence.changed(live)
        self.rev = min(hello.since, built.missed.last)
        # Not awaited, because a ping must not wait for a long catch-up on a slow connection.
        self.task = hub.spawn(self._guarded_catch_up(built.missed))

    def _reset_catch_up(self) -> None:
        """Cancels the catch-up under way, because its pages would arrive after a newer welcome, and those of a client
        that says hello again and again without reading would pile up."""
        self.catching_up = True
        self.stop_catching_up()

    def stop_catching_up(self) -> None:
        if self.task is not None:
            self.task.cancel()
            self.task = None

    def on_closed(self, code: int) -> None:
        """The connection has closed, with that code unless we closed it: cancels all that is under way."""
        self.closed_with = self.closed_with or code
        self.stop_catching_up()
        if self.unmute_timer is not None:
            self.unmute_timer.cancel()

    async def _guarded_catch_up(self, found: changes.Changes | None = None) -> None:
        await self.close_on_failure(self._catch_up(found))

    async def _catch_up(self, found: changes.Changes | None = None) -> None:
        """Sends pages from ``self.rev`` on; ``found`` is the first one."""
        while not self.closed_with:
            if found is None:
                found = await read(changes.since, self.room, self.rev)
            page, found = found, None
            if not await until_low(self.connection):
                self.close(TOO_SLOW)
                return
            if self.stale:  # they may be shut out, so nothing is sent until the seat is read
                return
            if page.messages:
                self.deliver(changes_frame(page, self.rev))
            self.rev = page.rev
            if not page.more and self.wanted <= self.rev:
                self.catching_up = False
                return

    def _post(self, act: frames.Act) -> None:
        figures.act_came()
        wait = rates.take(self.room, self.member, costly.acts(act))
        if wait:
            self._nack(str(act.id), "rate", wait)
        else:
            work = Work(self.room, self.member, act, self.seat.usual)
            hub.post(work, partial(self._acknowledge, time.monotonic()), self)

    def _acknowledge(self, came: float, answer: Ack | Refusal) -> None:
        """Sends the ack or the nack. ``came``: when the act came, in seconds of the monotonic clock."""
        if isinstance(answer, Refusal):
            self._nack(str(answer.id), answer.code, answer.retry_after)
        else:
            figures.act_acked(time.monotonic() - came)
            self.deliver(frame(ack_frame(answer)))

    def _nack(self, id: str | None, code: str, retry_after: int | None = None) -> None:
        figures.act_refused()
        self.deliver(frame(nack_frame(id, code, retry_after, self.seat.language)))

    def _handle_passing(self, said: frames.Frame) -> None:
        if isinstance(said, frames.Ping):
            self.deliver(frame({"type": "pong", "t": said.t}))
        elif isinstance(said, frames.Typing) and not self.seat.is_muted:
            hub.broadcast(self.room, {"type": "typing", "who": self.member}, but=self)
        elif isinstance(said, frames.Read) and self.seen.up_to(said.rev):
            hub.spawn(self.close_on_failure(self.seen.save(self.room, self.member, self._broadcast_read)))

    def _broadcast_read(self, rev: int) -> None:
        if not self.closed_with:
            hub.broadcast(self.room, {"type": "read", "who": self.member, "rev": rev}, but=self)
