"""The background worker: runs tasks, records a heartbeat, and survives outages of the database.

The worker of django-tasks-db ends with the first failed query and records no heartbeat while it waits. The loop here
therefore calls it for one task at a time.
"""

import contextlib
import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Iterator

from django.db import DatabaseError, InterfaceError, close_old_connections, connection
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from commons import timetable
from kapok.models import Heartbeat
from kapok.servers import reviving

log = logging.getLogger(__name__)

PAUSE = 1.0
CLOCK_SECONDS = 15.0
"""How often a worker asks the timetable what is due."""
AFTER_FAULT = 5.0
BEAT_SECONDS = 10.0
LONGEST_TASK = 600.0
"""Seconds. A worker that spends longer on one task counts as stuck, and its heartbeat stops."""


class Loop:
    """One worker's loop and its heartbeat. It ends when ``stop`` is set, after the task under way."""

    def __init__(self, stop: threading.Event) -> None:
        self.stop, self.turned_at, self.asked_at = stop, time.monotonic(), 0.0
        # In a container each worker has the same number as the one before it.
        self.name = f"{socket.gethostname()[:40]}-{os.getpid()}-{secrets.token_hex(4)}"

    def run(self) -> None:
        beating = threading.Thread(target=self.beat, name="heartbeat", daemon=True)
        beating.start()
        while not self.stop.is_set():
            self.turned_at = time.monotonic()
            try:
                close_old_connections()
                worked = self.turn()
                self.look_at_the_clock()
                close_old_connections()
            except (DatabaseError, InterfaceError) as fault:
                log.warning("The worker cannot ask the database; it tries again. %s", fault)
                _release_connection()
                self.stop.wait(AFTER_FAULT)
                continue
            if not worked:
                self.stop.wait(PAUSE)
        beating.join(timeout=5)
        with contextlib.suppress(DatabaseError, InterfaceError):
            Heartbeat.objects.filter(worker=self.name).delete()
        _release_connection()

    def turn(self) -> bool:
        """Runs one task when one is ready; returns whether it did.

        The query before it spares SQLite an exclusive lock each second.
        """
        if not DBTaskResult.objects.ready().filter(backend_name="default").exists():
            return False
        Worker(
            queue_names=["*"],
            interval=0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=1,
            worker_id=self.name,
            excluded_queue_names=[],
        ).run()
        return True

    def look_at_the_clock(self) -> None:
        """Runs what the timetable has due, every CLOCK_SECONDS, and takes up what killed workers left."""
        if time.monotonic() - self.asked_at >= CLOCK_SECONDS:
            self.asked_at = time.monotonic()
            reviving.revive()
            timetable.work_off(timezone.now())

    def beat(self) -> None:
        while not self.stop.is_set():
            if time.monotonic() - self.turned_at < LONGEST_TASK:
                try:
                    Heartbeat.record(self.name)
                except (DatabaseError, InterfaceError) as fault:
                    log.warning("The worker's heartbeat cannot be written. %s", fault)
                _release_connection()
            self.stop.wait(BEAT_SECONDS)


def _release_connection() -> None:
    """Closes a connection that failed or is not needed for a while; the pool gets it back."""
    with contextlib.suppress(DatabaseError, InterfaceError):
        connection.close()


@contextlib.contextmanager
def worker() -> Iterator[None]:
    """Runs the background worker in a thread while the block runs."""
    stop = threading.Event()
    thread = threading.Thread(target=Loop(stop).run, name="worker", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=5)
