"""Nothing is missed or doubled, and everybody sees one order: over sockets and HTTP, across every reconnect."""

import asyncio
import uuid

import pytest

from tests.held import Held
from tests.server import hear, hear_nothing_of, hello, say, send


def new() -> str:
    return str(uuid.uuid4())


async def read_from(server, who: str, room: int, since: int) -> Held:
    held = Held(since)
    async with server.socket(who, room) as connection:
        return await held.read(connection, (await hello(connection, since))["rev"])


async def test_a_client_that_was_away_gets_only_what_changed(server, pair):
    async with server.socket("adjoa", pair) as adjoa:
        await hello(adjoa)
        first = (await send(adjoa, "First"))["message"]
        await send(adjoa, "Second")
        held = await read_from(server, "kerwin", pair, 0)
        await say(adjoa, type="edit", id=new(), message=first, body="First, changed")
        third = await send(adjoa, "Third")
    away = await read_from(server, "kerwin", pair, held.rev)
    assert [(message["seq"], message["rev"]) for message in away.messages.values()] == [(1, 3), (3, 4)]
    assert (away.rev, held.messages[first]["body"], away.messages[first]["body"]) == (
        third["rev"],
        "First",
        "First, changed",
    )
    assert held.messages | away.messages == (await read_from(server, "kerwin", pair, 0)).messages


async def speak_at_once(server, room: int, total: int) -> None:
    """Sends ``total`` messages over several sockets, because one with more than a hundred frames a second is closed."""

    async def speak(who: str, count: int) -> None:
        async with server.socket(who, room) as connection:
            await hello(connection)
            for number in range(count):
                await say(connection, type="send", id=new(), body=str(number))
                await asyncio.sleep(0)
            for _number in range(count):
                await hear(connection, "ack")

    shares = [min(70, total - start) for start in range(0, total, 70)]
    await asyncio.gather(*(speak(("adjoa", "kerwin")[n % 2], share) for n, share in enumerate(shares)))


async def test_a_long_catch_up_comes_in_frames_of_a_hundred(server, pair):
    await speak_at_once(server, pair, 255)
    async with server.socket("kerwin", pair) as kerwin:
        await hello(kerwin, since=5)
        frames = [await hear(kerwin, "changes") for _page in range(3)]
    assert [(len(frame["messages"]), frame["rev"], frame["more"]) for frame in frames] == [
        (100, 105, True), (100, 205, True), (50, 255, False),
    ]  # fmt: skip


async def test_the_longest_messages_fit_into_a_frame(server, pair):
    longest = ["&" * 4000, "日" * 4000, "*a*" * 1333, "[](a)" * 800]
    async with server.socket("adjoa", pair) as adjoa:
        await hello(adjoa)
        for number in range(60):
            await say(adjoa, type="send", id=new(), body=longest[number % 4])
        live = await Held().read(adjoa, 60)
    assert live.messages == (await read_from(server, "kerwin", pair, 0)).messages
    assert len(live.messages) == 60


async def test_a_second_hello_gets_the_missing_changes_again(server, pair):
    async with server.socket("adjoa", pair) as adjoa:
        await hello(adjoa)
        for number in range(3):
            await send(adjoa, str(number))
        await say(adjoa, type="hello", since=1)
        await hear(adjoa, "welcome", rev=3)
        assert [message["rev"] for message in (await hear(adjoa, "changes"))["messages"]] == [2, 3]
        await send(adjoa, "Still live")
        await hear_nothing_of(adjoa, "changes")


async def test_a_client_that_claims_a_future_revision_gets_the_present_one_and_all_later_changes(server, pair):
    async with server.socket("adjoa", pair) as adjoa:
        await hello(adjoa)
        await send(adjoa, "Now")
        async with server.socket("kerwin", pair) as kerwin:
            assert (await hello(kerwin, since=2**63 - 1))["rev"] == 1
            await say(adjoa, type="send", id=new(), body="Next")
            assert (await hear(kerwin, "changes"))["rev"] == 2


async def test_clients_that_write_at_once_see_one_order_without_gaps(server, pair):
    connections = [server.socket(who, pair) for who in ("adjoa", "kerwin", "chiara") * 2]
    each, total = 30, 30 * 6

    async def speak(connection, name: int) -> Held:
        await hello(connection)
        for number in range(each):
            await say(connection, type="send", id=new(), body=f"{name}:{number}")
        return await Held().read(connection, total)

    async with (
        connections[0] as a,
        connections[1] as b,
        connections[2] as c,
        connections[3] as d,
        connections[4] as e,
        connections[5] as f,
    ):
        held = await asyncio.gather(*(speak(connection, name) for name, connection in enumerate((a, b, c, d, e, f))))
    assert all(one.revisions == list(range(1, total + 1)) for one in held)
    assert all(one.messages == held[0].messages for one in held)
    order = [message["body"].split(":") for message in sorted(held[0].messages.values(), key=lambda m: m["seq"])]
    for name in range(6):
        assert [int(number) for who, number in order if int(who) == name] == list(range(each))
    assert (await read_from(server, "kerwin", pair, 0)).messages == held[0].messages


