"""The WebSocket as live.md describes it, frame by frame, against a served course."""

import json
import re
import uuid

import pytest
from websockets.exceptions import InvalidStatus

from tests.server import closing_code, hear, hear_nothing_of, heard, hello, say, send

# The protocol may grow: these fields are always there.
CARD = {"id", "name", "role", "bloc", "shore", "state", "time_zone"}
MESSAGE = {"id", "seq", "rev", "author", "kind", "stage", "body", "html", "lang", "reply_to", "reactions"}
MESSAGE |= {"sent_at", "edited_at", "deleted_at", "hidden_at"}
UTC = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$"


def new() -> str:
    return str(uuid.uuid4())


async def refused(connection, **frame) -> str:
    """Returns the code of the nack that answers the frame."""
    frame.setdefault("id", new())
    await connection.send(json.dumps(frame))
    nack = await hear(connection, "nack", id=frame["id"])
    assert set(nack) <= {"type", "id", "code", "detail", "retry_after"}
    assert nack["detail"]
    return nack["code"]


async def test_the_welcome_has_all_that_a_page_needs(server, pair):
    async with server.socket("adjoa", pair) as connection:
        await say(connection, type="hello", since=0)
        welcome = await heard(connection)
    ids = server.said["members"]
    assert set(welcome) == {"type", "room", "me", "cast", "members", "facilitators", "present", "rev", "now"}
    stage, exchange = welcome["room"].pop("stage"), welcome["room"].pop("exchange")
    assert exchange
    assert welcome["room"].pop("sheet")[:3] == ["first_side", "second_side", "alike"]
    assert welcome["room"].pop("relay") is None
    assert (stage["number"], stage["of"], stage["key"], stage["minutes"]) == (0, 6, None, [8, 15, 15, 15, 15, 8])
    assert welcome["room"] == {
        "id": pair, "kind": "exchange", "title": "Social security coverage of migrant workers", "edition": "lma-2023",
        "readers": "members_and_facilitators", "slow": 0, "paused": [], "speakers": None,
    }  # fmt: skip
    assert set(welcome["me"]) >= CARD | {"muted_until"}
    assert re.match(UTC, welcome["now"])
    assert all(set(member) >= CARD for member in welcome["members"])
    assert {member["id"] for member in welcome["members"]} == {ids["adjoa"], ids["kerwin"]}
    assert (welcome["me"]["id"], welcome["present"], welcome["rev"]) == (ids["adjoa"], [ids["adjoa"]], 0)


async def test_a_message_reaches_everybody_in_one_frame_with_all_its_fields(server, pair):
    async with server.socket("adjoa", pair) as adjoa, server.socket("kerwin", pair) as kerwin:
        await hello(adjoa)
        await hello(kerwin)
        ack = await send(adjoa, "Good *morning*")
        frame = await hear(kerwin, "changes")
    assert set(ack) == {"type", "id", "message", "seq", "rev"}
    assert set(frame) == {"type", "after", "rev", "messages", "more"}
    message = frame["messages"][0]
    assert set(message) >= MESSAGE
    assert re.match(UTC, message["sent_at"])
    assert (
        (message["id"], message["seq"], message["rev"])
        == (ack["message"], ack["seq"], ack["rev"])
        == (ack["message"], 1, 1)
    )
    assert (message["author"], message["body"], message["lang"]) == (
        server.said["members"]["adjoa"],
        "Good *morning*",
        "fr",
    )
    assert (message["html"].strip(), message["reactions"]) == ("<p>Good <em>morning</em></p>", {})
    assert (message["edited_at"], message["deleted_at"], message["hidden_at"], message["reply_to"]) == (None,) * 4


async def test_edits_reactions_replies_and_deletions_come_as_the_present_state(server, pair):
    async with server.socket("adjoa", pair) as adjoa, server.socket("kerwin", pair) as kerwin:
        await hello(adjoa)
        await hello(kerwin)
        sent = (await send(adjoa, "One"))["message"]
        await hear(kerwin, "changes", rev=1)
        await say(adjoa, type="edit", id=new(), message=sent, body="Two")
        assert (await hear(kerwin, "changes", rev=2))["messages"][0]["body"] == "Two"
        await say(kerwin, type="react", id=new(), message=sent, emoji="❤️", on=True)
        frame = await hear(adjoa, "changes", rev=3)
        assert frame["messages"][0]["reactions"] == {"❤️": [server.said["members"]["kerwin"]]}
        await send(kerwin, "Indeed", reply_to=sent)
        assert (await hear(adjoa, "changes", rev=4))["messages"][0]["reply_to"] == sent
        await say(adjoa, type="delete", id=new(), message=sent)
        gone = (await hear(kerwin, "changes", rev=5))["messages"][0]
        assert (gone["id"], gone["seq"], gone["body"], gone["html"], bool(gone["deleted_at"])) == (
            sent,
            1,
            "",
            "",
            True,
        )


