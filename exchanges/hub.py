"""The hub, one a process: holds the sockets of each room here, and hands all the same encoded frame, in order."""

import asyncio
import collections
import dataclasses
import json
import logging
import time
import uuid
from collections.abc import Iterable
from typing import Any, Protocol

from channels.db import database_sync_to_async
from channels.layers import get_channel_layer

from exchanges import announcing, changes
from exchanges.elsewhere import Elsewhere
from exchanges.group_commit import GroupCommit
from exchanges.models import Room
from exchanges.posting import Ack, Done, Refusal, Work

log = logging.getLogger(__name__)

PRESENCE_DELAY = 0.2
POLL_SECONDS = 5.0


class Socket(Protocol):
    """What the hub needs of a connection. ``deliver`` must not wait; the frame holds revisions ``first`` to ``rev``."""

    member: int
    person: int
    session: str
    room: Room

    def deliver(self, text: str, rev: int, first: int) -> None: ...

    def part(self, code: int) -> None: ...

    def standing_changed(self) -> None: ...


@dataclasses.dataclass
class Local:
    """A room as this process knows it. ``rev``: everything up to it has been handed to the sockets here."""

    rev: int
    sockets: set[Socket] = dataclasses.field(default_factory=set)
    waiters: set[asyncio.Future[None]] = dataclasses.field(default_factory=set)
    wanted: int = 0
    reading: asyncio.Task[None] | None = None
    presence: asyncio.TimerHandle | None = None


