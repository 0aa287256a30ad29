"""A mute, suspension, sign-out or removal takes effect within a second, on open sockets and in waiting polls."""

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
from academy.profiles import sign_out_everywhere
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
    times = "from datetime import timedelta\nfrom django.utils import timezone\n"
    for seconds in (3, 12, 48):  # on a busy machine the shorter ones are over before he comes
        await elsewhere(server, "kerwin", times + soon.format(seconds))
        kerwin = await server.socket("kerwin", pair)
        if (until := (await hello(kerwin))["me"]["muted_until"]) is not None:
            break
        await kerwin.close()
    assert until is not None
    async with kerwin:
        assert (await hear(kerwin, "notice", within=seconds + 1))["level"] == "info"
        assert (await hear(kerwin, "me"))["me"]["muted_until"] is None
        assert 0 <= (datetime.now(UTC) - datetime.fromisoformat(until)).total_seconds() < 1
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


def link_of(server, who: str) -> str:
    link: str = server.shell(
        "from academy.models import Person; from academy.sign_in.links import make_link;"
        f"print(make_link(Person.objects.get(pk={server.said['people'][who]})))"
    )
    return link.strip()


def sign_in(server, who: str) -> str:
    """Opens a new session of the person; tests end it."""
    with server.http(None) as browser:
        assert browser.post(link_of(server, who)).status_code == 302
        return browser.cookies["sessionid"]


@contextlib.contextmanager
def as_session(server, key: str):
    """``server.socket("fresh")`` and ``server.http("fresh")`` use that session."""
    server.said["sessions"]["fresh"] = key
    yield
    del server.said["sessions"]["fresh"]


async def test_signing_out_closes_the_sockets_of_that_session_only(server, pair):
    with as_session(server, sign_in(server, "kerwin")):
        async with (
            server.socket("fresh", pair) as gone,
            server.socket("kerwin", pair) as stays,
            server.socket("fresh", pair) as mute,
        ):
            await hello(gone)
            await hello(stays)
            await say(mute, type="ping", t=1)
            await hear(mute, "pong")
            with server.http("fresh") as browser:
                waiting = asyncio.create_task(asyncio.to_thread(browser.get, f"/rooms/{pair}/changes?since=0&wait=20"))
                await asyncio.sleep(0.3)
                with server.http("fresh") as other_tab:
                    other_tab.get("/you/")
                    began = time.monotonic()
                    said = other_tab.post("/sign-out/", data={"csrfmiddlewaretoken": other_tab.cookies["csrftoken"]})
                assert said.status_code == 302
                assert await closing_code(gone, within=AT_ONCE) == 4401
                assert await closing_code(mute, within=AT_ONCE) == 4401
                assert time.monotonic() - began < AT_ONCE
                await send(stays, "Still here")
                assert (await waiting).status_code == 401
        async with server.socket("fresh", pair) as again:
            assert await closing_code(again) == 4401


async def test_another_sign_in_in_the_same_browser_closes_the_sockets_of_the_first_person(server, pair):
    """Otherwise the first person's page would go on writing in their name, for whoever sits there now."""
    with as_session(server, sign_in(server, "kerwin")):
        async with server.socket("fresh", pair) as gone, server.socket("kerwin", pair) as stays:
            await hello(gone)
            await hello(stays)
            with server.http("fresh") as browser:
                waiting = asyncio.create_task(asyncio.to_thread(browser.get, f"/rooms/{pair}/changes?since=0&wait=20"))
                await asyncio.sleep(0.3)
                link = link_of(server, "shanice")
                with server.http("fresh") as other_tab:
                    began = time.monotonic()
                    assert other_tab.post(link).status_code == 302
                await say(gone, type="send", id=str(uuid.uuid4()), body="In the first person's name")
                assert await closing_code(gone, within=AT_ONCE) == 4401
                assert time.monotonic() - began < AT_ONCE
                await send(stays, "Still here")
                assert (await waiting).status_code == 401
    with server.http("kerwin") as browser:
        said = browser.get(f"/rooms/{pair}/changes?since=0").json()["messages"]
    assert "In the first person's name" not in {message["body"] for message in said}


async def test_signing_out_everywhere_closes_every_socket_of_the_person(server, pair):
    keys = [sign_in(server, "shanice"), server.said["sessions"]["shanice"]]
    with as_session(server, keys[0]):
        async with (
            server.socket("fresh", "plenary") as one,
            server.socket("shanice", "lounge") as two,
            server.socket("adjoa", "plenary") as adjoa,
        ):
            for connection in (one, two, adjoa):
                await hello(connection)
            with server.http("fresh") as browser:
                browser.get("/you/")
                token = {"csrfmiddlewaretoken": browser.cookies["csrftoken"]}
                assert browser.post("/you/sign-out-everywhere/", data=token).status_code == 302
            assert await closing_code(one, within=AT_ONCE) == 4401
            assert await closing_code(two, within=AT_ONCE) == 4401
            await send(adjoa, "Still here")
    async with server.socket("shanice", "lounge") as again:
        assert await closing_code(again) == 4401


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
