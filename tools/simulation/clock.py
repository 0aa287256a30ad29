"""The given clock: the moment that all of Kapok takes for the present, and what happens at which moment."""

import contextlib
import datetime
import heapq
import itertools
from collections.abc import Callable, Iterator
from unittest import mock

from django.utils import timezone

Act = Callable[[], object]


class Clock:
    """``now`` moves from one thing that happens to the next; moments never go back."""

    def __init__(self, now: datetime.datetime) -> None:
        self.now = now
        self._waiting: list[tuple[datetime.datetime, int, Act]] = []
        self._number = itertools.count()

    def at(self, moment: datetime.datetime, act: Act) -> None:
        """Lets something happen at a moment; of two at one moment, the first that was asked for."""
        heapq.heappush(self._waiting, (max(moment, self.now), next(self._number), act))

    def run(self, until: datetime.datetime) -> None:
        while self._waiting and self._waiting[0][0] <= until:
            self.now, _number, act = heapq.heappop(self._waiting)
            act()
        self.now = until

    def present(self) -> datetime.datetime:
        return self.now

    @contextlib.contextmanager
    def given(self) -> Iterator[None]:
        """The one place where the real time is replaced."""
        with mock.patch.object(timezone, "now", self.present):
            yield