class Hub:
    def __init__(self) -> None:
        self.rooms: dict[int, Local] = {}
        # Rooms whose revision is being read, and what they have reached meanwhile.
        self.opening: dict[int, int] = {}
        self.met: set[Socket] = set()
        self.seats: collections.Counter[tuple[int, int]] = collections.Counter()
        self.commit = GroupCommit(self.committed)
        self.loop: asyncio.AbstractEventLoop | None = None
        self.tasks: set[asyncio.Task[Any]] = set()
        self.process = uuid.uuid4().hex
        self.elsewhere = Elsewhere()

    def start(self) -> None:
        """Begin to listen, on the running loop; called by every connection, does it once a loop."""
        loop = asyncio.get_running_loop()
        if self.loop is loop:
            return
        self.loop, self.rooms, self.met, self.seats = loop, {}, set(), collections.Counter()
        self.commit = GroupCommit(self.committed)
        announcing.listen(loop, self.heard)
        if announcing.others_listen():
            self.keep(self._listen_to_others())
        self.keep(self._look_for_missed())

    def keep(self, work: Any) -> asyncio.Task[Any]:
        """Run beside everything else; held until it is done, because the loop itself holds no task."""
        task = asyncio.ensure_future(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return task

    # Joining and leaving ------------------------------------------------------------------------------------------

    async def local(self, room_id: int) -> Local:
        """The room here, with its present revision when it is new."""
        if room_id not in self.rooms:
            self.opening.setdefault(room_id, 0)
            read = (await database_sync_to_async(_last_revs)([room_id])).get(room_id, 0)
            self.rooms.setdefault(room_id, Local(rev=max(read, self.opening.pop(room_id, 0))))
        return self.rooms[room_id]

    def meet(self, socket: Socket) -> None:
        """A socket that may be here: it hears of mutes and endings now, of the room's changes after ``join``."""
        self.met.add(socket)
        self.seats[socket.room.pk, socket.member] += 1

    async def join(self, room_id: int, socket: Socket) -> None:
        """From now on the socket gets every change; it has to catch up by itself to what was before."""
        (await self.local(room_id)).sockets.add(socket)
        self._presence_changed(room_id)

    def leave(self, room_id: int, socket: Socket) -> None:
        if socket in self.met:
            self.met.discard(socket)
            self.seats[room_id, socket.member] -= 1
            if not self.seats[room_id, socket.member]:
                del self.seats[room_id, socket.member]
        room = self.rooms.get(room_id)
        if room is None or socket not in room.sockets:
            return
        room.sockets.discard(socket)
        self._presence_changed(room_id)
        self._forget_if_empty(room_id, room)

    def _forget_if_empty(self, room_id: int, room: Local) -> None:
        if not room.sockets and not room.waiters:
            self.rooms.pop(room_id, None)

    def connections(self, room_id: int, member: int) -> int:
        return self.seats[room_id, member]

    # Acts and their changes ---------------------------------------------------------------------------------------

    async def post(self, work: Work) -> Ack | Refusal:
        return await self.commit.post(work)

    def committed(self, done: Done) -> None:
        """A transaction of this process is on disk: hand it on here, and tell the other processes."""
        for room_id, (first, last, messages) in done.changed.items():
            room = self.rooms.get(room_id)
            if room is not None:
                if room.reading is None and first == room.rev + 1 and changes.fits(messages):
                    self._hand_out(room, changes.Changes(last, messages))
                else:
                    self._want(room_id, room, last)
            elif room_id in self.opening:
                self.opening[room_id] = max(self.opening[room_id], last)
            if announcing.others_listen():
                self.keep(announcing.tell_others({"what": "room", "room": room_id, "rev": last}))

    def _hand_out(self, room: Local, found: changes.Changes) -> None:
        """The frame is encoded once for everybody here."""
        if found.messages:
            self.broadcast(room.sockets, changes_frame(found), found.rev, room.rev + 1)
        room.rev = max(room.rev, found.rev)
        for waiter in room.waiters:
            if not waiter.done():
                waiter.set_result(None)

    def _want(self, room_id: int, room: Local, rev: int) -> None:
        room.wanted = max(room.wanted, rev)
        if room.reading is None and room.wanted > room.rev:
            room.reading = self.keep(self._read(room_id, room))

    async def _read(self, room_id: int, room: Local) -> None:
        """Another process, or a page, wrote: read what this one has not handed out yet, in order."""
        try:
            while room.wanted > room.rev:
                found = await database_sync_to_async(changes.since)(room_id, room.rev)
                if not found.messages and found.rev <= room.rev:
                    return
                self._hand_out(room, found)
        finally:
            room.reading = None

    def broadcast(self, sockets: Iterable[Socket], frame: dict[str, Any], rev: int = 0, first: int = 0) -> None:
        text = encode(frame)
        for socket in list(sockets):
            socket.deliver(text, rev, first)

    async def wait(self, room_id: int, since: int, seconds: float) -> None:
        """Until the room has something after ``since``, or the time is over."""
        room = await self.local(room_id)
        if room.rev > since:
            self._forget_if_empty(room_id, room)
            return
        waiter = asyncio.get_running_loop().create_future()
        room.waiters.add(waiter)
        try:
            await asyncio.wait_for(waiter, seconds)
        except TimeoutError:
            pass
        finally:
            room.waiters.discard(waiter)
            self._forget_if_empty(room_id, room)

    # Who is here --------------------------------------------------------------------------------------------------

    def present(self, room_id: int) -> list[int]:
        """Membership ids of those with an open socket, here or in another process."""
        return sorted(self._here(self.rooms.get(room_id)) | self.elsewhere.present(room_id))

    def _here(self, room: Local | None) -> set[int]:
        return {socket.member for socket in room.sockets} if room else set()

    def _presence_changed(self, room_id: int) -> None:
        """Told once for all that come and go within a moment."""
        room = self.rooms.get(room_id)
        if room is not None and room.presence is None and self.loop is not None:
            room.presence = self.loop.call_later(PRESENCE_DELAY, self._tell_presence, room_id, room)

    def _tell_presence(self, room_id: int, room: Local) -> None:
        room.presence = None
        self._show_presence(room_id)
        self._tell_others({"what": "present", "room": room_id, "members": sorted(self._here(room))})

    def _show_presence(self, room_id: int) -> None:
        room = self.rooms.get(room_id)
        if room is not None:
            self.broadcast(room.sockets, {"type": "presence", "present": self.present(room_id)})

    def _hear_presence(self, said: dict[str, Any]) -> None:
        room = self.rooms.get(said["room"])
        changed, is_new = self.elsewhere.say(said["room"], said["by"], said["members"], time.monotonic())
        if changed:
            self._show_presence(said["room"])
        if is_new and room is not None and room.sockets:
            self._tell_others({"what": "present", "room": said["room"], "members": sorted(self._here(room))})

    def _repeat_presence(self) -> None:
        """What was said may be lost, and a process that was killed says nothing more."""
        for room_id in self.elsewhere.forget_silent(time.monotonic()):
            self._show_presence(room_id)
        for room_id, room in self.rooms.items():
            if room.sockets:
                self._tell_others({"what": "present", "room": room_id, "members": sorted(self._here(room))})

    def tell(self, room_id: int, frame: dict[str, Any], *, but: Socket | None = None) -> None:
        """A passing word (typing, read) to everybody else, here and in the other processes."""
        self._pass_on(room_id, frame, but)
        self._tell_others({"what": "passing", "room": room_id, "frame": frame})

    def _pass_on(self, room_id: int, frame: dict[str, Any], but: Socket | None = None) -> None:
        room = self.rooms.get(room_id)
        if room is not None:
            self.broadcast((socket for socket in room.sockets if socket is not but), frame)

    def _tell_others(self, announcement: dict[str, Any]) -> None:
        if announcing.others_listen():
            self.keep(announcing.tell_others({**announcement, "by": self.process}))

    # Announcements ------------------------------------------------------------------------------------------------

    def heard(self, said: dict[str, Any]) -> None:
        if said.get("by") == self.process:
            return
        if said["what"] == "present":
            self._hear_presence(said)
        elif said["what"] == "passing":
            self._pass_on(said["room"], said["frame"])
        elif said["what"] == "room":
            room = self.rooms.get(said["room"])
            if room is not None:
                self._want(said["room"], room, said["rev"])
            elif said["room"] in self.opening:
                self.opening[said["room"]] = max(self.opening[said["room"]], said["rev"])
        elif said["what"] == "closed":
            for socket in [socket for socket in self.met if socket.room.pk == said["room"]]:
                socket.part(4409)
        elif said["what"] == "standing":
            for socket in self.met:
                if socket.member == said["membership"]:
                    socket.standing_changed()
        elif said["what"] == "signed_out":
            self._part(socket for socket in self.met if socket.person == said["person"])
        elif said["what"] == "session":
            self._part(socket for socket in self.met if socket.session == said["key"])

    def _part(self, sockets: Iterable[Socket]) -> None:
        for socket in list(sockets):
            socket.part(4401)

    async def _listen_to_others(self) -> None:
        """Hear the other processes; begin again after a while when the layer fails."""
        layer = get_channel_layer()
        while True:
            try:
                channel = await layer.new_channel()
                await layer.group_add(announcing.GROUP, channel)
                while True:
                    self.heard(await layer.receive(channel))
            except asyncio.CancelledError:
                raise
            except Exception:
                log.warning("The channel layer does not answer; reading the database instead.", exc_info=True)
                await asyncio.sleep(1)

    async def _look_for_missed(self) -> None:
        """An announcement may be lost: every few seconds one query says which rooms have moved on."""
        while True:
            await asyncio.sleep(POLL_SECONDS)
            self._repeat_presence()
            try:
                revs = await database_sync_to_async(_last_revs)(list(self.rooms)) if self.rooms else {}
            except Exception:
                log.warning("The database does not answer; asking again.", exc_info=True)
                continue
            for room_id, rev in revs.items():
                if room_id in self.rooms:
                    self._want(room_id, self.rooms[room_id], rev)


def _last_revs(room_ids: list[int]) -> dict[int, int]:
    return dict(Room.objects.filter(pk__in=room_ids).values_list("pk", "last_rev"))


def changes_frame(found: changes.Changes) -> dict[str, Any]:
    return {"type": "changes", "rev": found.rev, "messages": found.messages, "more": found.more}


def encode(frame: dict[str, Any]) -> str:
    return json.dumps(frame, ensure_ascii=False, separators=(",", ":"))


hub = Hub()
