"""Fixtures: a later course, a pack to break, files on disk, and ``manage``."""

import datetime
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from django.core.management import ManagementUtility, base

from academy.courses.editions import open_edition
from academy.models import Edition
from tests import cast


@pytest.fixture
def edition_2026(edition) -> Edition:
    """This course begins a year after Burkina Faso, Mali and Niger left ECOWAS."""
    return open_edition("lma-2026", pack="lma-2023", starts=datetime.date(2026, 7, 13))


@pytest.fixture
def pack(tmp_path) -> Path:
    """A copy of the real pack, which a test may break."""
    return Path(shutil.copytree(cast.PACK, tmp_path / "pack"))


@pytest.fixture
def on_disk(tmp_path) -> Callable[..., Path]:
    """``on_disk(content, "people.csv")`` writes a file for a command."""

    def write(content: bytes, name: str = "roster.csv") -> Path:
        file = tmp_path / name
        file.write_bytes(content)
        return file

    return write


class Output(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def manage(capsys, monkeypatch) -> Callable[..., Output]:
    """``manage("load_pack", folder)`` runs a command as ``manage.py`` does, in this process and its transaction."""
    monkeypatch.setattr(base.connections, "close_all", lambda: None)

    def run(*arguments: object) -> Output:
        capsys.readouterr()
        code = 0
        try:
            ManagementUtility(["manage.py", *map(str, arguments)]).execute()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
        return Output(code, *capsys.readouterr())

    return run
