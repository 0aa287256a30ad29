"""``make bench-live`` prints for each aim whether the figures of the same run meet it."""

import types

import pytest

from tools.bench_live import AIMS, judge

pytestmark = pytest.mark.pure
FIGURES = {
    "rooms": {"deliveries": 500_000.0, "p99": 25.0},
    "stock": {"deliveries": 5_001.0},
    "socketio": {"deliveries": 250_000.0},
    "acks": {"acks": 2000.0},
    "memory": {"each": 40.1},
}
SAID = """\
Aims
  NOT MET  100.0 times stock Channels' deliveries at saturation (aim >= 100)
  met      2.0 times socket.io's deliveries at saturation (aim >= 2)
  NOT MET  25.0 ms p99 at 5 messages a second in a room of 200 (aim < 25)
  met      2,000.0 durable acks/s on SQLite, one process (aim >= 2,000)
  NOT MET  40.1 KB of memory an idle socket (aim <= 40)
"""


def test_a_missed_aim_is_printed_as_not_met_and_its_load_is_returned(capsys) -> None:
    missed = judge(types.SimpleNamespace(figures=FIGURES))  # type: ignore[arg-type]
    assert capsys.readouterr().out == SAID
    assert missed == {"rooms full", "rooms quiet", "memory"}


def test_no_aim_is_lowered() -> None:
    said = {(aim.load, aim.relation, aim.limit) for aim in AIMS}
    assert said >= {
        ("rooms full", ">=", 100),
        ("rooms full", ">=", 2),
        ("rooms quiet", "<", 25),
        ("acks", ">=", 2000),
        ("pg", ">=", 2500),
        ("memory", "<=", 40),
        ("storm", "<=", 5),
    }
