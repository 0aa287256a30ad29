"""Folders that a whole run needs once: the first worker makes one, while the others wait for it."""

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path


def of_the_run(base: Path) -> Path:
    """Returns the folder that all workers of a run share; ``base`` is the one that pytest gave to this worker."""
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


def once(place: Path, make: Callable[[Path], None]) -> Path:
    """Returns ``place``, filled by ``make``. After a failure it is made again from the beginning."""
    done = place.with_suffix(".made")
    with place.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            shutil.rmtree(place, ignore_errors=True)
            place.mkdir()
            make(place)
            done.touch()
    return place
