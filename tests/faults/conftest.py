"""The staged course of the run, when its database is SQLite, because houses here copy that file."""

import os

import pytest

from tests.server import Stage, the_stage


@pytest.fixture(scope="session")
def stage(tmp_path_factory) -> Stage | None:
    return None if os.environ.get("DATABASE_URL") else the_stage(tmp_path_factory.getbasetemp())
