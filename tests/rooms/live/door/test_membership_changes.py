"""A mute, a suspension or a removal takes effect within a second, on open sockets and in waiting polls."""

import asyncio
import contextlib
import os
import time
import uuid
from datetime import UTC, datetime

import pytest
from websockets.exceptions import ConnectionClosed

from tests.server import AT_ONCE, closing_code, hear, hear_nothing_of, hello, say, send

COURSE = "/courses/lma-2023"

PERSON = """
from academy.models import Membership
from academy.members.profiles import sign_out_everywhere
from commons import moderation
member = Membership.objects.select_related("person").get(pk={member})
by = Membership.objects.get(pk={by})
"""
REMOVED = """
from commons.signals import measure_changed
pk = member.pk
member.delete()
member.pk = pk
measure_changed.send(Membership, membership=member)
"""


@pytest.fixture
def measure(server):
    """``await measure("kerwin", "mute", minutes=15)``: Chiara does it on a page. All is lifted at the end."""
    lift = []
    with server.http("chiara") as chiara:
        chiara.get("/you/")

        def post(who: str, what: str, **fields) -> None:
            path = f"{COURSE}/people/{server.said['members'][who]}/{what}/"
            token = {"csrfmiddlewaretoken": chiara.cookies["csrftoken"], "reason": "A reason"}
            assert chiara.post(path, data=token | fields).status_code == 302
            if not what.endswith("remove/"):
                lift.append((who, f"{what}/remove"))

        yield lambda who, what, **fields: asyncio.to_thread(post, who, what, **fields)
        for who, what in list(lift):
            if not what.endswith("remove/remove"):
                post(who, what)


def elsewhere(server, who: str, verb: str):
    """Chiara's ``verb`` in another process."""
    names = {"member": server.said["members"][who], "by": server.said["members"]["chiara"]}
    return asyncio.to_thread(server.shell, PERSON.format(**names) + verb)


async def refusal(connection, **frame) -> dict:
    name = str(uuid.uuid4())
    await say(connection, type="send", id=name, body="Still here?")
    return await hear(connection, "nack", id=name)


async def test_a_mute_is_sent_and_holds_on_open_sockets_until_it_is_lifted(server, pair, measure):
    async with server.socket("kerwin", pair) as kerwin, server.socket("adjoa", pair) as adjoa:
        await hello(kerwin)
        await hello(adjoa)
        await send(kerwin, "Before")
        await measure("kerwin", "mute", minutes="15")
        assert (await hear(kerwin, "notice", within=AT_ONCE))["level"] == "warning"
        assert (await hear(kerwin, "me"))["me"]["muted_until"] is not None
        nack = await refusal(kerwin)
        assert (nack["code"], 800 < nack["retry_after"] <= 900) == ("muted", True)
        await hear(adjoa, "changes")
        await say(kerwin, type="typing")
        await hear_nothing_of(kerwin, "notice")
        await hear_nothing_of(adjoa, "typing")
        await measure("kerwin", "mute/remove")
        assert (await hear(kerwin, "notice", within=AT_ONCE))["level"] == "info"
        assert (await hear(kerwin, "me"))["me"]["muted_until"] is None
        await send(kerwin, "Again")


async def test_the_end_of_a_mute_is_sent_when_its_time_is_over(server, pair):
    soon = "Membership.objects.filter(pk=member.pk).update(muted_until=timezone.now() + timedelta(seconds={}))"
    times, until = "from datetime import timedelta\nfrom django.utils import timezone\n", None
    for seconds in (3, 12, 48):  # on a busy machine the shorter ones are over before he comes
        await elsewhere(server, "kerwin", times + soon.format(seconds))
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:  # the server may still hold that he is not muted
            kerwin = await server.socket("kerwin", pair)
            if (until := (await hello(kerwin))["me"]["muted_until"]) is not None:
                break
            await kerwin.close()
        if until is not None:
            break
    assert until is not None
    async with kerwin:
        assert (await hear(kerwin, "notice", within=seconds + AT_ONCE))["level"] == "info"
        assert (await hear(kerwin, "me"))["me"]["muted_until"] is None
        assert 0 <= (datetime.now(UTC) - datetime.fromisoformat(until)).total_seconds() < AT_ONCE
        await send(kerwin, "Again")


async def test_a_muted_member_can_still_read_and_is_told_in_the_welcome(server, pair, measure):
    await measure("kerwin", "mute", minutes="15")
    async with server.socket("kerwin", pair) as kerwin, server.socket("adjoa", pair) as adjoa:
        assert (await hello(kerwin))["me"]["muted_until"] is not None
        await hello(adjoa)
        await send(adjoa, "Read this")
        await hear(kerwin, "changes", rev=1)
        with server.http("kerwin") as browser:
            said = browser.post(f"/rooms/{pair}/messages", json={"id": str(uuid.uuid4()), "body": "x"})
        assert (said.status_code, said.json()["code"]) == (403, "muted")
        assert int(said.headers["Retry-After"]) > 800


