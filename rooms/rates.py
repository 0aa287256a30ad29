"""How fast one person may speak in one room. Held per process: presence, typing and rates may be lost by a restart."""

import math
import threading
import time

from django.conf import settings

_lock = threading.Lock()
_buckets: dict[tuple[int, int], tuple[float, float]] = {}
MOST_BUCKETS = 20_000
FRAMES_A_SECOND = 200


def take(room_id: int, member_id: int, acts: int = 1) -> int:
    """0 where the member may speak now, else the whole seconds to wait. ``acts``: as how many this one counts."""
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
    """How many one socket may say, of any type: never fewer than twice the acts that may come at once."""
    return max(FRAMES_A_SECOND, 2 * settings.ROOM_RATE[1])


class Frames:
    """Those of one socket in the second that runs. ``at``: when the last one came, on the monotonic clock."""

    __slots__ = ("at", "count")

    def __init__(self) -> None:
        self.at, self.count = time.monotonic(), 0

    def are_too_many(self) -> bool:
        """With the one that came just now."""
        before, self.at = self.at, time.monotonic()
        self.count = self.count + 1 if int(self.at) == int(before) else 1
        return self.count > frames_a_second()
