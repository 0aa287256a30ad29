"""docs/live.md is true: its examples run, its client runs, and its schema refuses wrong frames."""

import asyncio
import contextlib
import copy
import json
import re
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from rooms.messages import frames
from tests.frames import SCHEMA, check_heard, check_said, faults
from tests.rooms.protocol.transcripts import TEXT, Performance, act_out, pattern, program, transcripts
from tests.server import PATIENCE, Server, hello, serving

TRANSCRIPTS = transcripts()
UUID = "9b2b1c1e-6c0e-4f6b-9f0b-0d2f3c1a7e55"


def first_column(title: str) -> set[str]:
    """Returns the first cells of the table under that heading."""
    rows = TEXT.partition(f"\n{title}\n\n")[2].partition("\n\n")[0].splitlines()[2:]
    return {row.split("`")[1] for row in rows}


@pytest.mark.parametrize("title", TRANSCRIPTS)
async def test_the_examples_happen(server, pair, title):
    await act_out(TRANSCRIPTS[title], server, pair)


@pytest.mark.parametrize(("written", "heard"), [
    ('{"type": "ack", "seq": 2, …}', {"type": "ack", "seq": 1, "rev": 1}),
    ('{"type": "ack", "seq": 1}', {"type": "ack", "seq": 1, "rev": 1}),
    ('{"type": "ack", "seq": …, "rev": 1}', {"type": "ack", "rev": 1}),
    ('{"messages": [{"id": 1, …}]}', {"messages": []}),
    ('{"id": $adjoa}', {"id": 999}),
    ('{"a": $x, "b": $x}', {"a": 1, "b": 2}),
])  # fmt: skip
def test_a_wrong_example_fails(written, heard):
    class Served:
        said = {"members": {"adjoa": 5}}

    with pytest.raises(AssertionError):
        Performance(Served(), 1, contextlib.AsyncExitStack()).compare(pattern(written), heard)  # type: ignore[arg-type]


@pytest.mark.parametrize(("side", "title"), [("client", "What a client says:"), ("server", "What the server says:")])
def test_the_text_and_the_schema_have_the_same_frames(side, title):
    in_the_text = first_column(title)
    described = {name.removeprefix(f"{side}_") for name in SCHEMA["$defs"] if name.startswith(f"{side}_")}
    looked_at = {
        (each["if"]["properties"]["type"]["const"], each["then"]["$ref"]) for each in SCHEMA["$defs"][side]["allOf"]
    }
    assert in_the_text == described
    assert looked_at == {(kind, f"#/$defs/{side}_{kind}") for kind in in_the_text}
    assert {SCHEMA["$defs"][f"{side}_{kind}"]["properties"]["type"]["const"] for kind in in_the_text} == in_the_text


@pytest.mark.parametrize("kind", sorted(first_column("What a client says:")))
def test_the_server_parses_every_frame_of_a_client(kind):
    of_all = {"id": UUID, "since": 0, "body": "x", "message": 1, "emoji": "👍", "on": True, "rev": 1, "t": 1}
    of_all |= {"field": "alike"}
    assert not isinstance(frames.parse(json.dumps({"type": kind, **of_all})), frames.Unknown)


def test_the_text_names_every_close_code():
    codes = set(re.findall(r"^\| (\d{4})", TEXT, re.M))
    assert {"4400", "4401", "4403", "4404", "4408", "4409", "4429", "1012", "1013"} <= codes


