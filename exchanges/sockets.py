"""One socket of one member in one room: what it hears, what it is told, and how it catches up."""

import asyncio
import logging
import time
from collections.abc import Awaitable
from functools import partial
from typing import Any

from django.db import DatabaseError
from django.utils import translation

from academy.models.memberships import lasts
from exchanges import changes, doors, figures, frames, rates, welcome
from exchanges.answers import ack_frame, nack_frame
from exchanges.hub import GOING, hub
from exchanges.lines import TOO_SLOW, Line, until_easy
from exchanges.live_room import changes_frame
from exchanges.posting import Ack, Refusal, Work
from exchanges.reading import read
from exchanges.standing import MemberStanding, Standing
from exchanges.wire import Frame, frame

log = logging.getLogger(__name__)

MOST_CONNECTIONS = 8
MOST_FRAMES_A_SECOND = 100
IDLE_SECONDS = 30 * 60
AWAY = 1013
"""The database does not answer: come again in a moment (RFC 6455's registry: Try Again Later)."""


class RoomSocket:
    """One socket of one member in one room."""

    __slots__ = (
        "catching_up",
        "count",
        "gone",
        "heard_at",
        "language",
        "line",
        "member",
        "person",
        "reading",
        "rev",
        "room",
        "second",
        "session",
        "standing",
        "usual",
        "visitor",
        "wanted",
    )

    def __init__(self, room: int, line: Line) -> None:
        self.room, self.line = room, line
        self.member = self.person = 0
        self.session = self.language = self.usual = ""
        self.standing: MemberStanding = (None, None)
        self.gone = False
        # As it was read at the door; a later hello reads it again.
        self.visitor: doors.Visitor | None = None
        # Everything up to ``rev`` is on its way; while it catches up, live frames only say how far it has to come.
        self.rev, self.wanted, self.catching_up = 0, 0, True
        self.reading: asyncio.Lock | None = None
        self.second, self.count, self.heard_at = 0, 0, time.monotonic()

    async def come_in(self, headers: list[tuple[bytes, bytes]]) -> int:
        """0, or the code with which the socket is closed."""
        if hub.going:
            return GOING
        said_before = hub.said
        visitor = await read(doors.who_comes, doors.session_key(headers), self.room)
        if visitor.code or visitor.person is None or visitor.membership is None:
            return visitor.code
        if hub.connections(self.room, visitor.membership.pk) >= MOST_CONNECTIONS:
            return 4429
        self.visitor, self.session = visitor, visitor.session
        self.member, self.person = visitor.membership.pk, visitor.person.pk
        self.language = visitor.person.language or welcome.browser_language(headers)
        self.usual = next(iter(visitor.person.languages), "en")
        self._stand(visitor)
        hub.meet(self, said_before)
        return 0

    def _stand(self, visitor: doors.Visitor) -> None:
        if visitor.membership is not None:
            self.standing = visitor.membership.suspended_at, visitor.membership.muted_until

    # What the hub calls; nothing here waits -----------------------------------------------------------------------

    def deliver(self, what: Frame, rev: int = 0, first: int = 0) -> None:
        """A frame for this socket. What does not join on to what it has is read from the database instead."""
        if rev:
            if self.catching_up:
                self.wanted = max(self.wanted, rev)
                return
            if rev <= self.rev:
                return
            if first != self.rev + 1:
                self.catching_up, self.wanted = True, rev
                hub.keep(self.or_away(self._catch_up()))
                return
            self.rev = rev
        if not self.line.put(what):
            self.part(TOO_SLOW)

    def part(self, code: int) -> None:
        """Closed with that code, after what is on its way."""
        if not self.gone:
            self.gone = True
            hub.leave(self)
            self.line.close(code)

    def standing_changed(self) -> None:
        hub.keep(self.or_away(self._read_standing()))

    async def or_away(self, work: Awaitable[None]) -> None:
        """Where the database fails a socket it is closed: its client comes again and misses nothing."""
        try:
            await work
        except DatabaseError:
            log.warning("The database does not answer; a socket is closed to come again.")
            self.part(AWAY)

    def compare(self, now: Standing) -> None:
        """What was not heard: the room closed, the session over, another standing."""
        if self.room in now.closed:
            self.part(4409)
        elif self.session not in now.sessions:
            self.part(4401)
        elif now.members.get(self.member) != self.standing:
            self.standing_changed()

    def look_at_the_clock(self) -> None:
        if time.monotonic() - self.heard_at > IDLE_SECONDS:
            self.part(TOO_SLOW)

    async def _read_standing(self) -> None:
        visitor = await read(doors.who_comes, self.session, self.room)
        if visitor.code or visitor.membership is None:
            self.part(visitor.code)
            return
        if visitor.membership.muted_until != self.standing[1]:
            with translation.override(self.language):
                words = welcome.muted_words(visitor.membership)
            level = "warning" if visitor.membership.is_muted else "info"
            self.deliver(frame({"type": "notice", "level": level, "text": words}))
        self._stand(visitor)
        with translation.override(self.language):
            self.deliver(frame({"type": "me", "me": welcome.me(visitor.membership)}))

    # What the client says -----------------------------------------------------------------------------------------

    async def hear(self, event: dict[str, Any]) -> None:
        if self.gone or self._floods():
            return
        try:
            text = event.get("text")
            said = frames.parse(text if text is not None else (event.get("bytes") or b"").decode("utf-8"))
        except (frames.Malformed, UnicodeDecodeError):
            self.part(4400)
        except frames.Invalid as fault:
            self._nack(fault.id, fault.code)
        else:
            if isinstance(said, frames.ACTS):
                # Not awaited: a commit under way must not keep this socket's other frames waiting.
                self._act(said)
            elif isinstance(said, frames.Hello):
                await self._hello(said)
            else:
                await self._pass(said)

    def _floods(self) -> bool:
        self.heard_at = time.monotonic()
        if int(self.heard_at) != self.second:
            self.second, self.count = int(self.heard_at), 0
        self.count += 1
        if self.count > MOST_FRAMES_A_SECOND:
            self.part(4429)
        return self.gone

    async def _hello(self, hello: frames.Hello) -> None:
        """Join first, then read what was before and came meanwhile: no gap, no reordering, nothing twice."""
        self.catching_up = True
        live = hub.join(self)
        visitor, self.visitor = self.visitor, None
        if visitor is None:
            visitor = await read(doors.who_comes, self.session, self.room)
        if visitor.code or visitor.membership is None:
            self.part(visitor.code)
            return
        arrival = await read(welcome.arrive, self.room, visitor.membership, hello, self.language)
        live.opened(arrival.missed.last)
        self.deliver(arrival.greeting(hub.presence.of(self.room)))
        await self._catch_up(arrival.missed)

    async def _catch_up(self, found: changes.Changes | None = None) -> None:
        """From what was just found, or from where this socket is."""
        self.reading = self.reading or asyncio.Lock()
        async with self.reading:
            self.catching_up = True
            while not self.gone:
                if found is None:
                    found = await read(changes.since, self.room, self.rev)
                if not await until_easy(self.line):
                    self.part(TOO_SLOW)
                    break
                if found.messages:
                    self.deliver(changes_frame(found))
                self.rev = found.rev
                if not found.more and self.wanted <= self.rev:
                    break
                found = None
            self.catching_up = False

    def _act(self, act: frames.Act) -> None:
        figures.act_came()
        wait = rates.take(self.room, self.member)
        if wait:
            self._nack(str(act.id), "rate", wait)
        else:
            work = Work(self.room, self.member, act, self.usual)
            hub.post(work, partial(self._answered, time.monotonic()))

    def _answered(self, came: float, answer: Ack | Refusal) -> None:
        """``came``: when the act came, on the monotonic clock."""
        if isinstance(answer, Refusal):
            self._nack(str(answer.id), answer.code, answer.retry_after)
        else:
            figures.act_acked(time.monotonic() - came)
            self.deliver(frame(ack_frame(answer)))

    def _nack(self, id: str | None, code: str, retry_after: int | None = None) -> None:
        figures.act_refused()
        self.deliver(frame(nack_frame(id, code, retry_after, self.language)))

    async def _pass(self, said: frames.Frame) -> None:
        if isinstance(said, frames.Ping):
            self.deliver(frame({"type": "pong", "t": said.t}))
        elif isinstance(said, frames.Typing) and not lasts(self.standing[1]):
            hub.tell(self.room, {"type": "typing", "who": self.member}, but=self)
        elif isinstance(said, frames.Read):
            rev = await read(welcome.mark_read, self.room, self.member, said.rev)
            hub.tell(self.room, {"type": "read", "who": self.member, "rev": rev}, but=self)
