"""Conversations of two over real sockets and HTTP: one room when both say hello at once, pauses and accesses shown
live."""

import asyncio
import re
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.server import AT_ONCE, closing_code, hear, hear_nothing_of, hello, say, send

COURSE = "/courses/lma-2023"


def does(server, who: str, path: str, **fields: str) -> str:
    """Sends a form of the pages; returns the address of the redirect."""
    with server.http(who) as browser:
        browser.get("/you/")
        token = {"csrfmiddlewaretoken": browser.cookies["csrftoken"]}
        answer = browser.post(path, data=token | fields)
        assert answer.status_code == 302, answer.text
        return answer.headers["location"]


def say_hello(server, who: str, to: str) -> int:
    """Returns the id of the room."""
    leads = does(server, who, f"{COURSE}/people/{server.said['members'][to]}/hello/")
    return int(re.fullmatch(r"/rooms/(\d+)/", leads)[1])


@pytest.fixture(scope="module")
def room(server) -> int:
    """The room of Mariam and Shanice."""
    return say_hello(server, "mariam", "shanice")


def test_many_hellos_at_once_open_one_room(server) -> None:
    with ThreadPoolExecutor(8) as threads:
        sides = [("tunde", "trevor"), ("trevor", "tunde")] * 4
        assert len(set(threads.map(lambda side: say_hello(server, *side), sides))) == 1


async def test_a_pause_reaches_open_sockets_and_refuses_their_messages(server, room) -> None:
    async with server.socket("mariam", room) as mariam, server.socket("shanice", room) as shanice:
        welcome = await hello(mariam)
        assert (welcome["room"]["kind"], welcome["room"]["readers"]) == ("direct", "members")
        assert welcome["room"]["title"] == "Shanice T."
        assert {member["name"] for member in welcome["members"]} == {"Mariam T.", "Shanice T."}
        await hello(shanice)
        await send(shanice, "Before")
        await asyncio.to_thread(does, server, "mariam", f"/rooms/{room}/block/")
        frame = await hear(shanice, "paused", within=AT_ONCE)
        assert (frame["who"], frame["on"]) == (server.said["members"]["mariam"], True)
        name = str(uuid.uuid4())
        await say(shanice, type="send", id=name, body="After")
        nack = await hear(shanice, "nack", id=name)
        assert (nack["code"], nack["detail"]) == ("forbidden", "This conversation is paused by the other person.")
        await hear(mariam, "changes")
        await hear_nothing_of(mariam, "changes")
        await asyncio.to_thread(does, server, "mariam", f"/rooms/{room}/block/remove/")
        assert (await hear(shanice, "paused", within=AT_ONCE))["on"] is False
        await send(shanice, "Again")


async def test_an_access_lets_a_facilitators_socket_in_and_the_members_are_told(server, room) -> None:
    async with server.socket("chiara", room) as chiara:
        assert await closing_code(chiara) == 4403
    async with server.socket("shanice", room) as shanice:
        await hello(shanice)
        ack = await send(shanice, "Something to look at")
        await asyncio.to_thread(does, server, "mariam", f"/reports/message/{ack['message']}/", reason="other")
        async with server.socket("chiara", room) as chiara:
            assert await closing_code(chiara) == 4403
        report = await asyncio.to_thread(waiting_report, server)
        await asyncio.to_thread(does, server, "chiara", f"{COURSE}/desk/reports/{report}/opening/")
        frame = await hear(shanice, "opened", within=AT_ONCE)
        assert (frame["who"], frame["name"]) == (server.said["members"]["chiara"], "Chiara T.")
        assert frame["because"] == "report"
        async with server.socket("chiara", room) as chiara:
            assert (await hello(chiara))["room"]["title"] == "Mariam T. · Shanice T."
        await asyncio.to_thread(does, server, "chiara", f"{COURSE}/desk/reports/{report}/settlement/")
    async with server.socket("chiara", room) as chiara:
        assert await closing_code(chiara) == 4403


def waiting_report(server) -> int:
    with server.http("chiara") as browser:
        page = browser.get(f"{COURSE}/desk/moderation/").text
        return int(re.search(r"/desk/reports/(\d+)/opening/", page)[1])
