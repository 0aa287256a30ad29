"""The generator's lines against a WebSocket server that is not ours."""

import contextlib
import threading
import time

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.server import serve

from tests.load.swarm import Swarm, WebSocket

pytestmark = pytest.mark.pure


def answer(line):
    """Says back what it hears; ``many`` brings ten frames at once, ``ping`` a ping, ``bye`` a closing with 4409."""
    with contextlib.suppress(ConnectionClosed):
        answer_all(line)


def answer_all(line):
    for said in line:
        if said == "bye":
            line.close(4409)
        elif said == "ping":
            assert line.ping().wait(5)
            line.send("ponged")
        else:
            for _time in range(10 if said == "many" else 1):
                line.send(said)


@pytest.fixture
def port():
    with serve(answer, "127.0.0.1", 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.socket.getsockname()[1]
        server.shutdown()


def talk(port, *said, until):
    """Say that once it is open; what was heard, and the swarm."""
    swarm, heard = Swarm(), []

    def opened(line):
        for words in said:
            line.say(words.encode())

    def hear(line, data, begins, ends):
        heard.append(data[begins:ends].decode())

    WebSocket(swarm, port, "/", "", opened, hear)
    assert swarm.run(time.perf_counter() + 10, lambda: until(swarm, heard))
    swarm.cut_all()
    return swarm, heard


def test_every_frame_is_heard_once_and_counted(port):
    swarm, heard = talk(port, "one", "many", until=lambda swarm, heard: len(heard) >= 11)
    assert heard == ["one"] + 10 * ["many"]
    assert swarm.frames == 11


def test_a_frame_that_comes_in_many_reads_is_whole(port):
    long = "How many months? " * 900
    _swarm, heard = talk(port, *[long] * 40, until=lambda swarm, heard: len(heard) == 40)
    assert set(heard) == {long}


def test_a_ping_is_answered(port):
    assert talk(port, "ping", until=lambda swarm, heard: heard)[1] == ["ponged"]


def test_a_closing_is_counted_by_its_code(port):
    swarm, _heard = talk(port, "bye", until=lambda swarm, heard: swarm.closes)
    assert swarm.closes == {4409: 1}
    assert not swarm.lines


def test_nobody_there_counts_as_lost():
    swarm = Swarm()
    WebSocket(swarm, 1, "/", "", lambda line: None, lambda *frame: None)
    assert swarm.run(time.perf_counter() + 10, lambda: bool(swarm.closes))
    assert swarm.closes == {1006: 1}
