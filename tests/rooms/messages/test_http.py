"""The same room over plain HTTP: changes, long polls, sending as JSON and as the page's form, and every refusal."""

import asyncio
import re
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from rooms.messages.answers import seconds_to_wait
from rooms.messages.frames import LONGEST_BODY
from tests.server import AT_ONCE, PATIENCE, hear, hello, say, send

CLOSE = "from rooms.moderation import closing as c; c.close_room(c.Room.objects.get(pk={room}))"


def new() -> str:
    return str(uuid.uuid4())


@pytest.fixture
def adjoa(server):
    with server.http("adjoa") as browser:
        yield browser


@pytest.fixture
def kerwin(server):
    with server.http("kerwin") as browser:
        yield browser


def posts(browser, room: int, body: str, **more) -> dict:
    """Returns the ack."""
    said = browser.post(f"/rooms/{room}/messages", json={"id": new(), "body": body, **more})
    assert said.status_code == 200, said.text
    return said.json()


def form(browser, room: int, **fields: str) -> dict[str, str]:
    """Returns the filled fields of the form on the room's page."""
    page = browser.get(f"/rooms/{room}/").text
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    return {"csrfmiddlewaretoken": token, "id": new(), **fields}


class TestChanges:
    def test_changes_since_a_revision_are_those_that_a_socket_gets(self, adjoa, kerwin, pair):
        first, second = posts(adjoa, pair, "One"), posts(kerwin, pair, "Two")
        assert (first["type"], first["seq"], first["rev"], second["rev"]) == ("ack", 1, 1, 2)
        said = adjoa.get(f"/rooms/{pair}/changes", params={"since": 1})
        assert (said.status_code, said.headers["content-type"]) == (200, "application/json")
        assert said.headers["cache-control"].count("no-store") == 1
        answer = said.json()
        assert set(answer) == {"rev", "messages", "more"}
        assert [(m["id"], m["body"]) for m in answer["messages"]] == [(second["message"], "Two")]
        assert (answer["rev"], answer["more"]) == (2, False)
        assert len(adjoa.get(f"/rooms/{pair}/changes").json()["messages"]) == 2

    async def test_older_pages_end_before_a_place_newest_last(self, server, adjoa, pair):
        await _many(server, pair, 55)
        page = adjoa.get(f"/rooms/{pair}/changes", params={"before": 55}).json()
        assert [message["seq"] for message in page["messages"]] == list(range(5, 55))
        assert page["more"]
        oldest = adjoa.get(f"/rooms/{pair}/changes", params={"before": 5}).json()
        assert ([message["seq"] for message in oldest["messages"]], oldest["more"]) == ([1, 2, 3, 4], False)
        newest = adjoa.get(f"/rooms/{pair}/changes?before=").json()
        assert [message["seq"] for message in newest["messages"]] == list(range(6, 56))

    async def test_changes_in_pages_are_complete(self, server, adjoa, pair):
        await _many(server, pair, 130)
        first = adjoa.get(f"/rooms/{pair}/changes").json()
        assert (len(first["messages"]), first["rev"], first["more"]) == (100, 100, True)
        rest = adjoa.get(f"/rooms/{pair}/changes", params={"since": 100}).json()
        assert (len(rest["messages"]), rest["rev"], rest["more"]) == (30, 130, False)

    @pytest.mark.parametrize("query", [
        "since=-1", "since=x", "since=1.5", "since=9223372036854775808", "since=%00", "since=٣", "before=x",
        "before=-1", "since=0&wait=x", "since=x&wait=1", "since=0&wait=-1",
    ])  # fmt: skip
    def test_changes_since_something_that_is_no_number_are_refused(self, adjoa, pair, query):
        said = adjoa.get(f"/rooms/{pair}/changes?{query}")
        assert (said.status_code, said.json()["code"]) == (400, "invalid")

    @pytest.mark.parametrize("wait", ["", "&wait=1"])
    @pytest.mark.parametrize(("who", "room", "status"), [
        (None, "pair", 401), ("tunde", "pair", 403), ("suspended", "plenary", 403), ("outsider", "pair", 403),
        ("outsider", "plenary", 403), ("adjoa", 10**15, 404), ("adjoa", 10**30, 404),
    ])  # fmt: skip
    def test_changes_are_for_members_only(self, server, who, room, status, wait):
        with server.http(who) as browser:
            said = browser.get(f"/rooms/{server.said['rooms'].get(room, room)}/changes?since=0{wait}")
        assert said.status_code == status
        assert set(said.json()) == {"code", "detail"}


