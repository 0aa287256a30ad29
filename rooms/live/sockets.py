"""One socket of one member in one room: what it hears, what it is told, and how it catches up."""

import asyncio
import logging
import time
from collections.abc import Awaitable
from functools import partial
from typing import Any

from django.db import DatabaseError, InterfaceError
from django.utils import timezone, translation

from rooms import figures, rates
from rooms.live.connections import TOO_SLOW, Connection, until_easy
from rooms.live.door import admission, welcome
from rooms.live.door.recheck import Standing
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
"""The database does not answer: come again in a moment (RFC 6455's registry: Try Again Later)."""
FAULT = 1011
DAY = 24 * 60 * 60.0


class RoomSocket:
    """One socket of one member in one room."""

    __slots__ = (
        "catching_up",
        "closed_with",
        "connection",
        "heard",
        "lean",
        "muted_until",
        "rev",
        "room",
        "seat",
        "seen",
        "stale",
        "task",
        "voice",
        "wanted",
    )

    def __init__(self, room: int, connection: Connection) -> None:
        self.room, self.connection = room, connection
        self.closed_with = self.stale = 0
        # Everything up to ``rev`` is on its way; while it catches up, live frames only say how far it has to come.
        self.rev, self.wanted, self.catching_up = 0, 0, True
        self.task: asyncio.Task[None] | None = None
        self.voice: asyncio.TimerHandle | None = None
        self.muted_until: str | None = None
        self.heard, self.seen = rates.Frames(), Seen()
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

    async def come_in(self, headers: admission.Headers) -> int:
        """0, or the code with which the socket is closed."""
        said_before = hub.announced
        key = admission.session_key(headers)
        seat = hub.recall(key, self.room)
        if seat is None:
            visitor = await read(admission.who_comes, key, self.room, admission.browser_language(headers))
            if visitor.seat is None:
                return visitor.code
            seat = visitor.seat
        if hub.draining:
            return DRAINED
        if hub.connections(self.room, seat.member) >= MOST_CONNECTIONS:
            return 4429
        self._sit(seat)
        hub.meet(self, said_before)
        return 0

    # What the hub calls; nothing here waits -----------------------------------------------------------------------

    def deliver(self, what: Frame, rev: int = 0, first: int = 0) -> None:
        """A frame for this socket. What does not join on to what it has is read from the database instead."""
        if rev:
            if self.catching_up or self.stale:
                self.wanted = max(self.wanted, rev)
                return
            if rev <= self.rev:
                return
            if first != self.rev + 1:
                self.wanted = rev
                self._set_out()
                self.task = hub.spawn(self._come_up_to_date())
                return
            self.rev = rev
        if not self.connection.put(what.lean if self.lean else what):
            self.close(TOO_SLOW)

    def close(self, code: int) -> None:
        """Closed with that code, after what is on its way."""
        if not self.closed_with:
            self.closed_with = code
            self.seen.forget()
            hub.leave(self)
            self.connection.close(code)

    def become_stale(self) -> None:
        self.stale += 1
        if self.stale == 1:
            hub.spawn(self.or_away(self._read_seat_again()))

    async def or_away(self, work: Awaitable[None]) -> None:
        """Where the database, or we, fail a socket it is closed: its client comes again and misses nothing."""
        try:
            await work
        except (DatabaseError, InterfaceError):
            log.warning("The database does not answer; a socket is closed to come again.")
            self.close(AWAY)
        except Exception:  # a fault of ours: an open socket that is told nothing more would miss something
            log.exception("A socket is closed to come again.")
            self.close(FAULT)

    def recheck(self, now: Standing) -> None:
        """What was not heard: the room closed, the session over, another standing, an opening that ended."""
        seat = self.seat
        shut = seat.by_access and (self.room, self.member) not in now.accesses
        if self.room in now.closed:
            self.close(4409)
        elif self.session not in now.sessions:
            self.close(4401)
        elif shut or now.members.get(self.member) != seat.standing:
            self.become_stale()

    def unread(self) -> int:
        return self.connection.unread()

    def close_if_idle(self) -> None:
        if time.monotonic() - self.heard.at > IDLE_SECONDS:
            self.close(TOO_SLOW)

    async def _read_seat_again(self) -> None:
        before, read_for = self.seat, 0
        while read_for != self.stale:  # what came while it was read may not be in it
            read_for = self.stale
            visitor = await read(admission.who_comes, before.session, self.room, before.language)
        if visitor.seat is None:
            self.close(visitor.code)
            return
        told, self.stale = self.muted_until, 0
        self._sit(visitor.seat)
        if self.muted_until != told:
            with translation.override(self.seat.language):
                words = welcome.muted_words(self.seat.is_muted)
            level = "warning" if self.seat.is_muted else "info"
            self.deliver(frame({"type": "notice", "level": level, "text": words}))
        self.deliver(frame({"type": "me", "me": self.seat.me}))
        if self.task is not None:  # whatever was held back meanwhile
            self._set_out()
            self.task = hub.spawn(self._come_up_to_date())

    def _sit(self, seat: admission.Seat) -> None:
        """Whoever is muted for a time is told when it is over, as of any other change."""
        self.seat, self.muted_until = seat, seat.me["muted_until"]
        if self.voice is not None:
            self.voice.cancel()
            self.voice = None
        if seat.muted_until is not None and seat.is_muted and not self.closed_with:
            seconds = (seat.muted_until - timezone.now()).total_seconds()
            self.voice = asyncio.get_running_loop().call_later(min(seconds, DAY) + 0.05, self.become_stale)

    # What the client says -----------------------------------------------------------------------------------------

    async def hear(self, event: dict[str, Any]) -> None:
        if self.heard.are_too_many():
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
                # Not awaited: a commit under way must not keep this socket's other frames waiting.
                self._act(said)
            elif isinstance(said, frames.Hello):
                await self._hello(said)
            else:
                self._pass(said)

    async def _hello(self, hello: frames.Hello) -> None:
        """Join first, then read what was before and came meanwhile: no gap, no reordering, nothing twice."""
        self._set_out()
        self.lean = hello.lean
        live = hub.join(self)
        await hub.layer.hold(self.room)
        arrival = await read(welcome.arrive, self.seat, hello)
        if arrival.is_closed:
            self.close(4409)
            return
        live.opened(arrival.missed.last)
        self.deliver(arrival.greeting(hub.presence.of(self.room)))
        hub.presence.changed(live)
        self.rev = min(hello.since, arrival.missed.last)
        # Not awaited: a long way to go on a slow line must not keep a ping waiting.
        self.task = hub.spawn(self._come_up_to_date(arrival.missed))

    def _set_out(self) -> None:
        """To catch up, anew. An older catching up ends where it is, or its pages would come after a new welcome, and
        those of a client that only says hello and reads nothing would pile up."""
        self.catching_up = True
        self.stop_catching_up()

    def stop_catching_up(self) -> None:
        if self.task is not None:
            self.task.cancel()
            self.task = None

    def closed(self, code: int) -> None:
        """The line has ended, with that code where it was not ended here: nothing more is done for it."""
        self.closed_with = self.closed_with or code
        self.stop_catching_up()
        if self.voice is not None:
            self.voice.cancel()

    async def _come_up_to_date(self, found: changes.Changes | None = None) -> None:
        await self.or_away(self._catch_up(found))

    async def _catch_up(self, found: changes.Changes | None = None) -> None:
        """From where this socket is, of which the first page is ``found``."""
        while not self.closed_with:
            if found is None:
                found = await read(changes.since, self.room, self.rev)
            page, found = found, None
            if not await until_easy(self.connection):
                self.close(TOO_SLOW)
                return
            if self.stale:  # whoever may be out hears no more of the room until that is read
                return
            if page.messages:
                self.deliver(changes_frame(page, self.rev))
            self.rev = page.rev
            if not page.more and self.wanted <= self.rev:
                self.catching_up = False
                return

    def _act(self, act: frames.Act) -> None:
        figures.act_came()
        wait = rates.take(self.room, self.member, costly.acts(act))
        if wait:
            self._nack(str(act.id), "rate", wait)
        else:
            work = Work(self.room, self.member, act, self.seat.usual)
            hub.post(work, partial(self._answered, time.monotonic()), self)

    def _answered(self, came: float, answer: Ack | Refusal) -> None:
        """``came``: when the act came, on the monotonic clock."""
        if isinstance(answer, Refusal):
            self._nack(str(answer.id), answer.code, answer.retry_after)
        else:
            figures.act_acked(time.monotonic() - came)
            self.deliver(frame(ack_frame(answer)))

    def _nack(self, id: str | None, code: str, retry_after: int | None = None) -> None:
        figures.act_refused()
        self.deliver(frame(nack_frame(id, code, retry_after, self.seat.language)))

    def _pass(self, said: frames.Frame) -> None:
        if isinstance(said, frames.Ping):
            self.deliver(frame({"type": "pong", "t": said.t}))
        elif isinstance(said, frames.Typing) and not self.seat.is_muted:
            hub.tell(self.room, {"type": "typing", "who": self.member}, but=self)
        elif isinstance(said, frames.Read) and self.seen.up_to(said.rev):
            hub.spawn(self.or_away(self.seen.put_down(self.room, self.member, self._has_seen)))

    def _has_seen(self, rev: int) -> None:
        if not self.closed_with:
            hub.tell(self.room, {"type": "read", "who": self.member, "rev": rev}, but=self)