class TestClientOfTheText:
    @pytest.fixture
    def served(self, stage, tmp_path):
        with serving(stage, tmp_path) as made:
            yield made

    async def test_the_client_loses_and_doubles_nothing_when_the_server_is_killed(self, served: Server):
        rooms = {name: self.room(served, name) for name in ("adjoa", "kerwin")}
        living = [asyncio.create_task(room.live()) for room in rooms.values()]
        said = []
        for number in range(30):
            for name, room in rooms.items():
                said.append((name, f"{name} {number}"))
                await room.do(type="send", body=f"{name} {number}")
            if number == 15:
                await self.until(lambda: len(rooms["kerwin"].messages) > 4)
                served.kill()
                await asyncio.to_thread(served.start)
            await asyncio.sleep(0)
        await self.until(lambda: all(not room.outbox and len(room.messages) == 60 for room in rooms.values()))
        assert rooms["adjoa"].messages == rooms["kerwin"].messages
        assert not rooms["adjoa"].refused + rooms["kerwin"].refused
        held = sorted(rooms["adjoa"].messages.values(), key=lambda message: message["seq"])
        for name in rooms:
            mine = [message["body"] for message in held if message["author"] == served.said["members"][name]]
            assert mine == [body for who, body in said if who == name]
        for task in living:
            task.cancel()

    async def test_the_client_continues_after_a_refusal_and_stops_when_it_may_not_enter(self, server: Server, pair):
        room, out = self.room(server, "adjoa", pair), self.room(server, "tunde", pair)
        living = asyncio.create_task(room.live())
        assert await asyncio.wait_for(out.live(), PATIENCE) == 4403
        await room.do(type="send", body="x" * 4001)
        await room.do(type="send", body="Short")
        await self.until(lambda: not room.outbox)
        assert [(act["body"][:1], bool(words)) for act, words in room.refused] == [("x", True)]
        living.cancel()

    async def test_the_client_asks_again_when_a_revision_is_missing(self, server: Server, pair):
        said = []

        class Connection:
            async def send(self, text: str) -> None:
                said.append(json.loads(text))

        room = self.room(server, "adjoa", pair)
        room.connection, room.rev = Connection(), 7
        await room.hear({"type": "welcome", "rev": 7})
        message = {"id": 1, "rev": 10}
        await room.hear({"type": "changes", "after": 8, "rev": 10, "messages": [message], "more": False})
        assert (said, room.rev) == ([{"type": "hello", "since": 7}], 7)
        await room.hear({"type": "welcome", "rev": 10})
        await room.hear({"type": "changes", "after": 7, "rev": 10, "messages": [message], "more": False})
        assert (room.rev, list(room.messages)) == (10, [1])

    def room(self, server: Server, name: str, number: int | None = None) -> Any:
        made: dict[str, Any] = {}
        exec(program("client"), made)
        address = f"ws://127.0.0.1:{server.port}/ws/rooms/{number or server.said['rooms']['pair']}/"
        return made["Room"](address, server.said["sessions"][name])

    async def until(self, done: Any) -> None:
        async with asyncio.timeout(60):
            while not done():
                await asyncio.sleep(0.02)


async def test_a_program_signs_in_by_a_link_as_the_text_says(server: Server, pair):
    link = urlsplit((await asyncio.to_thread(server.manage, "sign_in_link", "adjoa@example.org")).strip())
    with httpx.Client(base_url=server.base) as program:
        first, again = program.post(link.path), httpx.post(server.base + link.path)
        session = program.cookies["sessionid"]
    assert (first.status_code, again.status_code) == (302, 410)
    async with server.socket(None, pair, Cookie=f"sessionid={session}") as connection:
        assert (await hello(connection))["me"]["id"] == server.said["members"]["adjoa"]


def test_the_schema_is_served_as_the_text_says(server: Server):
    answer = httpx.get(f"{server.base}/static/frames.schema.json")
    assert (answer.status_code, answer.json()) == (200, SCHEMA)


AT = "2023-07-13T14:08:00.000Z"
MESSAGE = {
    "id": 1, "seq": 1, "rev": 1, "author": 5, "kind": "said", "stage": None, "body": "x", "html": "x",
    "lang": "fr", "sent_at": AT, "edited_at": None, "deleted_at": None, "hidden_at": None, "reply_to": None,
    "reactions": {"👍": [5]},
}  # fmt: skip
CHANGES = {"type": "changes", "after": 0, "rev": 1, "messages": [MESSAGE], "more": False}
CLOCK = {
    "number": 2, "of": 6, "key": "first-side", "minutes": [8, 15], "began_at": AT, "ends_at": None, "paused_at": AT,
    "left": 900.0, "over_at": None, "acts": 3, "now": AT,
}  # fmt: skip


