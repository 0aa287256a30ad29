import math
import types

import pytest

from tests.load.loads import Window, percentiles

pytestmark = pytest.mark.pure


@pytest.fixture
def dialect():
    """Records who sends; the test decides when a send ends."""
    spoke: list[int] = []
    return types.SimpleNamespace(spoke=spoke, say=lambda connection: spoke.append(connection.name), settled=None)


@pytest.fixture
def connections():
    return [types.SimpleNamespace(name=name, is_open=True) for name in range(5)]


def test_a_window_keeps_its_size_of_sends_under_way_in_turn(dialect, connections):
    Window(dialect, connections).grow(2)
    assert dialect.spoke == [0, 1]
    dialect.settled(connections[0])
    dialect.settled(connections[1])
    assert dialect.spoke == [0, 1, 2, 3]


def test_a_window_skips_a_closed_connection(dialect, connections):
    connections[0].is_open = False
    Window(dialect, connections).grow(1)
    assert dialect.spoke == [1]


def test_a_growing_window_adds_senders(dialect, connections):
    window = Window(dialect, connections)
    window.grow(1)
    window.grow(3)
    assert dialect.spoke == [0, 1, 2]
    assert window.under_way == 3


def test_percentiles_are_in_milliseconds():
    found = percentiles([n / 1000 for n in range(1, 101)])
    assert (found["p50"], found["p99"], found["count"]) == (51, 100, 100)
    assert math.isnan(percentiles([])["p99"])