async def test_a_suspension_closes_every_socket_and_refuses_every_request_of_the_person(server, pair, measure):
    sockets = server.socket("kerwin", pair), server.socket("kerwin", "plenary"), server.socket("adjoa", pair)
    async with sockets[0] as first, sockets[1] as second, sockets[2] as adjoa:
        for connection in (first, second, adjoa):
            await hello(connection)
        await measure("kerwin", "suspension")
        assert await closing_code(first, within=AT_ONCE) == 4403
        assert await closing_code(second, within=AT_ONCE) == 4403
        assert await hear(adjoa, "presence", present=[server.said["members"]["adjoa"]])
        await send(adjoa, "Without him")
    async with server.socket("kerwin", pair) as again:
        assert await closing_code(again) == 4403
    with server.http("kerwin") as browser:
        assert browser.get(f"/rooms/{pair}/changes").status_code == 403
        assert browser.post(f"/rooms/{pair}/messages", json={"id": str(uuid.uuid4()), "body": "x"}).status_code == 403


async def test_a_suspension_reaches_a_socket_before_its_hello(server, pair, measure):
    async with server.socket("kerwin", pair) as connection:
        await say(connection, type="ping", t=1)
        await hear(connection, "pong")
        await measure("kerwin", "suspension")
        assert await closing_code(connection, within=AT_ONCE) == 4403


async def test_a_waiting_poll_of_a_suspended_member_ends_with_nothing(server, pair, measure):
    with server.http("kerwin") as browser:
        waiting = asyncio.create_task(asyncio.to_thread(browser.get, f"/rooms/{pair}/changes?since=0&wait=20"))
        await asyncio.sleep(0.3)
        assert not waiting.done()
        await measure("kerwin", "suspension")
        said = await asyncio.wait_for(waiting, AT_ONCE)
    assert (said.status_code, set(said.json())) == (403, {"code", "detail"})


async def test_a_hidden_message_loses_its_text_on_open_sockets(server, pair):
    async with server.socket("kerwin", pair) as kerwin:
        await hello(kerwin)
        sent = (await send(kerwin, "Harsh"))["message"]
        with server.http("chiara") as chiara:
            chiara.get("/you/")
            token = {"csrfmiddlewaretoken": chiara.cookies["csrftoken"], "reason": "Tone"}
            chiara.post(f"/moderation/message/{sent}/hiding/", data=token)
            hidden = (await hear(kerwin, "changes", rev=2, within=AT_ONCE))["messages"][0]
            assert (hidden["id"], hidden["body"], hidden["html"], bool(hidden["hidden_at"])) == (sent, "", "", True)
            chiara.post(f"/moderation/message/{sent}/hiding/remove/", data=token)
            assert (await hear(kerwin, "changes", rev=3, within=AT_ONCE))["messages"][0]["body"] == "Harsh"


async def test_a_mute_by_another_process_refuses_the_next_message(server, pair):
    async with server.socket("kerwin", pair) as connection:
        await hello(connection)
        await elsewhere(server, "kerwin", "moderation.mute(member, by=by, minutes=15, reason='x')")
        try:
            assert (await refusal(connection))["code"] == "muted"
        finally:
            await elsewhere(server, "kerwin", "moderation.unmute(member, by=by, reason='x')")
        await send(connection, "Again")


@pytest.mark.several_processes
@pytest.mark.parametrize(("who", "verb", "code"), [
    ("tunde", "moderation.suspend(member, by=by, reason='x')", 4403),
    ("trevor", "sign_out_everywhere(member.person)", 4401),
    ("mariam", REMOVED, 4403),
])  # fmt: skip
async def test_an_act_of_another_process_on_a_person_closes_their_sockets(server, who, verb, code):
    async with server.socket(who, "plenary") as connection, server.socket("adjoa", "plenary") as adjoa:
        await hello(connection)
        await hello(adjoa)
        await elsewhere(server, who, verb)
        assert await closing_code(connection, within=AT_ONCE) == code
        await send(adjoa, "Still here")


ROOM = """
from rooms.models import Room
from rooms.moderation import closing, slow_mode
room = Room.objects.get(pk={room})
"""


async def test_slow_mode_of_another_process_holds_here_and_is_sent(server, pair):
    room = ROOM.format(room=pair)
    async with server.socket("kerwin", pair) as connection:
        await hello(connection)
        await elsewhere(server, "kerwin", room + "slow_mode.slow_down(room, by=by, seconds=300)")
        if os.environ.get("REDIS_URL"):
            assert (await hear(connection, "slow", within=AT_ONCE))["seconds"] == 300
        await send(connection, "First")
        nack = await refusal(connection)
        assert (nack["code"], 290 < nack["retry_after"] <= 300) == ("rate", True)
        await elsewhere(server, "kerwin", room + "slow_mode.speed_up(room, by=by)")
        await send(connection, "Second")


async def test_nobody_writes_in_a_room_that_another_process_closed(server, pair):
    async with server.socket("adjoa", pair) as connection:
        await hello(connection)
        await send(connection, "Last")
        await elsewhere(server, "adjoa", ROOM.format(room=pair) + "closing.close_room(room)")
        if os.environ.get("REDIS_URL"):
            assert await closing_code(connection, within=AT_ONCE) == 4409
        else:  # this process got no announcement: it re-checks within seconds, and refuses until then
            with contextlib.suppress(ConnectionClosed):
                assert (await refusal(connection))["code"] == "closed"
            assert await closing_code(connection) == 4409
    async with server.socket("adjoa", pair) as again:
        with contextlib.suppress(ConnectionClosed):
            await say(again, type="hello", since=0)
        assert await closing_code(again) == 4409
