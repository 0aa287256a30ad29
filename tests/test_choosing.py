"""The choice of tests for the second database, and of the number of made-up examples."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.second_database import LEFT_OUT, ONE_SERVER, is_asked

TESTS = Path(__file__).resolve().parent
pytestmark = pytest.mark.pure


def item(file: str, *marks: str, **params: str):
    return SimpleNamespace(
        path=TESTS / f"{file}.py",
        get_closest_marker=lambda mark: mark if mark in marks else None,
        callspec=SimpleNamespace(params=params),
    )


def test_every_file_that_the_second_database_leaves_out_exists() -> None:
    names = [name for names in LEFT_OUT.values() for name in names] + [*ONE_SERVER]
    assert [name for name in names if not (TESTS / f"{name}.py").exists()] == []
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("asked", "name", "marks"),
    [
        (True, "rooms/test_something_new", ()),
        (False, "rooms/test_something_new", ("pure",)),
        (False, "browser/test_something_new", ("browser",)),
        (False, "rooms/protocol/test_limits", ()),
        (False, "test_language_of_words", ()),
        (True, "rooms/protocol/test_limits", ("database",)),
        (True, "rooms/protocol/test_limits", ("several_processes",)),
    ],
)
def test_new_tests_run_on_the_second_database_too(asked, name, marks) -> None:
    assert is_asked(item(name, *marks)) is asked


@pytest.mark.parametrize(("asked", "server"), [(True, "at once"), (False, "uvicorn")])
def test_one_of_all_servers_runs_on_the_second_database(asked, server) -> None:
    assert is_asked(item("rooms/protocol/test_servers", name=server)) is asked


@pytest.fixture(scope="module")
def tried() -> Iterator[list[int]]:
    tried: list[int] = []
    yield tried
    many = settings.get_current_profile_name() == "large"
    assert len(tried) == (180 if many else 20)


@settings(max_examples=60)
@given(number=st.integers())
def test_a_third_of_the_examples_runs_unless_many_are_wanted(tried, number) -> None:
    tried.append(number)
