"""The sampling profiler names the places that use time and memory."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.load.servers import SAMPLING

pytestmark = pytest.mark.pure

BURNS = """
import threading
def burn():
    while True:
        sum(range(1000))
def wait():
    threading.Event().wait()
kept = []
threading.Thread(target=wait, daemon=True).start()
print("begins", flush=True)
"""


def asked(code: str, by: signal.Signals, folder: Path) -> list[list]:
    """Returns the samples of a process that runs ``code`` for about half a second between two signals."""
    environment = {**os.environ, "PYTHONPATH": str(SAMPLING), "KAPOK_BENCH_SAMPLES": str(folder / "samples")}
    command = [sys.executable, "-c", BURNS + code]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(by)
        process.stdout.readline()
        process.send_signal(by)
        written = folder / f"samples.{process.pid}"
        ends = time.monotonic() + 20
        while not written.exists() and time.monotonic() < ends:
            time.sleep(0.01)
        process.kill()
        return json.loads(written.read_text())


def test_the_profiler_names_the_busiest_function_and_charges_no_waiting(tmp_path):
    code = "threading.Timer(0.6, lambda: print('half', flush=True)).start()\nburn()"
    places = asked(code, signal.SIGUSR2, tmp_path)
    assert "burn [MainThread]" in places[0][0]
    assert places[0][1] > 0.8
    # A thread uses a little CPU to begin to wait and to wake up.
    assert sum(share for place, share in places if "wait" in place) < 0.1


def test_the_profiler_names_the_type_that_fills_the_memory(tmp_path):
    code = """
import time
time.sleep(0.3)
kept += [set() for _time in range(20_000)]
print("grown", flush=True)
time.sleep(60)
"""
    grown = dict(asked(code, signal.SIGUSR1, tmp_path))
    assert grown["builtins.set"] >= 20_000 * sys.getsizeof(set())