def without(said: dict[str, Any], gone: str) -> dict[str, Any]:
    return {name: value for name, value in said.items() if name != gone}


class TestSchema:
    @pytest.mark.parametrize("frame", [
        {"type": "hello", "since": -1}, {"type": "hello", "since": 1.5}, {"type": "hello", "since": "1"},
        {"type": "hello", "since": 0, "lean": 1},
        {"type": "send", "id": "7", "body": "x"}, {"type": "send", "id": UUID},
        {"type": "send", "id": UUID, "body": " "},
        {"type": "send", "id": UUID, "body": "x" * 4001}, {"type": "send", "id": UUID, "body": "x", "reply_to": "1"},
        {"type": "edit", "id": UUID, "body": "x"}, {"type": "delete", "id": UUID, "message": None},
        {"type": "react", "id": UUID, "message": 1, "emoji": "🍰", "on": True},
        {"type": "react", "id": UUID, "message": 1, "emoji": "👍", "on": 1},
        {"type": "read"}, {"type": "ping", "t": {}}, {"type": 1}, {},
    ])  # fmt: skip
    def test_the_schema_refuses_wrong_frames_of_clients(self, frame):
        with pytest.raises(AssertionError):
            check_said(frame)
        assert faults("client", frame)

    @pytest.mark.parametrize("frame", [
        *[{**CHANGES, "messages": [without(MESSAGE, gone)]} for gone in MESSAGE],
        *[without(CHANGES, gone) for gone in ("after", "rev", "messages", "more")],
        {**CHANGES, "messages": []}, {**CHANGES, "messages": [{**MESSAGE, "reactions": {"👍": []}}]},
        {**CHANGES, "messages": [{**MESSAGE, "sent_at": "2023-07-13 14:08"}]},
        {**CHANGES, "messages": [{**MESSAGE, "stage": CLOCK}]}, {**CHANGES, "after": None},
        {"type": "ack", "id": UUID, "message": 1, "seq": 1}, {"type": "nack", "id": UUID, "code": "rate", "detail": ""},
        {"type": "nack", "id": UUID, "code": "rate", "detail": "x", "retry_after": 0.5},
        {"type": "presence", "present": [1, 1]},
        {"type": "stage", "stage": {**CLOCK, "left": "900"}}, {"type": "stage", "stage": None}, {"type": "slow"},
        {"type": "opened", "who": 1, "name": "x", "because": "curious", "at": AT}, {"type": "me", "me": {"id": 1}},
        {"type": "welcome"}, {"type": None},
    ])  # fmt: skip
    def test_the_schema_refuses_wrong_frames_of_servers(self, frame):
        with pytest.raises(AssertionError):
            check_heard(frame)
        assert faults("server", frame)

    @pytest.mark.parametrize("name", MESSAGE)
    def test_the_schema_allows_only_lean_messages_to_lack_fields(self, name):
        lean = {**CHANGES, "messages": [without(MESSAGE, name)]}
        if name in {"stage", "html", "edited_at", "deleted_at", "hidden_at", "reply_to", "reactions"}:
            check_heard(lean, lean=True)
        else:
            with pytest.raises(AssertionError):
                check_heard(lean, lean=True)

    @pytest.mark.parametrize("frame", [
        {"type": "send", "id": UUID, "body": "x", "mood": "cheerful"}, {"type": "wave", "at": {"who": 1}},
    ])  # fmt: skip
    def test_the_schema_allows_later_types_and_fields(self, frame):
        assert check_said(frame) == check_heard({"type": "later", "of": frame})["of"]
        grown = copy.deepcopy(CHANGES) | {"mood": 1}
        grown["messages"][0]["mood"] = 1
        assert not faults("server", check_heard(grown))
