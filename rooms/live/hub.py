"""The hub, one a process: holds the sockets of each room here, and hands all the same encoded frame, in order."""

import asyncio
import collections
import contextlib
import logging
import random
from collections.abc import Callable, Iterable
from typing import Any

from rooms import announcing, figures
from rooms.live.door import casts, recheck
from rooms.messages import changes
from rooms.live.door.admission import Seat
from rooms.live.group_commit import Answered, GroupCommit
from rooms.live.door.recent import Known
from rooms.live.layer import Layer
from rooms.live.live_room import LiveRoom, Socket
from rooms.messages.posting import Done, Work
from rooms.live.presence import Presence
from rooms.live.reading import look, read
from rooms.live.wire import frame

log = logging.getLogger(__name__)

LOOK_SECONDS = 5.0
LOOK_SECONDS_ALONE = 0.8
"""How often the database is asked for what was not heard: an announcement may be lost, or the layer be away."""
REMEMBERED = 200
GOING = 1012
BARRED = {4401, 4403}


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
        # Endings and standings of late, for who was just being read when they were said.
        self.said = 0
        self.lately: collections.deque[tuple[int, dict[str, Any]]] = collections.deque(maxlen=REMEMBERED)
        self.known = Known()
        self.behind: set[int] = set()
        self.reading: asyncio.Task[None] | None = None
        self.going = False

    def start(self) -> None:
        """Begin to listen, on the running loop; called by every connection, does it once a loop."""
        loop = asyncio.get_running_loop()
        if self.loop is loop:
            return
        self.loop = loop
        self._begin()
        announcing.listen(loop, self.heard)
        if announcing.others_listen():
            self.keep(self.layer.listen())
        self.keep(self._look_again())

    def keep(self, work: Any) -> asyncio.Task[Any]:
        """Run beside everything else; held until it is done, because the loop itself holds no task."""
        task = asyncio.ensure_future(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return task

    # Coming and going ---------------------------------------------------------------------------------------------

    def meet(self, socket: Socket, since: int) -> None:
        """A socket that may be here: it hears of mutes and endings now, and of those said after ``since``
        (``self.said`` before it was read); of the room's changes once it has joined."""
        self.met.add(socket)
        self.seats[socket.room, socket.member] += 1
        for number, said in list(self.lately):
            if number > since:
                self._tell_of_standing(said, [socket])

    def recall(self, session: str, room_id: int) -> Seat | None:
        """Who left a moment ago and stands as they stood; None where nobody could have said that they do not."""
        return self.known.recall(session, room_id) if self._hears_others else None

    @property
    def _hears_others(self) -> bool:
        return self.layer.is_up or not announcing.others_listen()

    def join(self, socket: Socket) -> LiveRoom:
        """From now on the socket gets every change; it has to catch up by itself to what was before. Others learn of it
        by ``presence.changed``, once it has its welcome."""
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
        if not socket.gone and not socket.doubts:
            self.known.remember(socket.seat)
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
            self.keep(self.layer.let_go(room.pk))

    def connections(self, room_id: int, member: int) -> int:
        return self.seats[room_id, member]

    async def go(self, seconds: float) -> None:
        """The process is about to end: sockets are closed one after the other, so that not all come back at once; what
        is being written is finished."""
        self.going = True
        sockets = list(self.met)
        random.shuffle(sockets)
        for socket in sockets:
            socket.part(GOING)
            await asyncio.sleep(seconds / len(sockets))
        for room in self.rooms.values():
            room.wake()
        await self.commit.finished()

    # Acts and their changes ---------------------------------------------------------------------------------------

    def post(self, work: Work, answered: Answered, socket: Socket) -> None:
        before = self.said
        self.commit.post(work, answered, lambda: self._may_still(socket, before))

    def _may_still(self, socket: Socket, before: int) -> bool:
        """Not who was shown out. Whose line has ended since is told of nothing: what was said of them after ``before``
        (``self.said`` when the act came) bars them too, and their client asks again at the door."""
        if not socket.gone:
            return True
        since = (said for number, said in self.lately if number > before)
        return socket.gone not in BARRED and not any(_STANDINGS[said["what"]][0](socket, said) for said in since)

    def committed(self, done: Done) -> None:
        """A transaction of this process is on disk: hand it on here, and tell the other processes."""
        for room_id, (first, last, messages) in done.changed.items():
            if room_id in self.rooms:
                self.rooms[room_id].committed(first, last, messages)
        if done.changed:
            self.tell_others({"what": "rooms", "revs": [[room, last] for room, (_, last, _) in done.changed.items()]})

    def _ask(self, room: LiveRoom) -> None:
        self.behind.add(room.pk)
        if self.reading is None:
            self.reading = self.keep(self._read_behind())

    async def _read_behind(self) -> None:
        """Another process, or a page, wrote: read what this one has not handed out yet, of all rooms at once."""
        try:
            while self.behind:
                rooms = [self.rooms[pk] for pk in self.behind if pk in self.rooms and self.rooms[pk].is_behind]
                self.behind.clear()
                asked = {room.pk: room.wanted for room in rooms}
                found = await look(changes.since_each, {room.pk: room.rev or 0 for room in rooms})
                for room in rooms:
                    room.found(found[room.pk], asked[room.pk])
                self.behind.update(room.pk for room in rooms if room.is_behind)
        except Exception:
            log.warning("The database does not answer; what is missing is read again.", exc_info=True)
        finally:
            self.reading = None

    async def wait(self, seat: Seat, since: int, seconds: float) -> int:
        """Until the room has something after ``since``, who asks may stand otherwise, or the time is over; a close code
        where they were signed out."""
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
        self.tell_others({"what": "passing", "room": room_id, "frame": said})

    def tell_others(self, announcement: dict[str, Any]) -> None:
        if announcing.others_listen():
            self.keep(announcing.tell_others(announcement))

    def heard(self, said: dict[str, Any]) -> None:
        """An announcement, of this process or another one."""
        what = said.get("what")
        if what == "rooms":
            for room_id, rev in said["revs"]:
                if room_id in self.rooms:
                    self.rooms[room_id].want(rev)
        elif what == "passing":
            if said["room"] in self.rooms:
                self.rooms[said["room"]].tell(frame(said["frame"]))
        elif what == "present":
            self.presence.hear(said)
        elif what in _STANDINGS:
            self.said += 1
            self.lately.append((self.said, said))
            self._tell_of_standing(said, self.met)
            concerns = _STANDINGS[what][0]
            for room in self.rooms.values():  # a session is over a moment before the database says so
                room.wake(lambda seat: concerns(seat, said), 4401 if what in {"signed_out", "session"} else 0)
            self.known.forget(lambda seat: concerns(seat, said))
        elif what == "untold":
            self.layer.failed()
        else:
            log.warning("An announcement of a kind that is not known here (%s) is passed over.", what)

    def _tell_of_standing(self, said: dict[str, Any], sockets: Iterable[Socket]) -> None:
        """Endings, and changes of who may do what."""
        concerns, act = _STANDINGS[said["what"]]
        for socket in list(sockets):
            if concerns(socket, said):
                act(socket)

    async def _until_the_next_look(self) -> None:
        if not announcing.others_listen():
            await asyncio.sleep(LOOK_SECONDS)
        elif self.layer.is_up:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.layer.silence.wait(), LOOK_SECONDS)
        else:
            await asyncio.sleep(LOOK_SECONDS_ALONE)

    async def _look_again(self) -> None:
        """An announcement may be lost, and the layer be away: the database says what was not heard."""
        while True:
            await self._until_the_next_look()
            self.presence.repeat()
            self.known.forget_old()
            casts.forget_old()
            sockets = list(self.met)
            for socket in sockets:
                socket.look_at_the_clock()
            figures.unread(sum(socket.unread() for socket in sockets))
            try:
                rooms = self.rooms.keys() | {socket.room for socket in sockets}
                now = await look(recheck.of, rooms, [socket.seat for socket in sockets])
            except Exception:
                log.warning("The database does not answer; asking again.", exc_info=True)
                continue
            for room_id, rev in now.revs.items():
                if room_id in self.rooms:
                    self.rooms[room_id].want(rev)
            for socket in sockets:
                if socket in self.met:
                    socket.compare(now)


_STANDINGS: dict[str, tuple[Callable[[Socket | Seat, dict[str, Any]], bool], Callable[[Socket], None]]] = {
    "closed": (lambda socket, said: socket.room == said["room"], lambda socket: socket.part(4409)),
    "standing": (lambda socket, said: socket.member == said["membership"], lambda socket: socket.standing_changed()),
    "signed_out": (lambda socket, said: socket.person == said["person"], lambda socket: socket.part(4401)),
    "session": (lambda socket, said: socket.session == said["key"], lambda socket: socket.part(4401)),
}

hub = Hub()