class TestLongPoll:
    async def test_a_poll_answers_at_once_when_somebody_writes_on_a_socket(self, server, adjoa, pair):
        waiting = asyncio.create_task(asyncio.to_thread(adjoa.get, f"/rooms/{pair}/changes?since=0&wait=20"))
        async with server.socket("kerwin", pair) as connection:
            await hello(connection)
            await asyncio.sleep(0.3)  # so that the poll is waiting; even if it is not yet, it must answer
            assert not waiting.done()
            began = time.monotonic()
            await send(connection, "Hello")
            said = await waiting
        assert time.monotonic() - began < AT_ONCE
        assert [message["body"] for message in said.json()["messages"]] == ["Hello"]

    async def test_a_poll_answers_at_once_when_somebody_posts(self, adjoa, kerwin, pair):
        waiting = asyncio.create_task(asyncio.to_thread(adjoa.get, f"/rooms/{pair}/changes?since=0&wait=20"))
        await asyncio.sleep(0.2)
        began = time.monotonic()
        await asyncio.to_thread(posts, kerwin, pair, "Hello")
        assert (await waiting).json()["rev"] == 1
        assert time.monotonic() - began < AT_ONCE

    def test_a_poll_for_existing_changes_does_not_wait(self, adjoa, kerwin, pair):
        posts(kerwin, pair, "Hello")
        began = time.monotonic()
        assert adjoa.get(f"/rooms/{pair}/changes?since=0&wait=20").json()["rev"] == 1
        assert time.monotonic() - began < PATIENCE

    def test_a_poll_without_changes_is_empty_after_its_time(self, adjoa, pair):
        began = time.monotonic()
        said = adjoa.get(f"/rooms/{pair}/changes?since=0&wait=1")
        assert (said.status_code, said.json()) == (200, {"rev": 0, "messages": [], "more": False})
        assert 0.9 < time.monotonic() - began < PATIENCE

    async def test_many_polls_at_once_leave_the_pages_free(self, server, adjoa, kerwin, pair):
        def wait() -> dict:
            with server.http("adjoa") as browser:
                return browser.get(f"/rooms/{pair}/changes?since=0&wait=20").json()

        with ThreadPoolExecutor(12) as threads:
            waiting = [threads.submit(wait) for _n in range(12)]
            await asyncio.sleep(0.3)
            assert (await asyncio.to_thread(kerwin.get, f"/rooms/{pair}/")).status_code == 200
            await asyncio.to_thread(posts, kerwin, pair, "Hello")
            began = time.monotonic()
            assert [answer.result()["rev"] for answer in waiting] == [1] * 12
        assert time.monotonic() - began < AT_ONCE


@pytest.mark.pure
@pytest.mark.parametrize(
    ("written", "seconds"),
    [("0", 0), ("29", 29), ("30", 30), ("31", 30), ("999", 30), ("", 0), (None, 0), ("x", None), ("-1", None)],
)
def test_a_poll_waits_half_a_minute_at_most(written, seconds) -> None:
    assert seconds_to_wait(written) == seconds


