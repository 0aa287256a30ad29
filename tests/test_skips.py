"""A skipped test fails when all tests have to run."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SKIPS = """
import pytest


@pytest.mark.skip
def test_that_is_marked(): ...


def test_that_finds_out():
    pytest.skip("there is no browser")
"""


@pytest.mark.pure
@pytest.mark.long
@pytest.mark.parametrize(("wanted", "code", "counted"), [("", 0, "2 skipped in"), ("1", 1, "1 failed, 1 error in")])
def test_a_skip_is_a_failure_when_all_tests_have_to_run(tmp_path, wanted, code, counted) -> None:
    (tmp_path / "conftest.py").write_text("from tests.conftest import *\n")
    (tmp_path / "test_skips.py").write_text(SKIPS)
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-c", "pyproject.toml", "-p", "no:cacheprovider", str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "KAPOK_TEST_ALL": wanted},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (run.returncode, counted in run.stdout) == (code, True), run.stdout + run.stderr