async def test_presence_is_sent_when_somebody_joins_and_leaves(server, pair):
    ids = server.said["members"]
    async with server.socket("adjoa", pair) as adjoa:
        await hello(adjoa)
        async with server.socket("kerwin", pair) as kerwin:
            await hello(kerwin)
            assert await hear(adjoa, "presence", present=[ids["adjoa"], ids["kerwin"]])
        assert await hear(adjoa, "presence", present=[ids["adjoa"]])


async def test_typing_and_reading_are_sent_to_the_others_only(server, pair):
    who = server.said["members"]["adjoa"]
    async with server.socket("adjoa", pair) as adjoa, server.socket("kerwin", pair) as kerwin:
        await hello(adjoa)
        await hello(kerwin)
        await say(adjoa, type="typing")
        assert await hear(kerwin, "typing") == {"type": "typing", "who": who}
        await hear_nothing_of(adjoa, "typing")
        await send(kerwin, "Read me")
        await say(adjoa, type="read", rev=10**6)
        assert await hear(kerwin, "read") == {"type": "read", "who": who, "rev": 1}
        await send(kerwin, "And me")
        await say(adjoa, type="read", rev=2)
        await hear(kerwin, "read", rev=2)
        await say(adjoa, type="read", rev=1)
        assert (await hear(kerwin, "read"))["rev"] == 2
        await hear_nothing_of(adjoa, "read")


@pytest.mark.parametrize("mark", [123, 0, -1, 1.5, "mark", None, True, 2**80])
async def test_a_pong_has_the_mark_of_its_ping(server, mark):
    async with server.socket("adjoa") as connection:
        await hello(connection)
        await say(connection, type="ping", t=mark)
        assert await hear(connection, "pong") == {"type": "pong", "t": mark}


@pytest.mark.parametrize("mark", ['"\\ud800"', "1e999", '{"a": ["\\udfff"]}', "[" * 500 + "]" * 500])
async def test_a_ping_with_a_mark_that_cannot_come_back_harms_nothing(server, mark):
    async with server.socket("adjoa") as connection:
        await hello(connection)
        await connection.send(f'{{"type": "ping", "t": {mark}}}')
        assert set(await hear(connection, "pong")) == {"type", "t"}
        await hear_nothing_of(connection, "nack")


class TestClosed:
    @pytest.mark.parametrize(("who", "room", "code"), [
        (None, "pair", 4401), (None, 10**12, 4401), ("tunde", "pair", 4403), ("suspended", "plenary", 4403),
        ("suspended", "pair", 4403), ("outsider", "plenary", 4403), ("outsider", "pair", 4403), ("adjoa", 10**12, 4404),
        ("adjoa", 10**30, 4404), ("chiara", 0, 4404),
    ])  # fmt: skip
    async def test_a_refused_socket_is_closed_with_a_code_that_says_why(self, server, who, room, code):
        async with server.socket(who, room) as connection:
            assert await closing_code(connection) == code

    async def test_a_member_is_not_closed(self, server):
        for who, room in [("chiara", "pair"), ("tunde", "plenary"), ("trevor", "lounge"), ("kerwin", "pair")]:
            async with server.socket(who, room) as connection:
                assert (await hello(connection))["me"]["id"] == server.said["members"][who]

    async def test_any_other_address_is_closed_as_a_missing_room(self, server):
        for room in ("x", "-1", "1/2", "9" * 5000):
            async with server.socket("adjoa", room) as connection:
                assert await closing_code(connection) == 4404

    @pytest.mark.parametrize(
        "origin", ["http://evil.example", "http://127.0.0.1:1", "null", "https://127.0.0.1@evil.example"]
    )
    async def test_sockets_from_pages_of_other_hosts_are_closed(self, server, origin):
        async with server.socket("adjoa", Origin=origin) as connection:
            assert await closing_code(connection) == 4403

    async def test_sockets_with_a_malformed_origin_are_closed(self, server):
        with pytest.raises(InvalidStatus) as refusal:
            async with server.socket("adjoa", Origin="http://[::1"):
                pass
        assert refusal.value.response.status_code == 400

    async def test_sockets_from_our_own_pages_are_not_closed(self, server):
        async with server.socket("adjoa", Origin=server.base) as connection:
            await hello(connection)

    @pytest.mark.parametrize("text", [
        "", "hello", "[]", "null", "1", '"hello"', "{}", '{"type": 1}', '{"type": null}', '{"type": ["send"]}',
        '{"type": "ping", "t": NaN}',
        '{"type": "hello", "since": -1}', '{"type": "hello", "since": "0"}', '{"type": "hello", "since": 1e3}',
        '{"type": "hello", "since": true}', '{"type": "hello", "since": 9223372036854775808}',
        '{"type": "ping"', "[" * 8000,
        '{"type": "ping", "t": ' + "9" * 5000 + "}", '{"type": "ping", "t": "' + "x" * 16_384 + '"}',
    ])  # fmt: skip
    async def test_a_malformed_frame_closes_the_socket(self, server, text):
        async with server.socket("adjoa") as connection:
            await hello(connection)
            await connection.send(text)
            assert await closing_code(connection) == 4400

    async def test_bytes_that_are_no_text_and_frames_past_all_limits_close_the_socket(self, server):
        for frame in (b"\xff\xfe", b"", "x" * 60_000, "é" * 9000):
            async with server.socket("adjoa") as connection:
                await hello(connection)
                await connection.send(frame)
                assert await closing_code(connection) == 4400
        async with server.socket("adjoa") as connection:
            await hello(connection)
            await connection.send("x" * 1_000_000)
            assert await closing_code(connection) == 4400  # closed before it is parsed

    async def test_a_frame_of_just_the_largest_size_does_not_close_the_socket(self, server, pair):
        async with server.socket("adjoa", pair) as connection:
            await hello(connection)
            frame = json.dumps({"type": "ping", "t": 1, "pad": ""})
            await connection.send(frame.replace('""', f'"{"x" * (16 * 1024 - len(frame))}"'))
            await hear(connection, "pong")


