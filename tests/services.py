"""Throw-away servers for tests, on free ports, gone at the end."""

import contextlib
import glob
import os
import pwd
import shutil
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


@contextlib.contextmanager
def postgresql(*settings: str) -> Iterator[str]:
    """A fresh PostgreSQL with settings like ``work_mem=8MB``; its DATABASE_URL. Raises Missing."""
    initdb, server = _postgres_program("initdb"), _postgres_program("postgres")
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="kapok-postgresql-") as folder:
        data = Path(folder) / "data"
        data.mkdir()
        as_user = _as_server_user(folder, data)
        subprocess.run(
            [*as_user, initdb, "-D", str(data), "-U", "kapok", "-A", "trust", "-E", "UTF8", "--no-sync"],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        options = ["-p", str(port), "-k", folder, "-h", "127.0.0.1", "-c", "fsync=off", "-c", "max_connections=200"]
        options += [part for setting in settings for part in ("-c", setting)]
        with _running([*as_user, server, "-D", str(data), *options], port):
            yield f"postgresql://kapok@127.0.0.1:{port}/postgres"


@contextlib.contextmanager
def redis() -> Iterator[str]:
    """A fresh Redis; its REDIS_URL. Raises Missing."""
    server = shutil.which("redis-server")
    if server is None:
        raise Missing("redis-server is not installed")
    port = free_port()
    command = [server, "--port", str(port), "--save", ""]
    with tempfile.TemporaryDirectory(prefix="kapok-redis-") as folder, _running([*command, "--dir", folder], port):
        yield f"redis://127.0.0.1:{port}/0"


def _postgres_program(name: str) -> str:
    versions = sorted(glob.glob(f"/usr/lib/postgresql/*/bin/{name}"), reverse=True)
    found = next(iter(versions), None) or shutil.which(name)
    if found is None:
        raise Missing(f"PostgreSQL's {name} is not installed")
    return found


def _as_server_user(folder: str, data: Path) -> list[str]:
    """PostgreSQL refuses to run as root: as root, run it as its own user, or as nobody."""
    if os.geteuid() != 0:
        return []
    names = {entry.pw_name for entry in pwd.getpwall()}
    user = "postgres" if "postgres" in names else "nobody"
    for path in (folder, data):
        shutil.chown(path, user)
    return ["setpriv", f"--reuid={user}", f"--regid={pwd.getpwnam(user).pw_gid}", "--clear-groups"]


@contextlib.contextmanager
def _running(command: list[str], port: int) -> Iterator[None]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _attempt in range(200):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.2):
                break
            if process.poll() is not None:
                raise RuntimeError(f"{command[0]} ended by itself")
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait(20)
