"""Those who wait for anything to happen in one of several rooms, without being in them; they learn no more than that.

With several Redis servers a process hears only of the rooms that it holds, so a wait may go on to its end.
"""

import asyncio
from collections.abc import Collection, Iterable


class Watchers:
    def __init__(self) -> None:
        self._waiting: dict[asyncio.Future[None], Collection[int]] = {}

    async def wait(self, rooms: Collection[int], seconds: float) -> None:
        """Waits until one of the rooms (ids) has changed, or ``seconds`` have passed."""
        waiter = asyncio.get_running_loop().create_future()
        self._waiting[waiter] = rooms
        try:
            await asyncio.wait_for(waiter, seconds)
        except TimeoutError:
            pass
        finally:
            del self._waiting[waiter]

    def wake(self, rooms: Iterable[int]) -> None:
        reached = set(rooms)
        for waiter, watched in self._waiting.items():
            if not waiter.done() and not reached.isdisjoint(watched):
                waiter.set_result(None)

    def wake_all(self) -> None:
        for waiter in self._waiting:
            if not waiter.done():
                waiter.set_result(None)
