"""The generator recognises deliveries, acks, refusals and times of sending."""

import json
import time
import types

import pytest

from tests.load.dialects import Kapok, Seat, Stock, said_at, words

pytestmark = pytest.mark.pure


@pytest.fixture
def connection():
    return types.SimpleNamespace(mind=Seat(0, 1), said=[], is_open=True)


@pytest.fixture
def kapok():
    dialect = Kapok(lambda room: 0, [])
    dialect.settled = dialect.over = []
    dialect.settled = dialect.over.append
    return dialect


def hear(dialect, connection, frame, *, compact=True):
    text = json.dumps(frame, separators=(",", ":") if compact else None, ensure_ascii=False).encode()
    dialect.heard(connection, b"before" + text + b"after", 6, 6 + len(text))


def changes(*bodies):
    return {"type": "changes", "rev": 9, "messages": [{"seq": 1, "body": body, "html": body} for body in bodies]}


def test_each_message_of_a_frame_counts_as_a_delivery(kapok, connection):
    hear(kapok, connection, changes("one", "two", "three"))
    hear(kapok, connection, changes("four"), compact=False)
    assert kapok.delivered == connection.mind.missed == 4


def test_the_marker_in_a_message_text_is_no_delivery(kapok, connection):
    hear(kapok, connection, changes('she wrote "html": and "type":"ack"'))
    assert kapok.delivered == 1
    assert kapok.over == []


def test_an_ack_or_a_nack_ends_a_send_and_a_nack_counts_as_refused(kapok, connection):
    hear(kapok, connection, {"type": "ack", "id": "x", "message": 1, "seq": 1, "rev": 1})
    hear(kapok, connection, {"type": "nack", "id": "x", "code": "rate", "detail": "Too fast.", "retry_after": 1})
    assert kapok.over == [connection, connection]
    assert (kapok.refused, kapok.delivered) == (1, 0)


def test_a_welcome_sets_the_revision(kapok, connection):
    hear(kapok, connection, {"type": "welcome", "room": {"title": "ack"}, "members": [], "rev": 42})
    assert connection.mind.welcome
    assert (connection.mind.rev, kapok.greeted) == (42, 1)


def test_a_message_carries_its_time_of_sending(kapok):
    before = time.perf_counter()
    data = json.dumps(changes(words(), words())).encode()
    assert before - 1e-5 <= said_at(data, 0, len(data)) <= time.perf_counter()
    assert said_at(b'{"type":"changes"}', 0, 18) is None


def test_a_stock_send_ends_when_it_comes_back_to_its_sender(connection):
    stock, over = Stock(lambda room: 0, []), []
    stock.settled = over.append
    connection.say = connection.said.append
    stock.say(connection)
    hear(stock, connection, {"message": words()}, compact=False)
    assert over == []
    hear(stock, connection, {"message": json.loads(connection.said[0])["message"]}, compact=False)
    assert over == [connection]
    assert stock.delivered == 2
