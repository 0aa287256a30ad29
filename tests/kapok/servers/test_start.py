"""A second start installs, migrates, collects and fills nothing again."""

import contextlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone

from desk import demo
from kapok import static_storage
from kapok.servers import serving
from tests import cast, migrated
from tests.services import free_port

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def asked(monkeypatch, settings, tmp_path) -> list[str]:
    """The commands that a start calls; ``collectstatic`` leaves its manifest, as the real one does."""
    commands: list[str] = []
    source, settings.STATIC_ROOT = tmp_path / "source", tmp_path / "collected"
    source.mkdir()
    settings.STATIC_ROOT.mkdir()
    (source / "kapok.css").write_text("")
    settings.STATICFILES_DIRS = [source]

    def call(command: str, **options: object) -> None:
        commands.append(command)
        if command == "collectstatic":
            (settings.STATIC_ROOT / static_storage.manifest_name()).write_text("{}")

    monkeypatch.setattr(serving, "call_command", call)
    return commands


def test_a_start_leaves_alone_all_that_is_up_to_date(db, asked) -> None:
    serving.bring_up_to_date()
    assert asked == ["collectstatic"], "the first start collects; the database of the tests is migrated already"
    serving.bring_up_to_date()
    assert asked == ["collectstatic"]


def test_changed_files_are_collected_again_and_the_old_ones_stay(db, asked, settings) -> None:
    """An older release that is started again finds its own names, because each has a list of them."""
    serving.bring_up_to_date()
    style = settings.STATICFILES_DIRS[0] / "kapok.css"
    style.write_text("p {}")
    os.utime(style, (1, 1))
    serving.bring_up_to_date()
    assert asked == ["collectstatic"] * 2
    style.write_text("")
    serving.bring_up_to_date()
    assert asked == ["collectstatic"] * 2


def test_a_missing_migration_is_applied(db, asked, monkeypatch) -> None:
    monkeypatch.setattr(serving.MigrationExecutor, "migration_plan", lambda *_: ["commons.0003"])
    serving.bring_up_to_date()
    assert asked == ["migrate", "collectstatic"]


@pytest.mark.pure
@pytest.mark.long
def test_a_failed_preparation_is_one_line_of_the_log(tmp_path) -> None:
    static = tmp_path / "static"
    static.mkdir()
    (static / "css").write_text("where a folder should be")
    migrated.into_folder(tmp_path)
    mine = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "REDIS_URL"}}
    environment = mine | {"KAPOK_DATA": str(tmp_path), "KAPOK_STATIC": str(static), "KAPOK_LOG": "json"}
    manage = [sys.executable, str(ROOT / "manage.py"), "prepare"]
    done = subprocess.run(manage, env=environment, check=False, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (1, "")
    said = json.loads(done.stderr)
    assert (said["level"], said["message"]) == ("critical", "Kapok could not be made ready.")
    assert said["fault"].startswith("Traceback: ")


def test_a_database_with_a_course_is_not_filled_again(edition, monkeypatch) -> None:
    monkeypatch.setattr(demo, "fill", lambda *_: pytest.fail("filled twice"))
    assert demo.prepare() is False
    assert cast.join(edition, "adjoa").edition == edition


@pytest.mark.pure
def test_a_second_make_run_only_serves(tmp_path) -> None:
    """As after a first run, the installed packages are newer than the list of packages."""
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / ".venv").mkdir()
    for name in ("pyvenv.cfg", ".installed"):
        (tmp_path / ".venv" / name).touch()

    def said() -> list[str]:
        make = subprocess.run(
            ["make", "--no-print-directory", "-n", "run"], cwd=tmp_path, check=True, capture_output=True, text=True
        )
        return make.stdout.splitlines()

    assert said() == ["exec .venv/bin/python manage.py serve"]
    os.utime(tmp_path / "constraints.txt", (later := timezone.now().timestamp() + 60, later))
    assert len(said()) > 1, "what is needed has changed: it is installed"


@pytest.mark.pure
def test_make_names_a_missing_program_before_it_begins(tmp_path) -> None:
    shutil.copy(ROOT / "Makefile", tmp_path)
    no_venv = tmp_path / "python3"
    no_venv.write_text("#!/bin/sh\nexit 1\n")
    no_venv.chmod(0o755)
    for python, missing in (("", "Kapok needs Python 3.11 or later"), (str(no_venv), "lacks its venv module")):
        command = ["make", f"PYTHON={python}", ".venv/pyvenv.cfg"]
        make = subprocess.run(command, cwd=tmp_path, check=False, capture_output=True, text=True)
        assert make.returncode != 0
        assert missing in make.stdout


def python_of(version: tuple[int, ...], program: Path) -> None:
    """Makes a Python that claims to have that version."""
    pretends = f"import sys; sys.version_info = {version}; exec(sys.argv[1])"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -c "{pretends}" "$2"\n')
    program.chmod(0o755)


@pytest.mark.pure
def test_make_finds_a_python_that_is_new_enough(tmp_path) -> None:
    shutil.copy(ROOT / "Makefile", tmp_path)
    programs = tmp_path / "bin"
    programs.mkdir()

    def make(*options: str) -> subprocess.CompletedProcess[str]:
        command = [str(shutil.which("make")), *options, ".venv/pyvenv.cfg"]
        return subprocess.run(
            command, cwd=tmp_path, env={"PATH": str(programs)}, check=False, capture_output=True, text=True
        )

    python_of((3, 10, 14), programs / "python3")
    found = make()
    assert found.returncode != 0
    assert found.stdout == "Kapok needs Python 3.11 or later; none was found. Install it (python3) and try again.\n"
    python_of((3, 11, 0), programs / "python3.11")
    assert "python3.11 -m venv .venv" in make("-n").stdout


@contextlib.contextmanager
def taken_port() -> Iterator[int]:
    with contextlib.closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield taken.getsockname()[1]


def test_a_port_in_use_is_named_in_one_sentence() -> None:
    with taken_port() as port, pytest.raises(serving.CannotServe, match=f"port {port} .* choose another PORT"):
        serving.check_port("127.0.0.1", port)
    serving.check_port("127.0.0.1", port)


@pytest.mark.pure
@pytest.mark.long
@pytest.mark.parametrize("command", [["serve"], ["list_rooms", "--course", "lma-2023", "--json"]])
def test_a_database_that_cannot_be_used_is_named_in_one_sentence(tmp_path, command) -> None:
    (tmp_path / "kapok.sqlite3").mkdir()
    mine = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "REDIS_URL"}}
    environment = mine | {"KAPOK_DATA": str(tmp_path), "PORT": str(free_port())}
    manage = [sys.executable, str(ROOT / "manage.py"), *command]
    done = subprocess.run(manage, env=environment, check=False, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "The database of KAPOK_DATA cannot be used: unable to open database file.\n"


@pytest.mark.pure
@pytest.mark.long
@pytest.mark.parametrize("options", [[], ["--only", "rooms"]])
def test_serve_does_not_begin_when_the_port_is_in_use(tmp_path, options) -> None:
    with taken_port() as port:
        done = subprocess.run(
            [sys.executable, "manage.py", "serve", *options],
            cwd=ROOT,
            env={**os.environ, "KAPOK_DATA": str(tmp_path), "PORT": str(port), "HOST": "127.0.0.1"},
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert (done.returncode, done.stdout) == (1, "")
    said = rf"CommandError: Cannot listen on 127\.0\.0\.1 port {port} \([^\n]+\); choose another PORT or HOST\.\n"
    assert re.fullmatch(said, done.stderr)
    assert [file.name for file in tmp_path.iterdir()] == ["secret-key"], "nothing was made ready"
