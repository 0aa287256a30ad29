"""The hub, one a process: holds the sockets of each room here and sends all of them the same encoded frame, in
order."""

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
    LayerFailed,
    Passing,
    Present,
    RoomsReached,
    SeatAnnouncement,
    SessionEnded,
    SignedOut,
)
from rooms.live.backlog import Backlog
from rooms.live.door import casts, recheck
from rooms.live.door.admission import Seat
from rooms.live.door.recent import RecentSeats
from rooms.live.group_commit import Answered, GroupCommit
from rooms.live.layer import Layer
from rooms.live.live_room import LiveRoom, Socket
from rooms.live.presence import Presence
from rooms.live.reading import read, read_for_all
from rooms.live.watchers import Watchers
from rooms.live.wire import frame
from rooms.messages.posting import Done, Work

log = logging.getLogger(__name__)

RECHECK_SECONDS = 5.0
RECHECK_SECONDS_ALONE = 0.8
"""Seconds between two re-checks of the database, with the layer and without it: an announcement may be lost."""
REMEMBERED = 200
DRAINED = 1012
SHUT_OUT = {4401, 4403}


class Hub:
    def __init__(self) -> None:
        self.loop: asyncio.AbstractEventLoop | None = None
        self.tasks: set[asyncio.Task[Any]] = set()
        self._reset()

    def _reset(self) -> None:
        self.rooms: dict[int, LiveRoom] = {}
        self.sockets: set[Socket] = set()
        self.seats: collections.Counter[tuple[int, int]] = collections.Counter()
        self.commit = GroupCommit(self.committed)
        self.layer = Layer(self.rooms, self.receive)
        self.watchers = Watchers()
        self.presence = Presence(self.rooms, self.tell_others, self.watchers.wake)
        # Recent announcements about people, for a socket whose permission was being read when they came.
        self.announced = 0
        self.recent_announcements: collections.deque[tuple[int, SeatAnnouncement]] = collections.deque(
            maxlen=REMEMBERED
        )
        self.recent_seats = RecentSeats()
        self.backlog = Backlog(self.rooms, self.spawn)
        self.draining = False

    def start(self) -> None:
        """Begins to listen on the running loop. Every connection calls it; only the first call of a loop has an
        effect."""
        loop = asyncio.get_running_loop()
        if self.loop is loop:
            return
        self.loop = loop
        self._reset()
        announcing.listen(loop, self.receive)
        if announcing.others_listen():
            self.spawn(self.layer.listen())
        self.spawn(self._recheck_forever())

    def spawn(self, work: Any) -> asyncio.Task[Any]:
        """Runs beside everything else. The hub holds the task until it is done, because the loop itself holds none."""
        task = asyncio.ensure_future(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return task

    # Joining and leaving ------------------------------------------------------------------------------------------

    def register(self, socket: Socket, since: int) -> None:
        """Registers an admitted socket. It receives announcements about people from now on, and those made after
        ``since`` (``self.announced`` before its permission was read). It receives the room's changes once it has
        joined."""
        self.sockets.add(socket)
        self.seats[socket.room, socket.member] += 1
        for number, said in list(self.recent_announcements):
            if number > since:
                self._apply_to_sockets(said, [socket])

    def recall(self, session: str, room_id: int) -> Seat | None:
        """Returns the seat of a person who has just left, unless an announcement changed it. None while other processes
        cannot be heard."""
        return self.recent_seats.recall(session, room_id) if self._hears_others else None

    @property
    def _hears_others(self) -> bool:
        return self.layer.is_up or not announcing.others_listen()

    def join(self, socket: Socket) -> LiveRoom:
        """From now on the socket gets every change; it catches up with earlier ones itself. ``presence.changed`` tells
        the others after the welcome."""
        room = self.room(socket.room)
        room.sockets.add(socket)
        return room

    def room(self, room_id: int) -> LiveRoom:
        if room_id not in self.rooms:
            self.rooms[room_id] = LiveRoom(room_id, self.backlog.add)
        return self.rooms[room_id]

    def leave(self, socket: Socket) -> None:
        if socket not in self.sockets:
            return
        self.sockets.discard(socket)
        if not socket.closed_with and not socket.stale:
            self.recent_seats.remember(socket.seat)
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
            self.spawn(self.layer.unsubscribe(room.pk))

    def connections(self, room_id: int, member: int) -> int:
        return self.seats[room_id, member]

    async def drain(self, seconds: float) -> None:
        """Closes all sockets one after the other within ``seconds``, so that not all return at once; finishes waiting
        acts."""
        self.draining = True
        sockets = list(self.sockets)
        random.shuffle(sockets)
        for socket in sockets:
            socket.close(DRAINED)
            await asyncio.sleep(seconds / len(sockets))
        for room in self.rooms.values():
            room.wake()
        self.watchers.wake_all()
        await self.commit.finished()

    # Acts and their changes ---------------------------------------------------------------------------------------

    def post(self, work: Work, answered: Answered, socket: Socket) -> None:
        before = self.announced
        self.commit.post(work, answered, lambda: self._may_still(socket, before))

    def _may_still(self, socket: Socket, before: int) -> bool:
        """False when the author is shut out. A closed socket receives no announcements, so those about its author made
        after ``before`` (``self.announced`` when the act came) count too; the client's next connection is checked
        again."""
        if not socket.closed_with:
            return True
        since = (said for number, said in self.recent_announcements if number > before)
        return socket.closed_with not in SHUT_OUT and not any(said.concerns(socket) for said in since)

    def committed(self, done: Done) -> None:
        """A transaction of this process is on disk: sends its changes here and announces them to other processes."""
        for room_id, (first, last, messages) in done.changed.items():
            if room_id in self.rooms:
                self.rooms[room_id].committed(first, last, messages)
        if done.changed:
            self.watchers.wake(done.changed)
            self.tell_others(RoomsReached([(room, last) for room, (_, last, _) in done.changed.items()]))

    async def wait(self, seat: Seat, since: int, seconds: float) -> int:
        """Waits until the room has passed ``since``, an announcement concerns this seat, or ``seconds`` have passed.
        Returns a close code when the person was signed out, else 0.
        """
        room_id = seat.room
        room = self.room(room_id)
        waiter = asyncio.get_running_loop().create_future()
        room.waiters[waiter] = seat
        try:
            await self.layer.subscribe(room_id)
            if room.rev is None:
                room.start_at((await read(recheck.last_revs, [room_id])).get(room_id, 0))
            if room.rev is None or room.rev <= since:
                return await asyncio.wait_for(waiter, seconds)
        except TimeoutError:
            pass
        finally:
            del room.waiters[waiter]
            self._forget_if_empty(room)
        return 0

    # Announcements -------------------------------------------------------------------------------------------------

    def broadcast(self, room_id: int, said: dict[str, Any], *, but: Socket | None = None) -> None:
        """Sends a passing frame (typing, read) to everybody else, here and in other processes."""
        if room_id in self.rooms:
            self.rooms[room_id].broadcast(frame(said), but=but)
        self.tell_others(Passing(room_id, said))

    def tell_others(self, announcement: Announcement) -> None:
        if announcing.others_listen():
            self.spawn(announcing.tell_others(announcement))

    def receive(self, said: Announcement) -> None:
        """Takes an announcement, of this process or another one."""
        match said:
            case RoomsReached(revs):
                self.watchers.wake(room_id for room_id, _rev in revs)
                for room_id, rev in revs:
                    if room_id in self.rooms:
                        self.rooms[room_id].want(rev)
            case Passing(room_id, passing):
                if room_id in self.rooms:
                    self.rooms[room_id].broadcast(frame(passing))
            case Present():
                self.presence.hear(said)
            case LayerFailed():
                self.layer.failed()
            case _:
                self._apply_to_seats(said)

    def _apply_to_seats(self, said: SeatAnnouncement) -> None:
        self.announced += 1
        self.recent_announcements.append((self.announced, said))
        self._apply_to_sockets(said, self.sockets)
        # Polls of a session that ended get the code; others ask the database again.
        code = said.code if isinstance(said, SignedOut | SessionEnded) else 0
        for room in self.rooms.values():
            room.wake(said.concerns, code)
        self.recent_seats.forget(said.concerns)

    def _apply_to_sockets(self, said: SeatAnnouncement, sockets: Iterable[Socket]) -> None:
        for socket in list(sockets):
            if said.concerns(socket):
                if said.code:
                    socket.close(said.code)
                else:
                    socket.become_stale()

    async def _wait_for_next_recheck(self) -> None:
        if not announcing.others_listen():
            await asyncio.sleep(RECHECK_SECONDS)
        elif self.layer.is_up:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.layer.down.wait(), RECHECK_SECONDS)
        else:
            await asyncio.sleep(RECHECK_SECONDS_ALONE)

    async def _recheck_forever(self) -> None:
        """Re-checks the database, because an announcement may be lost and the layer may be down."""
        while True:
            await self._wait_for_next_recheck()
            self.presence.repeat()
            self.recent_seats.forget_old()
            casts.forget_old()
            sockets = list(self.sockets)
            for socket in sockets:
                socket.close_if_idle()
            figures.unread(sum(socket.unread() for socket in sockets))
            try:
                rooms = self.rooms.keys() | {socket.room for socket in sockets}
                now = await read_for_all(recheck.read_snapshot, rooms, [socket.seat for socket in sockets])
            except Exception:
                log.warning("The database does not answer; asking again.", exc_info=True)
                continue
            for room_id, rev in now.revs.items():
                if room_id in self.rooms:
                    self.rooms[room_id].want(rev)
            for socket in sockets:
                if socket in self.sockets:
                    socket.recheck(now)


hub = Hub()
