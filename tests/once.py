"""What a whole run needs once: made by the worker that asks first, while the others wait for it."""

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path


def of_the_run(base: Path) -> Path:
    """The folder that all workers of a run share; ``base`` is what pytest gave to this one."""
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


def once(place: Path, make: Callable[[Path], None]) -> Path:
    """``place``, filled by ``make``. What is half made, because that failed, is made anew."""
    done = place.with_suffix(".made")
    with place.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            shutil.rmtree(place, ignore_errors=True)
            place.mkdir()
            make(place)
            done.touch()
    return place