class TestPosting:
    async def test_a_posted_message_reaches_open_sockets(self, server, kerwin, pair):
        async with server.socket("adjoa", pair) as connection:
            await hello(connection)
            ack = await asyncio.to_thread(posts, kerwin, pair, "By HTTP")
            frame = await hear(connection, "changes")
        assert (frame["rev"], frame["messages"][0]["id"]) == (ack["rev"], ack["message"])

    def test_the_pages_form_leads_back_to_the_page(self, adjoa, pair):
        page = {"Accept": "text/html"}
        said = adjoa.post(f"/rooms/{pair}/messages", data=form(adjoa, pair, body="By *form*"), headers=page)
        assert said.status_code == 302
        assert said.headers["location"].startswith(f"/rooms/{pair}/#message-")
        assert "By <em>form</em>" in adjoa.get(f"/rooms/{pair}/").text

    def test_a_faulty_form_shows_the_page_with_the_typed_text(self, adjoa, pair):
        long = "t" * (LONGEST_BODY + 1)
        said = adjoa.post(f"/rooms/{pair}/messages", data=form(adjoa, pair, body=long), headers={"Accept": "text/html"})
        assert said.status_code == 413
        assert long in said.text
        assert "Too long by 1: at most 4000 letters fit here." in said.text

    def test_a_form_of_megabytes_is_too_long(self, adjoa, pair):
        said = adjoa.post(f"/rooms/{pair}/messages", data=form(adjoa, pair, body="x" * 3_000_000))
        assert (said.status_code, said.json()["code"]) == (413, "too_long")

    def test_a_form_sent_twice_is_one_message(self, adjoa, pair):
        fields = form(adjoa, pair, body="Once")
        acks = [adjoa.post(f"/rooms/{pair}/messages", data=fields).json() for _time in range(2)]
        assert acks[0] == acks[1]
        assert adjoa.get(f"/rooms/{pair}/changes").json()["rev"] == 1

    def test_a_reply_names_its_message(self, adjoa, kerwin, pair):
        first = posts(adjoa, pair, "Question")
        posts(kerwin, pair, "Answer", reply_to=first["message"])
        fields = form(kerwin, pair, body="Another", reply_to=str(first["message"]))
        assert kerwin.post(f"/rooms/{pair}/messages", data=fields).status_code == 200
        assert [m["reply_to"] for m in adjoa.get(f"/rooms/{pair}/changes?since=1").json()["messages"]] == [
            first["message"]
        ] * 2

    def test_a_form_needs_its_token(self, adjoa, server, pair):
        adjoa.get(f"/rooms/{pair}/")
        for token in ({}, {"csrfmiddlewaretoken": "x" * 64}):
            said = adjoa.post(f"/rooms/{pair}/messages", data={"id": new(), "body": "Forged", **token})
            assert (said.status_code, said.json()["code"]) == (403, "forbidden")
        multipart = adjoa.post(f"/rooms/{pair}/messages", files={"id": (None, new()), "body": (None, "Forged")})
        plain = adjoa.post(f"/rooms/{pair}/messages", content=b"{}", headers={"Content-Type": "text/plain"})
        assert (multipart.status_code, plain.status_code) == (403, 403)
        assert adjoa.get(f"/rooms/{pair}/changes").json()["rev"] == 0

    def test_a_script_with_a_wrong_token_is_told_so(self, adjoa, pair):
        first = posts(adjoa, pair, "Hers")
        fields = {"act": "react", "id": new(), "on": "🤝"}
        for where in (f"/rooms/{pair}/messages", f"/rooms/{pair}/messages/{first['message']}/"):
            said = adjoa.post(where, data=fields, headers={"Accept": "application/json", "X-CSRFToken": "x" * 32})
            assert (said.status_code, said.json()["code"], said.json()["token"]) == (403, "forbidden", False)
            assert said.json()["detail"]
        page = adjoa.post(where, data=fields, headers={"Accept": "text/html"})
        assert (page.status_code, page.headers["content-type"]) == (403, "text/html; charset=utf-8")

    @pytest.mark.parametrize(("status", "code", "said"), [
        (413, "too_long", {"body": "x" * (LONGEST_BODY + 1)}),
        (413, "too_long", {"body": "x" * 3_000_000}),
        (400, "invalid", {"body": ""}),
        (400, "invalid", {"body": None}),
        (400, "invalid", {"body": ["x"]}),
        (400, "invalid", {"body": "x", "id": "7"}),
        (400, "invalid", {"body": "x", "id": None}),
        (400, "invalid", {"body": "x", "reply_to": 2**70}),
        (400, "invalid", {"body": "x", "reply_to": 2**62}),
        (400, "invalid", {"body": "x", "reply_to": [1]}),
    ])  # fmt: skip
    def test_an_invalid_message_is_refused_in_json(self, server, adjoa, status, code, said):
        room = server.said["rooms"]["pair"]
        answer = adjoa.post(f"/rooms/{room}/messages", json={"id": new(), **said})
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert set(answer.json()) == {"code", "detail"}

    @pytest.mark.parametrize(
        "content",
        [
            *(b"", b"{", b"[]", b"null", b"7", b'"x"', b"\xff\xfe", b"[" * 100_000, b"9" * 10_000),
            b'{"id": "9b2b1c1e-6c0e-4f6b-9f0b-0d2f3c1a7e55", "body": "x", "a": NaN}',
        ],
    )
    def test_invalid_json_is_refused(self, server, adjoa, content):
        answer = adjoa.post(
            f"/rooms/{server.said['rooms']['pair']}/messages",
            content=content,
            headers={"Content-Type": "application/json"},
        )
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid")

    @pytest.mark.parametrize(("who", "room", "status"), [
        (None, "pair", 401), ("tunde", "pair", 403), ("suspended", "plenary", 403), ("outsider", "plenary", 403),
        ("adjoa", 10**15, 404), ("adjoa", 10**30, 404),
    ])  # fmt: skip
    def test_posting_is_for_members_only(self, server, who, room, status):
        with server.http(who) as browser:
            said = browser.post(
                f"/rooms/{server.said['rooms'].get(room, room)}/messages", json={"id": new(), "body": "x"}
            )
        assert said.status_code == status
        assert set(said.json()) == {"code", "detail"}

    def test_posting_in_a_closed_room_is_refused_while_it_stays_readable(self, server, adjoa, pair):
        posts(adjoa, pair, "Last")
        server.shell(CLOSE.format(room=pair))
        said = adjoa.post(f"/rooms/{pair}/messages", json={"id": new(), "body": "More"})
        assert (said.status_code, said.json()["code"]) == (409, "closed")
        assert adjoa.get(f"/rooms/{pair}/changes").json()["messages"][0]["body"] == "Last"
        began = time.monotonic()
        assert adjoa.get(f"/rooms/{pair}/changes?since=1&wait=20").json()["messages"] == []
        assert time.monotonic() - began < PATIENCE
        assert "Last" in adjoa.get(f"/rooms/{pair}/").text


def test_unknown_methods_are_refused(adjoa, server):
    room = server.said["rooms"]["pair"]
    assert adjoa.get(f"/rooms/{room}/messages").status_code == 405
    assert adjoa.post(f"/rooms/{room}/changes", json={}).status_code in {403, 405}
    assert adjoa.delete(f"/rooms/{room}/messages").status_code == 405


async def _many(server, room: int, count: int) -> None:
    async with server.socket("adjoa", room) as one, server.socket("kerwin", room) as other:
        for connection in (one, other):
            await hello(connection)
        for number in range(count):
            await say((one, other)[number % 2], type="send", id=new(), body=str(number))
        await hear(one, "changes", rev=count)


@pytest.mark.parametrize(("method", "address"), [
    ("POST", "changes"), ("PUT", "changes"), ("GET", "messages"),
    ("PUT", "messages"), ("PUT", "messages/1/"), ("DELETE", "messages/1/"),
])  # fmt: skip
def test_an_unknown_method_is_refused_in_json(adjoa, pair, method, address):
    answer = adjoa.request(method, f"/rooms/{pair}/{address}")
    assert answer.status_code == 405
    assert set(answer.json()) == {"code", "detail"}
    assert answer.headers["Allow"]
