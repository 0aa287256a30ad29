"""The staged course that servers of this folder copy: the one of the rooms' tests, where they have made it already."""

import pytest

from tests.server import Stage, the_stage


@pytest.fixture(scope="session")
def stage(tmp_path_factory) -> Stage:
    return the_stage(tmp_path_factory.getbasetemp())
