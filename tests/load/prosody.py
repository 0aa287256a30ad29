"""A temporary Prosody server with its message archive (MAM) in SQLite."""

import contextlib
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from tests.load.servers import Missing, Target, process
from tests.load.xmpp import HOST
from tests.services import free_port

SETTINGS = """
daemonize = false
run_as_root = true
pidfile = "{home}/pid"
data_path = "{home}/data"
log = {{ warn = "{home}/log" }}
modules_enabled = {{ "saslauth", "smacks", "mam" }}
modules_disabled = {{ "s2s", "offline" }}
interfaces = {{ "127.0.0.1" }}
c2s_ports = {{ {port} }}
c2s_require_encryption = false
allow_unencrypted_plain_auth = true
authentication = "internal_plain"
default_storage = "internal"
storage = {{ archive = "sql" }}
sql = {{ driver = "SQLite3", database = "{home}/archive.sqlite" }}
VirtualHost "{host}"
"""


@contextlib.contextmanager
def prosody(home: Path, people: int) -> Iterator[Target]:
    """Runs Prosody with accounts u0, u1, … and the password "secret". Raises Missing."""
    program = shutil.which("prosody")
    if program is None:
        raise Missing("prosody is not installed")
    if not list(Path("/usr/lib").glob("**/lua/*/dbd/sqlite3.so")):
        raise Missing("lua-dbi-sqlite3 is not installed")
    accounts = home / "data" / HOST / "accounts"
    accounts.mkdir(parents=True)
    for number in range(people):
        (accounts / f"u{number}.dat").write_text('return { ["password"] = "secret"; };\n')
    port = free_port()
    (home / "settings.lua").write_text(SETTINGS.format(home=home, port=port, host=HOST))
    with process([program, "-F", "--config", str(home / "settings.lua")], home, port) as number:
        yield Target("prosody", [port], [number], {})


def archived(home: Path) -> int:
    """Returns the number of rows in the archive."""
    with contextlib.closing(sqlite3.connect(home / "archive.sqlite")) as base:
        return int(base.execute("SELECT count(*) FROM prosodyarchive").fetchone()[0])
