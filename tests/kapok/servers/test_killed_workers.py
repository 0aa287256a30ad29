"""SIGKILL at each step of a letter: at most one is lost or said twice, and it is known which."""

import collections
import json
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from aiosmtpd.controller import Controller

from tests import migrated
from tests.kapok.servers import killed
from tests.server import ROOT
from tests.services import free_port

pytestmark = pytest.mark.pure  # on SQLite always: the rows are written one by one on each database


class Taking:
    """A mail server that takes everything."""

    def __init__(self) -> None:
        self.taken: collections.Counter[str] = collections.Counter()

    async def handle_DATA(self, _server: object, _session: object, envelope) -> str:
        self.taken.update(address.partition("@")[0] for address in envelope.rcpt_tos)
        return "250 OK"


@pytest.fixture
def server() -> Iterator[Controller]:
    controller = Controller(Taking(), hostname="127.0.0.1", port=free_port())
    controller.start()
    yield controller
    controller.stop()


def test_a_worker_killed_at_any_step_loses_one_letter_at_most_and_doubles_none(server, tmp_path) -> None:
    migrated.into_folder(tmp_path)
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"} | {
        "DJANGO_SETTINGS_MODULE": "kapok.settings",
        "KAPOK_DATA": str(tmp_path),
        "KAPOK_EMAIL_URL": f"smtp://127.0.0.1:{server.port}",
        "KAPOK_EMAIL_FROM": "Kapok <kapok@course.example>",
    }
    command = [sys.executable, "-m", "tests.kapok.servers.killed"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert all(said["killed"])
    once = dict.fromkeys(
        ["before_it_is_taken", "after_it_was_taken", "after_the_text_has_left", "before_the_end_is_written"], 1
    )
    assert server.handler.taken == once | {f"many{number}": 1 for number in range(killed.MANY)}
    assert said["doubts"] == ["after_the_text_has_left@example.org", "before_the_text_leaves@example.org"]
    assert (said["tries"], said["running"]) == ([True, True, True, False], 0), "a job that kills its worker ends"
