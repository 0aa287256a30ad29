"""The hub, one a process: holds the sockets of each room here, and hands all the same encoded frame, in order."""

import asyncio
import collections
import contextlib
import logging
import random
from collections.abc import Iterable
from typing import Any

from rooms import announcing, figures
from rooms.announcing import (
    Announcement,
    OfPeople,
    Passing,
    Present,
    RoomsReached,
    SessionEnded,
    SignedOut,
    Untold,
)
from rooms.live.door import casts, recheck
from rooms.live.door.admission import Seat
from rooms.live.door.recent import RecentSeats
from rooms.live.group_commit import Answered, GroupCommit
from rooms.live.layer import Layer
from rooms.live.live_room import LiveRoom, Socket
from rooms.live.presence import Presence
from rooms.live.reading import read, read_for_all
from rooms.live.wire import frame
from rooms.messages import changes
from rooms.messages.posting import Done, Work

log = logging.getLogger(__name__)

RECHECK_SECONDS = 5.0
RECHECK_SECONDS_ALONE = 0.8
"""How often the database is asked for what was not heard: an announcement may be lost, or the layer be away."""
REMEMBERED = 200
DRAINED = 1012
SHUT_OUT = {4401, 4403}


class Hub:
    def __init__(self) -> None:
        self.loop: asyncio.AbstractEventLoop | None = None
        self.tasks: set[asyncio.Task[Any]] = set()
        self._begin()

    def _begin(self) -> None:
        self.rooms: dict[int, LiveRoom] = {}
        self.met: set[Socket] = set()
        self.seats: collections.Counter[tuple[int, int]] = collections.Counter()
        self.commit = GroupCommit(self.committed)
        self.layer = Layer(self.rooms, self.heard)
        self.presence = Presence(self.rooms, self.tell_others)
        # Recent announcements about people, for a socket whose door was being read when they came.
        self.announced = 0
        self.lately: collections.deque[tuple[int, OfPeople]] = collections.deque(maxlen=REMEMBERED)
        self.recent = RecentSeats()
        self.behind: set[int] = set()
        self.reading: asyncio.Task[None] | None = None
        self.draining = False

    def start(self) -> None:
        """Begin to listen, on the running loop; called by every connection, does it once a loop."""
        loop = asyncio.get_running_loop()
        if self.loop is loop:
            return
        self.loop = loop
        self._begin()
        announcing.listen(loop, self.heard)
        if announcing.others_listen():
            self.spawn(self.layer.listen())
        self.spawn(self._recheck_for_ever())

    def spawn(self, work: Any) -> asyncio.Task[Any]:
        """Runs beside everything else. The hub holds the task until it is done, because the loop itself holds none."""
        task = asyncio.ensure_future(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return task

    # Coming and going ---------------------------------------------------------------------------------------------

    def meet(self, socket: Socket, since: int) -> None:
        """A socket that may be here. It hears announcements about people from now on, and those made after ``since``
        (``self.announced`` before its door was read). It hears the room's changes once it has joined."""
        self.met.add(socket)
        self.seats[socket.room, socket.member] += 1
        for number, said in list(self.lately):
            if number > since:
                self._tell_people(said, [socket])

    def recall(self, session: str, room_id: int) -> Seat | None:
        """The seat of somebody who left a moment ago, unless it was said to have changed. None while other processes
        could not have said so."""
        return self.recent.recall(session, room_id) if self._hears_others else None

    @property
    def _hears_others(self) -> bool:
        return self.layer.is_up or not announcing.others_listen()

    def join(self, socket: Socket) -> LiveRoom:
        """From now on the socket gets every change; it catches up by itself to what was before. Others learn of it by
        ``presence.changed``, once it has its welcome."""
        room = self.room(socket.room)
        room.sockets.add(socket)
        return room

    def room(self, room_id: int) -> LiveRoom:
        if room_id not in self.rooms:
            self.rooms[room_id] = LiveRoom(room_id, self._ask)
        return self.rooms[room_id]

    def leave(self, socket: Socket) -> None:
        if socket not in self.met:
            return
        self.met.discard(socket)
        if not socket.closed_with and not socket.stale:
            self.recent.remember(socket.seat)
        self.seats[socket.room, socket.member] -= 1
        if not self.seats[socket.room, socket.member]:
            del self.seats[socket.room, socket.member]
        room = self.rooms.get(socket.room)
        if room is not None and socket in room.sockets:
            room.sockets.discard(socket)
            self.presence.changed(room)
            self._forget_if_empty(room)

    def _forget_if_empty(self, room: LiveRoom) -> None:
        if not room.is_empty or self.rooms.get(room.pk) is not room:
            return
        del self.rooms[room.pk]
        if announcing.others_listen():
            self.spawn(self.layer.let_go(room.pk))

    def connections(self, room_id: int, member: int) -> int:
        return self.seats[room_id, member]

    async def drain(self, seconds: float) -> None:
        """The process is about to end: sockets are closed one after the other, so that not all come back at once. What
        is being written is finished."""
        self.draining = True
        sockets = list(self.met)
        random.shuffle(sockets)
        for socket in sockets:
            socket.close(DRAINED)
            await asyncio.sleep(seconds / len(sockets))
        for room in self.rooms.values():
            room.wake()
        await self.commit.finished()

    # Acts and their changes ---------------------------------------------------------------------------------------

    def post(self, work: Work, answered: Answered, socket: Socket) -> None:
        before = self.announced
        self.commit.post(work, answered, lambda: self._may_still(socket, before))

    def _may_still(self, socket: Socket, before: int) -> bool:
        """False when the author was shut out. A socket that has closed hears no announcements, so those about it made
        after ``before`` (``self.announced`` when the act came) count too; its client asks again at the door."""
        if not socket.closed_with:
            return True
        since = (said for number, said in self.lately if number > before)
        return socket.closed_with not in SHUT_OUT and not any(said.concerns(socket) for said in since)

    def committed(self, done: Done) -> None:
        """A transaction of this process is on disk: hand it on here, and tell the other processes."""
        for room_id, (first, last, messages) in done.changed.items():
            if room_id in self.rooms:
                self.rooms[room_id].committed(first, last, messages)
        if done.changed:
            self.tell_others(RoomsReached([(room, last) for room, (_, last, _) in done.changed.items()]))

    def _ask(self, room: LiveRoom) -> None:
        self.behind.add(room.pk)
        if self.reading is None:
            self.reading = self.spawn(self._read_behind())

    async def _read_behind(self) -> None:
        """Another process, or a page, wrote: read what this one has not handed out yet, of all rooms at once."""
        try:
            while self.behind:
                rooms = [self.rooms[pk] for pk in self.behind if pk in self.rooms and self.rooms[pk].is_behind]
                self.behind.clear()
                asked = {room.pk: room.wanted for room in rooms}
                found = await read_for_all(changes.since_each, {room.pk: room.rev or 0 for room in rooms})
                for room in rooms:
                    room.found(found[room.pk], asked[room.pk])
                self.behind.update(room.pk for room in rooms if room.is_behind)
        except Exception:
            log.warning("The database does not answer; what is missing is read again.", exc_info=True)
        finally:
            self.reading = None

    async def wait(self, seat: Seat, since: int, seconds: float) -> int:
        """Until the room has something after ``since``, something is announced about who asks, or the time is over.
        Returns a close code where they were signed out, else 0."""
        room_id = seat.room
        room = self.room(room_id)
        waiter = asyncio.get_running_loop().create_future()
        room.waiters[waiter] = seat
        try:
            await self.layer.hold(room_id)
            if room.rev is None:
                room.opened((await read(recheck.last_revs, [room_id])).get(room_id, 0))
            if room.rev is None or room.rev <= since:
                return await asyncio.wait_for(waiter, seconds)
        except TimeoutError:
            pass
        finally:
            del room.waiters[waiter]
            self._forget_if_empty(room)
        return 0

    # What is said to all --------------------------------------------------------------------------------------------

    def tell(self, room_id: int, said: dict[str, Any], *, but: Socket | None = None) -> None:
        """A passing word (typing, read) to everybody else, here and in the other processes."""
        if room_id in self.rooms:
            self.rooms[room_id].tell(frame(said), but=but)
        self.tell_others(Passing(room_id, said))

    def tell_others(self, announcement: Announcement) -> None:
        if announcing.others_listen():
            self.spawn(announcing.tell_others(announcement))

    def heard(self, said: Announcement) -> None:
        """An announcement, of this process or another one."""
        match said:
            case RoomsReached(revs):
                for room_id, rev in revs:
                    if room_id in self.rooms:
                        self.rooms[room_id].want(rev)
            case Passing(room_id, told):
                if room_id in self.rooms:
                    self.rooms[room_id].tell(frame(told))
            case Present():
                self.presence.hear(said)
            case Untold():
                self.layer.failed()
            case _:
                self._hear_of_people(said)

    def _hear_of_people(self, said: OfPeople) -> None:
        self.announced += 1
        self.lately.append((self.announced, said))
        self._tell_people(said, self.met)
        # A session is over a moment before the database says so; other polls ask the database themselves.
        code = said.code if isinstance(said, SignedOut | SessionEnded) else 0
        for room in self.rooms.values():
            room.wake(said.concerns, code)
        self.recent.forget(said.concerns)

    def _tell_people(self, said: OfPeople, sockets: Iterable[Socket]) -> None:
        for socket in list(sockets):
            if said.concerns(socket):
                if said.code:
                    socket.close(said.code)
                else:
                    socket.become_stale()

    async def _until_the_next_recheck(self) -> None:
        if not announcing.others_listen():
            await asyncio.sleep(RECHECK_SECONDS)
        elif self.layer.is_up:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.layer.silence.wait(), RECHECK_SECONDS)
        else:
            await asyncio.sleep(RECHECK_SECONDS_ALONE)

    async def _recheck_for_ever(self) -> None:
        """An announcement may be lost, and the layer be away: the database says what was not heard."""
        while True:
            await self._until_the_next_recheck()
            self.presence.repeat()
            self.recent.forget_old()
            casts.forget_old()
            sockets = list(self.met)
            for socket in sockets:
                socket.close_if_idle()
            figures.unread(sum(socket.unread() for socket in sockets))
            try:
                rooms = self.rooms.keys() | {socket.room for socket in sockets}
                now = await read_for_all(recheck.read_standing, rooms, [socket.seat for socket in sockets])
            except Exception:
                log.warning("The database does not answer; asking again.", exc_info=True)
                continue
            for room_id, rev in now.revs.items():
                if room_id in self.rooms:
                    self.rooms[room_id].want(rev)
            for socket in sockets:
                if socket in self.met:
                    socket.recheck(now)


hub = Hub()
