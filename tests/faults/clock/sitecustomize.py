"""For processes under libfaketime, whose clock_nanosleep refuses what Python asks of it: sleep by waiting instead."""

import threading
import time


def sleep(seconds: float) -> None:
    threading.Event().wait(max(0.0, seconds))


time.sleep = sleep
