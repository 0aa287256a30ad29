"""Databases with all migrations applied, to copy, because applying them takes longer than most files of tests.

SQLite's is a file in pytest's cache that is named after the migrations. PostgreSQL's is made once a run.
"""

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

from tests import databases
from tests.once import of_the_run, once

ROOT = Path(__file__).resolve().parent.parent
SQLITE_FILE = "kapok.sqlite3"


def sqlite() -> Path:
    """Returns the file. It is made anew after a change of migrations or of the versions of packages."""
    sources = [*sorted(ROOT.glob("*/migrations/*.py")), ROOT / "constraints.txt"]
    key = hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:16]
    place = ROOT / ".pytest_cache" / "migrated"
    place.mkdir(parents=True, exist_ok=True)
    return once(place / key, lambda folder: migrate(folder, None)) / SQLITE_FILE


def postgresql(url: str, base: Path) -> str:
    """Returns the name of the database on the server of ``url``; ``base`` is pytest's folder of a worker."""
    name = "kapok_migrated"
    once(of_the_run(base) / name, lambda folder: migrate(folder, databases.new(url, name, None)))
    return name


def migrate(folder: Path, url: str | None) -> None:
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    environment |= {"KAPOK_DATA": str(folder)} | ({"DATABASE_URL": url} if url else {})
    command = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)


def into_memory(name: str) -> sqlite3.Connection:
    """Copies it into the shared database in memory of that name, which lasts as long as the returned connection."""
    kept = sqlite3.connect(name, uri=True)
    source = sqlite3.connect(sqlite())
    source.backup(kept)
    source.close()
    return kept


def into_folder(data: Path) -> None:
    """Copies it into an empty data folder, for ``bring_up_to_date`` to find nothing left to do."""
    data.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(sqlite(), data / SQLITE_FILE)
