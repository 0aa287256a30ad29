"""Remembers the seats of people who have just left, because everybody reconnects at once after an outage."""

import time
from collections.abc import Callable

from rooms.live.door.admission import Seat

SECONDS = 20.0
MOST = 5_000


class RecentSeats:
    """Remembers seats for SECONDS, in memory. Announcements keep them current, as they keep open sockets."""

    def __init__(self) -> None:
        self._seats: dict[tuple[str, int], tuple[Seat, float]] = {}

    def remember(self, seat: Seat) -> None:
        if len(self._seats) < MOST:
            self._seats[seat.session, seat.room] = seat, time.monotonic() + SECONDS

    def recall(self, session: str, room: int) -> Seat | None:
        seat, until = self._seats.get((session, room), (None, 0.0))
        return seat if time.monotonic() < until else None

    def forget(self, concerns: Callable[[Seat], bool]) -> None:
        """Drops the seats that an announcement has changed."""
        self._seats = {key: held for key, held in self._seats.items() if not concerns(held[0])}

    def forget_old(self) -> None:
        now = time.monotonic()
        self._seats = {key: held for key, held in self._seats.items() if now < held[1]}
