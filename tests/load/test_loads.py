import math
import types

import pytest

from tests.load.loads import Window, percentiles

pytestmark = pytest.mark.pure


@pytest.fixture
def dialect():
    """Notes who speaks; the test says when that is over."""
    spoke: list[int] = []
    return types.SimpleNamespace(spoke=spoke, say=lambda line: spoke.append(line.name), settled=None)


@pytest.fixture
def lines():
    return [types.SimpleNamespace(name=name, is_open=True) for name in range(5)]


def test_a_window_keeps_so_many_sends_under_way_and_goes_round(dialect, lines):
    Window(dialect, lines).grow(2)
    assert dialect.spoke == [0, 1]
    dialect.settled(lines[0])
    dialect.settled(lines[1])
    assert dialect.spoke == [0, 1, 2, 3]


def test_a_window_passes_over_who_is_gone(dialect, lines):
    lines[0].is_open = False
    Window(dialect, lines).grow(1)
    assert dialect.spoke == [1]


def test_a_window_that_is_raised_adds_senders(dialect, lines):
    window = Window(dialect, lines)
    window.grow(1)
    window.grow(3)
    assert dialect.spoke == [0, 1, 2]
    assert window.under_way == 3


def test_percentiles_are_in_milliseconds():
    found = percentiles([n / 1000 for n in range(1, 101)])
    assert (found["p50"], found["p99"], found["count"]) == (51, 100, 100)
    assert math.isnan(percentiles([])["p99"])
