"""One process that serves everything: pages, sockets, and the background worker in a thread of its own."""

import contextlib
import fcntl
import gc
import logging
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from kapok.static_storage import manifest_name
from kapok.working import worker

log = logging.getLogger(__name__)

LOCK = 0x6B61706F6B
PING_AFTER, PONG_WITHIN = 32, 30
"""Seconds. Were there a second ping while the first waits for its answer, that answer would not count."""


class CannotServe(Exception):
    """One sentence that names what is wrong, and the variable to change."""


def check_port(host: str, port: int) -> None:
    """Raises CannotServe where somebody listens there already, or this machine has no such address."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with contextlib.closing(socket.socket(family, socket.SOCK_STREAM)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as fault:
            raise CannotServe(
                f"Cannot listen on {host} port {port} ({fault.strerror}); choose another PORT or HOST."
            ) from fault


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """One process at a time makes an installation ready: one of this folder, and one of this database."""
    with (settings.ENVIRONMENT.data / "start.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if connection.vendor != "postgresql":
            yield
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


@contextlib.contextmanager
def told_in_the_log() -> Iterator[None]:
    """What fails in making ready is one line of the log, like all else: a traceback names the row that was refused."""
    try:
        yield
    except (CannotServe, CommandError, OperationalError):
        raise  # those are told in a sentence
    except Exception as fault:
        log.critical("Kapok could not be made ready.", exc_info=fault)
        raise SystemExit(1) from fault


def bring_up_to_date() -> None:
    """Migrations and static files, where there is something to do."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)
    if not (Path(settings.STATIC_ROOT) / manifest_name()).exists():
        # Nothing is cleared: a process that still runs goes on serving the files of its own version.
        call_command("collectstatic", verbosity=0, interactive=False)


def run(host: str, port: int, ready: Callable[[], None], *, with_worker: bool = True) -> None:
    """Serve until SIGTERM, which lets what is under way finish, or SIGINT. ``ready``: called once the port is open."""
    from daphne.endpoints import build_endpoint_description_strings
    from twisted.internet import reactor

    from kapok import daphne_sockets, leaving
    from kapok.asgi import application

    daphne_sockets.install(settings.WRITE_AT_ONCE)
    server = daphne_sockets.Server(
        application,
        # After a cut everybody comes back at once.
        endpoints=[f"{where}:backlog=1024" for where in build_endpoint_description_strings(host=host, port=port)],
        ready_callable=ready,
        websocket_timeout=-1,
        websocket_connect_timeout=20,
        ping_interval=PING_AFTER,
        ping_timeout=PONG_WITHIN,
        application_close_timeout=3,
        websocket_max_message_size=1024 * 1024,  # Daphne's bound for what is sent, too
        websocket_max_frame_size=64 * 1024,
        verbosity=0,
    )
    reactor.callWhenRunning(leaving.on_sigterm, server, settings.DRAIN_SECONDS)
    _spare_the_collector()
    with worker() if with_worker else contextlib.nullcontext():
        server.run()


def _spare_the_collector() -> None:
    """What was loaded stays for good, so the garbage collector need not look at it again and again; and thousands of
    short-lived rows and frames are no reason for it to come: cycles are rare here."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
