"""What a generator takes for a delivery, an ack, a refusal, a moment of sending."""

import json
import time
import types

import pytest

from tests.load.dialects import Kapok, Seat, Stock, said_at, words

pytestmark = pytest.mark.pure


@pytest.fixture
def line():
    return types.SimpleNamespace(mind=Seat(0, 1), said=[], is_open=True)


@pytest.fixture
def kapok():
    dialect = Kapok(lambda room: 0, [])
    dialect.settled = dialect.over = []
    dialect.settled = dialect.over.append
    return dialect


def hear(dialect, line, frame, *, compact=True):
    said = json.dumps(frame, separators=(",", ":") if compact else None, ensure_ascii=False).encode()
    dialect.heard(line, b"before" + said + b"after", 6, 6 + len(said))


def changes(*bodies):
    return {"type": "changes", "rev": 9, "messages": [{"seq": 1, "body": body, "html": body} for body in bodies]}


def test_each_message_of_a_joined_frame_is_a_delivery(kapok, line):
    hear(kapok, line, changes("one", "two", "three"))
    hear(kapok, line, changes("four"), compact=False)
    assert kapok.delivered == line.mind.missed == 4


def test_the_marker_in_somebody_s_words_is_no_delivery(kapok, line):
    hear(kapok, line, changes('she wrote "html": and "type":"ack"'))
    assert kapok.delivered == 1
    assert kapok.over == []


def test_a_send_is_over_with_its_ack_and_refused_with_a_nack(kapok, line):
    hear(kapok, line, {"type": "ack", "id": "x", "message": 1, "seq": 1, "rev": 1})
    hear(kapok, line, {"type": "nack", "id": "x", "code": "rate", "detail": "Too fast.", "retry_after": 1})
    assert kapok.over == [line, line]
    assert (kapok.refused, kapok.delivered) == (1, 0)


def test_a_welcome_says_where_the_room_stands(kapok, line):
    hear(kapok, line, {"type": "welcome", "room": {"title": "ack"}, "members": [], "rev": 42})
    assert line.mind.welcome
    assert (line.mind.rev, kapok.greeted) == (42, 1)


def test_a_message_carries_its_moment(kapok):
    before = time.perf_counter()
    data = json.dumps(changes(words(), words())).encode()
    assert before - 1e-5 <= said_at(data, 0, len(data)) <= time.perf_counter()
    assert said_at(b'{"type":"changes"}', 0, 18) is None


def test_a_stock_send_is_over_when_it_comes_back_to_its_sender(line):
    stock, over = Stock(lambda room: 0, []), []
    stock.settled = over.append
    line.say = line.said.append
    stock.say(line)
    hear(stock, line, {"message": words()}, compact=False)
    assert over == []
    hear(stock, line, {"message": json.loads(line.said[0])["message"]}, compact=False)
    assert over == [line]
    assert stock.delivered == 2
