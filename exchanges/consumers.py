"""The WebSocket door of a room: parse, ask, call one verb, reply. No rules."""

import asyncio
import time
from typing import Any
from urllib.parse import urlsplit

from asgiref.typing import WebSocketScope
from channels.db import database_sync_to_async
from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncWebsocketConsumer
from django.utils import translation

from academy.models import Membership
from exchanges import changes, frames, rates, welcome
from exchanges.hub import changes_frame, encode, hub
from exchanges.posting import WORDS, Ack, Refusal, Work

MOST_CONNECTIONS = 8
MOST_QUEUED = 300
MOST_FRAMES_A_SECOND = 100
IDLE_SECONDS = 30 * 60


class RoomConsumer(AsyncWebsocketConsumer):
    """One socket in one room. It is accepted first and then closed with a code, so that a browser learns why."""

    channel_layer_alias = ""  # the hub listens for all sockets; none needs a channel of its own

    room: Any = None
    member = person = 0
    session = ""
    membership: Membership

    async def connect(self) -> None:
        await self.accept()
        hub.start()
        self.queue: asyncio.Queue[str | int] = asyncio.Queue(MOST_QUEUED)
        # Everything up to ``rev`` is queued; while it catches up, live frames only say how far it has to come.
        self.rev, self.wanted, self.catching_up = 0, 0, True
        self.reading = asyncio.Lock()
        self.chase: asyncio.Task[None] | None = None
        self.since_hello = 0
        self.frames_second, self.frames_count = 0, 0
        self.heard_at = time.monotonic()
        code = 4403 if not _own_origin(self.scope) else await self._enter()
        if code:
            await self.close(code)
            return
        self.writer = asyncio.ensure_future(self._write())

    async def _enter(self) -> int:
        """0, or the code with which the socket is closed."""
        user = self.scope["user"]
        if not user.is_authenticated:
            return 4401
        room, membership, code = await database_sync_to_async(welcome.enter)(
            int(self.scope["url_route"]["kwargs"]["pk"]), user
        )
        if code:
            return code
        self.membership, self.member, self.person = membership, membership.pk, user.pk
        self.session = self.scope["session"].session_key or ""
        self.language = user.language or welcome.browser_language(self.scope)
        self.room = room
        if hub.connections(room.pk, self.member) >= MOST_CONNECTIONS:
            return 4429
        hub.meet(self)
        return 0

    async def disconnect(self, code: int) -> None:
        if self.room is not None:
            hub.leave(self.room.pk, self)
        if hasattr(self, "writer"):
            self.writer.cancel()
        chase = getattr(self, "chase", None)
        if chase is not None:
            chase.cancel()
        raise StopConsumer

    # What the hub calls; nothing here waits -----------------------------------------------------------------------

    def deliver(self, text: str, rev: int, first: int) -> None:
        """A frame for this socket. What does not join on to what it has is read from the database instead."""
        if not rev:
            self._queue(text)
        elif self.catching_up:
            self.wanted = max(self.wanted, rev)
        elif first == self.rev + 1:
            self.rev = rev
            self._queue(text)
        elif rev > self.rev:
            self.catching_up, self.wanted = True, rev
            self.chase = hub.keep(self._catch_up())

    def part(self, code: int) -> None:
        """Closed with that code, after what is queued where there is room for it."""
        hub.leave(self.room.pk, self)
        if self.queue.full():
            self.queue.get_nowait()
        self.queue.put_nowait(code)

    def standing_changed(self) -> None:
        hub.keep(self._read_standing())

    def _queue(self, text: str) -> None:
        try:
            self.queue.put_nowait(text)
        except asyncio.QueueFull:
            self.part(4408)

    async def _write(self) -> None:
        while True:
            try:
                item = await asyncio.wait_for(self.queue.get(), 60)
            except TimeoutError:
                if time.monotonic() - self.heard_at < IDLE_SECONDS:
                    continue
                item = 4408
            if isinstance(item, int):
                await self.close(item)
                return
            await self.send(text_data=item)

    async def _read_standing(self) -> None:
        standing = await database_sync_to_async(Membership.objects.filter(pk=self.member).first)()
        if standing is None or standing.suspended_at is not None:
            self.part(4403)
            return
        self.membership.muted_until = standing.muted_until
        with translation.override(self.language):
            text = welcome.muted_words(standing)
        self._queue(encode({"type": "notice", "level": "warning" if standing.is_muted else "info", "text": text}))
        self._queue(encode({"type": "me", "me": welcome.me(self.membership)}))

    # What the client says -----------------------------------------------------------------------------------------

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if self.room is None or self._floods():
            return
        try:
            frame = frames.parse(text_data if text_data is not None else (bytes_data or b"").decode("utf-8"))
        except (frames.Malformed, UnicodeDecodeError):
            self.part(4400)
            return
        except frames.Invalid as fault:
            self._nack(fault.id, fault.code)
            return
        if isinstance(frame, frames.Hello):
            await self._hello(frame)
        elif isinstance(frame, frames.Send | frames.Edit | frames.Delete | frames.React):
            # Not awaited: a commit under way must not keep this socket's other frames waiting. Order is the writer's.
            hub.keep(self._act(frame))
        else:
            await self._pass(frame)

    def _floods(self) -> bool:
        self.heard_at = time.monotonic()
        if int(self.heard_at) != self.frames_second:
            self.frames_second, self.frames_count = int(self.heard_at), 0
        self.frames_count += 1
        if self.frames_count > MOST_FRAMES_A_SECOND:
            self.part(4429)
        return self.frames_count > MOST_FRAMES_A_SECOND

    async def _hello(self, frame: frames.Hello) -> None:
        """Join first, then read what was before and came meanwhile: no gap, no reordering, nothing twice."""
        self.catching_up = True
        await hub.join(self.room.pk, self)
        # Who may be here is read again: what changed before the hub knew this socket was told to nobody.
        room, membership, code = await database_sync_to_async(welcome.enter)(self.room.pk, self.scope["user"])
        if code:
            self.part(code)
            return
        self.room, self.membership = room, membership
        greeting = await database_sync_to_async(self._greeting)()
        self._queue(encode({**greeting, "present": hub.present(self.room.pk)}))
        await self._catch_up(min(frame.since, greeting["rev"]))

    async def _catch_up(self, since: int | None = None) -> None:
        """From that revision, or from where this socket is."""
        async with self.reading:
            self.rev, self.catching_up = self.rev if since is None else since, True
            while True:
                found = await database_sync_to_async(changes.since)(self.room.pk, self.rev)
                if found.messages:
                    await self.queue.put(encode(changes_frame(found)))
                self.rev = found.rev
                if not found.more and self.wanted <= self.rev:
                    break
            self.catching_up = False

    def _greeting(self) -> dict[str, Any]:
        with translation.override(self.language):
            return welcome.greeting(self.room, self.membership)

    async def _act(self, frame: frames.Act) -> None:
        wait = rates.take(self.room.pk, self.member)
        if wait:
            self._nack(str(frame.id), "rate", wait)
            return
        usual = next(iter(self.scope["user"].languages), "en")
        answer = await hub.post(Work(self.room.pk, self.member, frame, usual))
        if isinstance(answer, Refusal):
            self._nack(str(answer.id), answer.code, answer.retry_after)
        else:
            self._queue(encode(ack_frame(answer)))

    def _nack(self, id: str | None, code: str, retry_after: int | None = None) -> None:
        self._queue(encode(nack_frame(id, code, retry_after, self.language)))

    async def _pass(self, frame: frames.Frame) -> None:
        if isinstance(frame, frames.Ping):
            self._queue(encode({"type": "pong", "t": frame.t}))
        elif isinstance(frame, frames.Typing) and not self.membership.is_muted:
            hub.tell(self.room.pk, {"type": "typing", "who": self.member}, but=self)
        elif isinstance(frame, frames.Read):
            rev = await database_sync_to_async(welcome.mark_read)(self.room, self.membership, frame.rev)
            hub.tell(self.room.pk, {"type": "read", "who": self.member, "rev": rev}, but=self)


class NoSuchRoom(AsyncWebsocketConsumer):
    """Any other address."""

    channel_layer_alias = ""

    async def connect(self) -> None:
        await self.accept()
        await self.close(4404)


def ack_frame(ack: Ack) -> dict[str, Any]:
    return {"type": "ack", "id": str(ack.id), "message": ack.message, "seq": ack.seq, "rev": ack.rev}


def nack_frame(id: str | None, code: str, retry_after: int | None, language: str) -> dict[str, Any]:
    """``detail`` in the reader's language."""
    with translation.override(language):
        frame = {"type": "nack", "id": id, "code": code, "detail": str(WORDS[code])}
    return frame if retry_after is None else {**frame, "retry_after": retry_after}


def _own_origin(scope: WebSocketScope) -> bool:
    """A browser says where its page came from: it has to be this host. Other clients send no Origin."""
    headers = dict(scope["headers"])
    origin = headers.get(b"origin", b"").decode("latin-1")
    return not origin or urlsplit(origin).netloc == headers.get(b"host", b"").decode("latin-1")
