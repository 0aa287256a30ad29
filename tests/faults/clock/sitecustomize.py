"""Makes processes under libfaketime sleep by waiting, because its clock_nanosleep refuses Python's calls."""

import threading
import time


def sleep(seconds: float) -> None:
    threading.Event().wait(max(0.0, seconds))


time.sleep = sleep
