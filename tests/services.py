"""Temporary servers for tests, on free ports, stopped at the end."""

import contextlib
import glob
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path


class Missing(Exception):
    """A server's programs are not on this machine."""


def free_port() -> int:
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Service:
    """A server's process that a test may stop and start again on the same port and folder."""

    def __init__(self, url: str, command: list[str], port: int) -> None:
        self.url, self.command, self.port = url, command, port
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Returns once it listens. Raises RuntimeError."""
        self.process = subprocess.Popen(self.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _attempt in range(200):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 0.2):
                return
            if self.process.poll() is not None:
                raise RuntimeError(f"{self.command[0]} ended by itself")
            time.sleep(0.1)

    def stop(self, how: int = signal.SIGTERM) -> None:
        assert self.process is not None
        self.process.send_signal(how)
        self.process.wait(20)

    def has_ended(self, *, within: float) -> bool:
        """True when it has ended by itself, now or within so many seconds."""
        assert self.process is not None
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(within)
        return self.process.poll() is not None

    @contextlib.contextmanager
    def running(self) -> "Iterator[Service]":
        self.start()
        try:
            yield self
        finally:
            self.stop()


@contextlib.contextmanager
def postgresql_server(*settings: str, durable: bool = False, disk: Path | None = None) -> Iterator[Service]:
    """Runs a new PostgreSQL with settings like ``work_mem=8MB``, on the small ``disk`` if one is named. Its commits
    reach the disk only with ``durable``. Raises Missing.
    """
    initdb, server = _postgres_program("initdb"), _postgres_program("postgres")
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="kapok-postgresql-", dir=disk) as folder:
        data = Path(folder) / "data"
        data.mkdir()
        as_user = _as_server_user(folder, data)
        command = [*as_user, initdb, "-D", str(data), "-U", "kapok", "-A", "trust", "-E", "UTF8", "--no-sync"]
        command += [] if disk is None else ["--wal-segsize=1"]  # so that its log soon needs more space too
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        options = ["-p", str(port), "-k", folder, "-h", "127.0.0.1", "-c", "max_connections=200"]
        options += [] if durable else ["-c", "fsync=off"]
        options += [part for setting in settings for part in ("-c", setting)]
        command = [*as_user, server, "-D", str(data), *options]
        with Service(f"postgresql://kapok@127.0.0.1:{port}/postgres", command, port).running() as service:
            yield service


@contextlib.contextmanager
def postgresql(*settings: str, durable: bool = False) -> Iterator[str]:
    """Runs a new PostgreSQL; yields its DATABASE_URL. Raises Missing."""
    with postgresql_server(*settings, durable=durable) as service:
        yield service.url


@contextlib.contextmanager
def redis_server() -> Iterator[Service]:
    """Runs a new Redis. Raises Missing."""
    server = shutil.which("redis-server")
    if server is None:
        raise Missing("redis-server is not installed")
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="kapok-redis-") as folder:
        command = [server, "--port", str(port), "--save", "", "--dir", folder]
        with Service(f"redis://127.0.0.1:{port}/0", command, port).running() as service:
            yield service


@contextlib.contextmanager
def redis() -> Iterator[str]:
    """Runs a new Redis; yields its REDIS_URL. Raises Missing."""
    with redis_server() as service:
        yield service.url


def _postgres_program(name: str) -> str:
    versions = sorted(glob.glob(f"/usr/lib/postgresql/*/bin/{name}"), reverse=True)
    found = next(iter(versions), None) or shutil.which(name)
    if found is None:
        raise Missing(f"PostgreSQL's {name} is not installed")
    return found


def _as_server_user(folder: str, data: Path) -> list[str]:
    """Returns the command that runs PostgreSQL as its own user, or as nobody, because it refuses to run as root."""
    if os.geteuid() != 0:
        return []
    names = {entry.pw_name for entry in pwd.getpwall()}
    user = "postgres" if "postgres" in names else "nobody"
    for path in (folder, data):
        shutil.chown(path, user)
    return ["setpriv", f"--reuid={user}", f"--regid={pwd.getpwnam(user).pw_gid}", "--clear-groups"]
