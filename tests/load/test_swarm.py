"""The generator's connections against the server of the ``websockets`` library."""

import contextlib
import threading
import time

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.server import serve

from tests.load.swarm import Swarm, WebSocket

pytestmark = pytest.mark.pure


def answer(connection):
    """Echoes each message; ``many`` comes back ten times, ``ping`` triggers a ping, ``bye`` a close with 4409."""
    with contextlib.suppress(ConnectionClosed):
        answer_all(connection)


def answer_all(connection):
    for text in connection:
        if text == "bye":
            connection.close(4409)
        elif text == "ping":
            assert connection.ping().wait(5)
            connection.send("ponged")
        else:
            for _time in range(10 if text == "many" else 1):
                connection.send(text)


@pytest.fixture
def port():
    with serve(answer, "127.0.0.1", 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.socket.getsockname()[1]
        server.shutdown()


def talk(port, *texts, until):
    """Sends the texts once the connection is open; returns the swarm and the texts that came back."""
    swarm, heard = Swarm(), []

    def opened(connection):
        for text in texts:
            connection.say(text.encode())

    def hear(connection, data, begins, ends):
        heard.append(data[begins:ends].decode())

    WebSocket(swarm, port, "/", "", opened, hear)
    assert swarm.run(time.perf_counter() + 10, lambda: until(swarm, heard))
    swarm.cut_all()
    return swarm, heard


def test_every_frame_is_received_once_and_counted(port):
    swarm, heard = talk(port, "one", "many", until=lambda swarm, heard: len(heard) >= 11)
    assert heard == ["one"] + 10 * ["many"]
    assert swarm.frames == 11


def test_a_frame_that_comes_in_many_reads_is_joined(port):
    long = "How many months? " * 900
    _swarm, heard = talk(port, *[long] * 40, until=lambda swarm, heard: len(heard) == 40)
    assert set(heard) == {long}


def test_a_ping_is_answered(port):
    assert talk(port, "ping", until=lambda swarm, heard: heard)[1] == ["ponged"]


def test_a_close_is_counted_by_its_code(port):
    swarm, _heard = talk(port, "bye", until=lambda swarm, heard: swarm.closes)
    assert swarm.closes == {4409: 1}
    assert not swarm.connections


def test_a_refused_connection_counts_as_lost():
    swarm = Swarm()
    WebSocket(swarm, 1, "/", "", lambda connection: None, lambda *frame: None)
    assert swarm.run(time.perf_counter() + 10, lambda: bool(swarm.closes))
    assert swarm.closes == {1006: 1}
