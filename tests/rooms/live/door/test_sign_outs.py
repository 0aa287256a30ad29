"""A sign-out or another sign-in closes the sockets of its session, or of the person, within a second."""

import asyncio
import contextlib
import time
import uuid

from tests.server import AT_ONCE, closing_code, hear, hello, say, send


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