async def test_a_client_that_joins_while_others_write_misses_and_doubles_nothing(server, pair):
    async def come(since: int) -> Held:
        async with server.socket("chiara", pair) as connection:
            await say(connection, type="hello", since=since)
            return await Held(since).read(connection, 280)

    async def come_later(number: int) -> Held:
        await asyncio.sleep(number * 0.04)
        return await come(0)

    _said, *held = await asyncio.gather(speak_at_once(server, pair, 280), *(come_later(n) for n in range(8)))
    assert all(one.revisions == list(range(1, 281)) for one in held)


class TestTheSameUuid:
    async def test_one_uuid_over_sockets_and_http_is_one_message_with_one_ack(self, server, pair):
        name = new()
        async with server.socket("adjoa", pair) as connection:
            await hello(connection)
            await say(connection, type="send", id=name, body="Once")
            first = await hear(connection, "ack", id=name)
            await send(connection, "Between")
            await say(connection, type="edit", id=new(), message=first["message"], body="Edited")
            await say(connection, type="send", id=name, body="Once")
            assert await hear(connection, "ack", id=name) == first
        with server.http("adjoa") as browser:
            said = browser.post(f"/rooms/{pair}/messages", json={"id": name, "body": "Once more"})
            assert (said.status_code, said.json()) == (200, first)
            browser.get(f"/rooms/{pair}/")
            form = {"id": name, "body": "Once", "csrfmiddlewaretoken": browser.cookies["csrftoken"]}
            assert browser.post(f"/rooms/{pair}/messages", data=form).json() == first
        async with server.socket("adjoa", pair) as connection:
            await hello(connection, since=3)
            await say(connection, type="send", id=name, body="Once")
            assert await hear(connection, "ack", id=name) == first
        held = await read_from(server, "kerwin", pair, 0)
        assert [message["body"] for message in held.messages.values()] == ["Between", "Edited"]

    async def test_one_uuid_sent_many_times_at_once_is_one_message(self, server, pair):
        name = new()

        async def by_socket() -> dict:
            async with server.socket("adjoa", pair) as connection:
                await hello(connection)
                await say(connection, type="send", id=name, body="Once")
                return await hear(connection, "ack", id=name)

        def by_http() -> dict:
            with server.http("adjoa") as browser:
                return browser.post(f"/rooms/{pair}/messages", json={"id": name, "body": "Once"}).json()

        acks = await asyncio.gather(*(by_socket() for _n in range(4)), *(asyncio.to_thread(by_http) for _n in range(4)))
        assert all(ack == acks[0] for ack in acks)
        assert len((await read_from(server, "kerwin", pair, 0)).messages) == 1

    async def test_an_edit_sent_again_after_a_reconnect_changes_nothing(self, server, pair):
        async with server.socket("adjoa", pair) as connection:
            await hello(connection)
            message = (await send(connection, "One"))["message"]
            edit = {"type": "edit", "id": new(), "message": message, "body": "Two"}
            await say(connection, **edit)
            first = await hear(connection, "ack", id=edit["id"])
        async with server.socket("adjoa", pair) as connection:
            await hello(connection)
            await say(connection, **edit)
            assert await hear(connection, "ack", id=edit["id"]) == first
            assert (await hello(connection))["rev"] == 2


POSTED_ELSEWHERE = """
import uuid
from rooms.announcing import RoomsReached, announce
from rooms.messages.frames import Send
from rooms.messages.posting import Work, post
for number in range(5):
    post(Work({room}, {author}, Send(uuid.uuid4(), f"elsewhere {{number}}")))
announce(RoomsReached([({room}, 6)]))
"""


async def test_messages_of_another_process_are_never_skipped(server, pair):
    author = server.said["members"]["kerwin"]
    async with server.socket("adjoa", pair) as connection:
        await hello(connection)
        await send(connection, "Before")
        await asyncio.to_thread(server.shell, POSTED_ELSEWHERE.format(room=pair, author=author))
        await say(connection, type="send", id=new(), body="After")
        held = await Held(1).read(connection, 7)
    assert held.revisions == list(range(2, 8))
    assert [message["body"] for message in held.messages.values()][-1] == "After"


@pytest.mark.several_processes
async def test_two_processes_serve_one_room(server, pair):
    with server.twin() as twin:
        sockets = [
            server.socket("adjoa", pair),
            twin.socket("kerwin", pair),
            server.socket("kerwin", pair),
            twin.socket("adjoa", pair),
        ]
        async with sockets[0] as a, sockets[1] as b, sockets[2] as c, sockets[3] as d:

            async def speak(connection) -> Held:
                await hello(connection)
                for number in range(25):
                    await say(connection, type="send", id=new(), body=str(number))
                return await Held().read(connection, 100)

            held = await asyncio.gather(*(speak(connection) for connection in (a, b, c, d)))
        assert "Traceback" not in twin.faults()
    assert all(one.revisions == list(range(1, 101)) for one in held)
    assert all(one.messages == held[0].messages for one in held)
