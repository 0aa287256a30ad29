"""The benchmark's staged course under the servers that Kapok runs on: Daphne (``serve``), and gunicorn as deployed."""

import contextlib
import datetime
import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import httpx

from tests import databases
from tests.server import ROOT, Server, Stage, make_stage, stage_on
from tests.services import postgresql

STAGE = "tests.load.pages.stage"
OURS = {"DJANGO_SETTINGS_MODULE": "tests.load.pages.settings", "KAPOK_LOG": "json"}
DATABASES = ("sqlite", "postgresql")


@contextlib.contextmanager
def staged(database: str, folder: Path) -> Iterator[Stage]:
    """Makes the stage; on SQLite it takes one of the same day and sources from build/. Raises Missing."""
    if database == "sqlite":
        with mock.patch.dict(os.environ):
            os.environ.pop("DATABASE_URL", None)
            yield _kept()
        return
    with postgresql() as url:
        yield stage_on(url, folder / "stage", STAGE)


def _kept() -> Stage:
    place = ROOT / "build" / f"bench-pages-{_fingerprint()}"
    said = place / "said.json"
    if not said.exists():
        said.parent.mkdir(parents=True, exist_ok=True)
        said.write_text(json.dumps(make_stage(place / "data", STAGE).said))
    return Stage(place / "data", None, json.loads(said.read_text()))


def _fingerprint() -> str:
    """Returns a text that changes with the day, because pages show it, and with sources that fill the database."""
    files = [
        file for name in ("models", "migrations", "packs") for file in ROOT.glob(f"*/{name}/**/*") if file.is_file()
    ]
    files += [ROOT / "desk" / "corpus.py", ROOT / "tests" / "cast.py", Path(__file__).parent / "stage.py"]
    sources = sorted(file for file in files if file.suffix != ".pyc")
    read = hashlib.sha256(b"\0".join(file.read_bytes() for file in sources))
    return f"{datetime.datetime.now(datetime.UTC).date()}-{read.hexdigest()[:12]}"


class Gunicorn(Server):
    """Serves only the pages, with one process and the settings of deploy/."""

    def start(self) -> float:
        """Starts it; returns the seconds until it answers."""
        began = time.monotonic()
        self.manage("prepare")
        command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "--max-requests", "0"]
        self.process = subprocess.Popen(
            [*command, "--bind", f"127.0.0.1:{self.port}", "kapok.wsgi"],
            cwd=ROOT,
            env=self.environment,
            stderr=(self.folder / "stderr").open("a"),
            text=True,
        )
        while time.monotonic() < began + 60:
            with contextlib.suppress(httpx.TransportError):
                httpx.get(f"{self.base}/healthz")
                return time.monotonic() - began
            time.sleep(0.05)
        raise AssertionError(self.faults())


KINDS = {"daphne": Server, "wsgi": Gunicorn}


@contextlib.contextmanager
def serving(stage: Stage, folder: Path, name: str) -> Iterator[Server]:
    """Serves the stage under the server of that name, one of KINDS."""
    server = KINDS[name](stage, folder, **OURS)
    server.start()
    assert server.process is not None
    try:
        yield server
    finally:
        server.process.terminate()  # gunicorn ends its worker with itself
        server.process.wait(30)
        if server.database_url:
            databases.drop(server.database_url)


def on_a_copy(stage: Stage, folder: Path) -> str:
    """What tests.load.pages.middlewares prints on a copy of the stage."""
    return _aside(stage, folder, "middlewares", [stage.said["sessions"]["member"]])


def parts_on_a_copy(stage: Stage, folder: Path, asked: dict[str, tuple[str, str]]) -> dict[str, Any]:
    """What tests.load.pages.parts finds on a copy of the stage, for the address and the session of each page."""
    found: dict[str, Any] = json.loads(_aside(stage, folder, "parts", [], json.dumps(asked)))
    return found


def _aside(stage: Stage, folder: Path, module: str, words: list[str], said: str = "") -> str:
    server = Server(stage, folder, **OURS)
    try:
        with (folder / "stderr").open("w") as log:
            command = [sys.executable, "-m", f"tests.load.pages.{module}", *words]
            done = subprocess.run(
                command,
                cwd=ROOT,
                env=server.environment,
                input=said,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                check=True,
            )
        return done.stdout
    finally:
        if server.database_url:
            databases.drop(server.database_url)
