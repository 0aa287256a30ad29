"""Serving from one process: pages, sockets, and the background worker in its own thread."""

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

from kapok.servers.warming import warm_up
from kapok.servers.working import worker
from kapok.static_storage import manifest_name

log = logging.getLogger(__name__)

LOCK = 0x6B61706F6B
PING_AFTER, PONG_WITHIN = 32, 30
"""Seconds. A second ping must not go out before the first is answered: Daphne would ignore the answer."""


class CannotServe(Exception):
    """The message is one sentence that names the fault and the variable to change."""


def check_port(host: str, port: int) -> None:
    """Raises CannotServe when the port is in use or this machine does not have the address."""
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
def exclusively() -> Iterator[None]:
    """Runs the block in one process at a time, among those with this data folder or this PostgreSQL database."""
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
def failures_logged() -> Iterator[None]:
    """Logs an unexpected fault as one line and exits with 1, because a traceback could quote a person's row."""
    try:
        yield
    except (CannotServe, CommandError, OperationalError):
        raise  # the command prints these as a sentence
    except Exception as fault:
        log.critical("Kapok could not be made ready.", exc_info=fault)
        raise SystemExit(1) from fault


def bring_up_to_date() -> None:
    """Applies missing migrations and collects static files, unless both are up to date."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)
    if not (Path(settings.STATIC_ROOT) / manifest_name()).exists():
        # Old files stay, because a process of the old version may still serve them.
        call_command("collectstatic", verbosity=0, interactive=False)


def run(host: str, port: int, ready: Callable[[], None], *, with_worker: bool = True) -> None:
    """Serves until SIGTERM (which drains first) or SIGINT. ``ready`` is called once the port is open."""
    from daphne.endpoints import build_endpoint_description_strings
    from twisted.internet import reactor

    from kapok.asgi import application
    from kapok.servers import daphne_sockets, draining

    daphne_sockets.install(settings.WRITE_AT_ONCE)
    server = daphne_sockets.Server(
        application,
        # After a network failure all clients reconnect at once.
        endpoints=[f"{where}:backlog=1024" for where in build_endpoint_description_strings(host=host, port=port)],
        ready_callable=ready,
        websocket_timeout=-1,
        websocket_connect_timeout=20,
        ping_interval=PING_AFTER,
        ping_timeout=PONG_WITHIN,
        application_close_timeout=3,
        websocket_max_message_size=1024 * 1024,  # Daphne also applies it to the frames that the server sends
        websocket_max_frame_size=64 * 1024,
        verbosity=0,
    )
    warm_up()
    reactor.callWhenRunning(draining.on_sigterm, server, settings.DRAIN_SECONDS)
    _spare_the_collector()
    with worker() if with_worker else contextlib.nullcontext():
        server.run()


def _spare_the_collector() -> None:
    """Makes the garbage collector skip what is loaded by now, and run more rarely, because cycles are rare here."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
