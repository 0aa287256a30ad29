"""The stage clock in a served room: connected members receive it at once, later members find it."""

import asyncio
import re

import pytest

from tests.server import PATIENCE, hear, heard, hello

IN_ANOTHER_PROCESS = """
from academy.models import Membership
from exchanges.models import Exchange
from exchanges.stages import acts
exchange = Exchange.objects.select_related("round__format").get(room={room})
acts.{verb}(exchange, by=Membership.objects.get(pk={member}))
"""


@pytest.fixture
def presses(server, pair):
    """``await presses("adjoa", "begin")`` presses the button on the room's page as a browser without scripts does."""

    def press(who: str, act: str) -> str:
        with server.http(who, headers={"Accept": "text/html"}, follow_redirects=True) as browser:
            page = browser.get(f"/rooms/{pair}/").text
            action = re.search(rf'formaction="(/exchanges/\d+/stage/{act}/)"', page)[1]
            fields = dict(re.findall(r'name="(csrfmiddlewaretoken|stage|seen)" value="(\w+)"', page))
            done = browser.post(action, data=fields)
            assert done.status_code == 200
            return done.text

    return lambda who, act: asyncio.to_thread(press, who, act)


async def hear_kinds(connection, kinds: set[str]) -> dict[str, dict]:
    """Waits for a frame of each of these types, in any order. Returns the last one of each type."""
    found: dict[str, dict] = {}
    async with asyncio.timeout(PATIENCE):
        while not kinds <= set(found):
            frame = await heard(connection)
            found[frame["type"]] = frame
    return found


async def test_a_connected_member_receives_the_clock_and_the_message(server, pair, presses):
    async with server.socket("kerwin", pair) as kerwin:
        assert (await hello(kerwin))["room"]["stage"]["number"] == 0
        page = await presses("adjoa", "begin")
        frames = await hear_kinds(kerwin, {"stage", "changes"})
    stage, message = frames["stage"]["stage"], frames["changes"]["messages"][0]
    assert (stage["number"], stage["key"], stage["acts"], stage["paused_at"]) == (1, "meet", 1, None)
    assert (message["rev"], message["kind"], message["author"]) == (1, "stage", server.said["members"]["adjoa"])
    assert message["stage"]["act"] == "begun"
    assert "1 sur 6" in page or "1 of 6" in page


async def test_a_later_member_finds_the_clock_and_catches_up(server, pair, presses):
    await presses("adjoa", "begin")
    await presses("kerwin", "move-on")
    await presses("kerwin", "pause")
    async with server.socket("kerwin", pair) as kerwin:
        stage = (await hello(kerwin))["room"]["stage"]
        caught_up = await hear(kerwin, "changes")
    assert (stage["number"], stage["ends_at"], stage["acts"]) == (2, None, 3)
    assert 14 * 60 < stage["left"] <= 15 * 60
    assert [message["stage"]["act"] for message in caught_up["messages"]] == ["begun", "moved_on", "paused"]


async def test_a_polling_member_reads_the_clock_in_the_message(server, pair, presses):
    with server.http("kerwin") as kerwin:
        poll = asyncio.to_thread(kerwin.get, f"/rooms/{pair}/changes", params={"since": 0, "wait": 20})
        said, _page = await asyncio.gather(poll, presses("adjoa", "begin"))
    assert said.json()["messages"][0]["stage"]["ends_at"]


@pytest.mark.several_processes
async def test_an_act_in_another_process_reaches_the_socket(server, pair):
    async with server.socket("kerwin", pair) as kerwin:
        await hello(kerwin)
        verb = {"room": pair, "member": server.said["members"]["adjoa"], "verb": "begin"}
        await asyncio.to_thread(server.shell, IN_ANOTHER_PROCESS.format(**verb))
        frames = await hear_kinds(kerwin, {"stage", "changes"})
    assert frames["stage"]["stage"]["number"] == 1
    assert frames["changes"]["messages"][0]["kind"] == "stage"


async def test_a_room_without_an_exchange_has_no_clock(server):
    async with server.socket("kerwin", "lounge") as kerwin:
        assert (await hello(kerwin))["room"]["stage"] is None
