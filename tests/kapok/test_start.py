"""A second start does no work twice: nothing is installed, migrated, collected or filled again."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from django.utils import timezone

from desk import demo
from kapok import serving
from tests import cast

ROOT = Path(__file__).resolve().parent.parent.parent


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
            (settings.STATIC_ROOT / serving.MANIFEST).write_text("{}")

    monkeypatch.setattr(serving, "call_command", call)
    return commands


def test_what_is_up_to_date_is_left_alone(db, asked) -> None:
    serving.bring_up_to_date()
    assert asked == ["collectstatic"], "the first start collects; the database of the tests is migrated already"
    serving.bring_up_to_date()
    assert asked == ["collectstatic"]


def test_a_newer_file_is_collected_again(db, asked, settings) -> None:
    serving.bring_up_to_date()
    later = timezone.now().timestamp() + 60
    os.utime(settings.STATICFILES_DIRS[0] / "kapok.css", (later, later))
    serving.bring_up_to_date()
    assert asked == ["collectstatic"] * 2


def test_a_migration_that_is_missing_is_made_up_for(db, asked, monkeypatch) -> None:
    monkeypatch.setattr(serving.MigrationExecutor, "migration_plan", lambda *_: ["commons.0003"])
    serving.bring_up_to_date()
    assert asked == ["migrate", "collectstatic"]


def test_a_database_with_a_course_is_not_filled_again(edition, monkeypatch) -> None:
    monkeypatch.setattr(demo, "fill", lambda *_: pytest.fail("filled twice"))
    assert demo.prepare() is False
    assert cast.join(edition, "adjoa").edition == edition


def test_a_second_make_run_only_serves(tmp_path) -> None:
    """As after a first one: what was installed is newer than what says what to install."""
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / ".venv").mkdir()
    for name in ("pyvenv.cfg", ".installed"):
        (tmp_path / ".venv" / name).touch()

    def said() -> list[str]:
        make = subprocess.run(["make", "-n", "run"], cwd=tmp_path, check=True, capture_output=True, text=True)
        return make.stdout.splitlines()

    assert said() == ["exec .venv/bin/python manage.py serve"]
    os.utime(tmp_path / "constraints.txt", (later := timezone.now().timestamp() + 60, later))
    assert len(said()) > 1, "what is needed has changed: it is installed"