async def test_unknown_types_and_fields_are_harmless(server, pair):
    async with server.socket("adjoa", pair) as connection:
        await say(connection, type="hello", since=0, version=9, client={"name": "later"})
        await hear(connection, "welcome")
        for kind in ("stage", "welcome", "changes", "ack", "", "Send", "__class__"):
            await say(connection, type=kind, id=new(), body="nothing")
        assert (await send(connection, "Known", mood="cheerful", seq=99, rev=99, author=1))["rev"] == 1


class TestRefused:
    @pytest.mark.parametrize(("code", "frame"), [
        ("too_long", {"type": "send", "body": "x" * 4001}),
        ("invalid", {"type": "send", "body": ""}),
        ("invalid", {"type": "send", "body": " \n\t "}),
        ("invalid", {"type": "send", "body": "\x00\x01"}),
        ("invalid", {"type": "send", "body": "\x7f\x85"}),
        ("invalid", {"type": "send", "body": "\u200b \ufeff\u202e"}),
        ("invalid", {"type": "send", "body": 7}),
        ("invalid", {"type": "send"}),
        ("invalid", {"type": "send", "body": "x", "id": "not-a-uuid"}),
        ("invalid", {"type": "send", "body": "x", "reply_to": "1"}),
        ("invalid", {"type": "send", "body": "x", "reply_to": 2**63}),
        ("invalid", {"type": "send", "body": "x", "reply_to": 2**62}),
        ("invalid", {"type": "edit", "message": 2**62, "body": "x"}),
        ("invalid", {"type": "edit", "body": "x"}),
        ("invalid", {"type": "delete", "message": None}),
        ("invalid", {"type": "react", "message": 1, "emoji": "🍰", "on": True}),
        ("invalid", {"type": "react", "message": 1, "emoji": "👍", "on": 1}),
        ("invalid", {"type": "react", "message": 1, "emoji": ["👍"], "on": True}),
    ])  # fmt: skip
    async def test_a_refusal_has_a_code_and_words(self, server, code, frame):
        async with server.socket("adjoa", "pair1") as connection:
            await hello(connection)
            assert await refused(connection, **frame) == code
            assert (await hello(connection))["rev"] == 0

    async def test_the_longest_message_is_not_refused(self, server, pair):
        async with server.socket("adjoa", pair) as connection:
            await hello(connection)
            await say(connection, type="send", id=new(), body="é" * 4000)
            assert len((await hear(connection, "changes"))["messages"][0]["body"]) == 4000

    async def test_changes_to_messages_of_others_and_of_other_rooms_are_refused(self, server, pair):
        async with server.socket("adjoa", pair) as adjoa, server.socket("kerwin", pair) as kerwin:
            await hello(adjoa)
            await hello(kerwin)
            sent = (await send(adjoa, "Mine"))["message"]
            assert await refused(kerwin, type="edit", message=sent, body="Yours") == "forbidden"
            assert await refused(kerwin, type="delete", message=sent) == "forbidden"
            async with server.socket("adjoa", "plenary") as elsewhere:
                await hello(elsewhere)
                assert await refused(elsewhere, type="edit", message=sent, body="There") == "invalid"
                assert await refused(elsewhere, type="send", body="There", reply_to=sent) == "invalid"


async def test_an_act_without_an_id_is_refused_without_one(server):
    async with server.socket("adjoa") as connection:
        await hello(connection)
        for id in ({}, {"id": None}, {"id": 5}, {"id": "\ud800"}):
            frame = json.dumps({"type": "send", "body": "x", **id})
            await connection.send(frame)
            assert (await hear(connection, "nack"))["code"] == "invalid"
        await hear_nothing_of(connection, "ack")
