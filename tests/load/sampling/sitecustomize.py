"""A sampling profiler for servers under benchmark. Python loads this file at its start, because it is on PYTHONPATH.

SIGUSR2 starts it; the next SIGUSR2 stops it and writes the file that KAPOK_BENCH_SAMPLES names: functions with their
share of CPU. Each sample charges the current function of every thread with the CPU that the thread has used since the
last one, so that waiting costs nothing. SIGUSR1 does the same for memory: types of objects with their growth in bytes.
"""

import collections
import gc
import json
import os
import signal
import sys
import threading
import time
from pathlib import Path
from types import FrameType

EVERY = 0.004
COLLECTOR = "Python's garbage collector"


class Sampler:
    def __init__(self, path: str) -> None:
        self.path, self.on, self.busy = path, False, False
        self.spent: collections.Counter[str] = collections.Counter()
        self.clocks: dict[int, float] = {}
        self.held: collections.Counter[str] | None = None

    def toggle(self, _signal: int, _frame: FrameType | None) -> None:
        self.on = not self.on
        if self.on:
            self.spent.clear()
            self.clocks.clear()
            gc.callbacks.append(self.collected)
            signal.setitimer(signal.ITIMER_PROF, EVERY, EVERY)
            return
        signal.setitimer(signal.ITIMER_PROF, 0)
        gc.callbacks.remove(self.collected)
        whole = sum(self.spent.values()) or 1
        self._write([[place, spent / whole] for place, spent in self.spent.most_common(10)])

    def weigh(self, _signal: int, _frame: FrameType | None) -> None:
        weights = collections.Counter[str]()
        for held in gc.get_objects():
            weights[f"{type(held).__module__}.{type(held).__qualname__}"] += sys.getsizeof(held)
        if self.held is None:
            self.held = weights
        else:
            weights.subtract(self.held)
            self.held = None
            self._write([list(grown) for grown in weights.most_common(10)])

    def _write(self, rows: list[list[object]]) -> None:
        Path(self.path + ".new").write_text(json.dumps(rows))
        os.replace(self.path + ".new", self.path)

    def sample(self, _signal: int, frame: FrameType | None) -> None:
        if self.busy or not self.on:
            return
        self.busy = True
        frames = sys._current_frames()
        if frame is not None:
            frames[threading.main_thread().ident or 0] = frame
        # The interrupted code may hold the lock of threading.enumerate.
        for number, thread in list(threading._active.items()):  # type: ignore[attr-defined]
            if number in frames:
                self._charge(number, thread.name, frames[number])
        self.busy = False

    def collected(self, phase: str, _info: dict[str, int]) -> None:
        """Charges Python's garbage collector to itself, because any function may happen to call it."""
        if self.on:
            thread = threading.get_ident()
            now, before = time.clock_gettime(time.CLOCK_THREAD_CPUTIME_ID), self.clocks.get(thread)
            if phase == "stop" and before is not None:
                self.spent[COLLECTOR] += now - before
            self.clocks[thread] = now

    def _charge(self, thread: int, name: str, frame: FrameType) -> None:
        try:
            now, before = time.clock_gettime(time.pthread_getcpuclockid(thread)), self.clocks.get(thread)
        except ProcessLookupError:
            return  # the thread has just ended
        self.clocks[thread] = now
        if before is not None and now > before:
            code = frame.f_code
            place = f"{_short(code.co_filename)}:{code.co_firstlineno} {code.co_qualname} [{name}]"
            if code is Sampler.collected.__code__:
                place = COLLECTOR
            self.spent[place] += now - before


def _short(path: str) -> str:
    for part in ("/site-packages/", f"/python{sys.version_info.major}.{sys.version_info.minor}/"):
        if part in path:
            return path.rpartition(part)[2]
    return os.path.relpath(path)


if "KAPOK_BENCH_SAMPLES" in os.environ:
    _sampler = Sampler(os.environ["KAPOK_BENCH_SAMPLES"] + f".{os.getpid()}")
    signal.signal(signal.SIGUSR1, _sampler.weigh)
    signal.signal(signal.SIGUSR2, _sampler.toggle)
    signal.signal(signal.SIGPROF, _sampler.sample)
