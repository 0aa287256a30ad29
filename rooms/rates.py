"""Limits how fast one person may write in one room. Each process counts for itself; a restart may lose the counts."""

import math
import threading
import time

from django.conf import settings

_lock = threading.Lock()
_buckets: dict[tuple[int, int], tuple[float, float]] = {}
MOST_BUCKETS = 20_000
FRAMES_A_SECOND = 200


def take(room_id: int, member_id: int, acts: int = 1) -> int:
    """Returns 0 when the member may write now, else the whole seconds to wait. ``acts``: how many acts this one counts
    as."""
    rate, burst = settings.ROOM_RATE
    now, key, cost = time.monotonic(), (room_id, member_id), min(acts, burst)
    with _lock:
        if len(_buckets) > MOST_BUCKETS:
            _buckets.clear()
        tokens, at = _buckets.get(key, (burst, now))
        tokens = min(burst, tokens + (now - at) * rate)
        if tokens < cost:
            _buckets[key] = (tokens, now)
            return max(1, math.ceil((cost - tokens) / rate))
        _buckets[key] = (tokens - cost, now)
        return 0


def frames_a_second() -> float:
    """Returns how many frames of any type one socket may send: at least twice the acts that may come at once."""
    return max(FRAMES_A_SECOND, 2 * settings.ROOM_RATE[1])


class FrameRate:
    """Counts the frames of one socket in the current second. ``at``: when the last one came, on the monotonic clock."""

    __slots__ = ("at", "count")

    def __init__(self) -> None:
        self.at, self.count = time.monotonic(), 0

    def is_exceeded(self) -> bool:
        """Counts the frame that has just come, and returns whether it is one too many."""
        before, self.at = self.at, time.monotonic()
        self.count = self.count + 1 if int(self.at) == int(before) else 1
        return self.count > frames_a_second()
