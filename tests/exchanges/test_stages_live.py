"""The stage clock in a served room: whoever is there hears of it at once, whoever comes later finds it."""

import asyncio
import re

import pytest

from tests.server import PATIENCE, hear, heard, hello

ELSEWHERE = """
from academy.models import Membership
from exchanges.models import Exchange
from exchanges.stages import acts
exchange = Exchange.objects.select_related("round__format").get(room={room})
acts.{verb}(exchange, by=Membership.objects.get(pk={member}))
"""


@pytest.fixture
def presses(server, pair):
    """``await presses("adjoa", "begin")``: the button on the room's page, as a browser without scripts sends it."""

    def press(who: str, act: str) -> str:
        with server.http(who, headers={"Accept": "text/html"}, follow_redirects=True) as browser:
            page = browser.get(f"/rooms/{pair}/").text
            action = re.search(rf'formaction="(/exchanges/\d+/stage/{act}/)"', page)[1]
            fields = dict(re.findall(r'name="(csrfmiddlewaretoken|stage|seen)" value="(\w+)"', page))
            done = browser.post(action, data=fields)
            assert done.status_code == 200
            return done.text

    return lambda who, act: asyncio.to_thread(press, who, act)


async def hear_all(line, kinds: set[str]) -> dict[str, dict]:
    """A frame of each of these types, in whatever order they come."""
    found: dict[str, dict] = {}
    async with asyncio.timeout(PATIENCE):
        while not kinds <= set(found):
            frame = await heard(line)
            found[frame["type"]] = frame
    return found


async def test_who_is_there_hears_the_clock_and_reads_the_message(server, pair, presses):
    async with server.socket("kerwin", pair) as kerwin:
        assert (await hello(kerwin))["room"]["stage"]["number"] == 0
        page = await presses("adjoa", "begin")
        frames = await hear_all(kerwin, {"stage", "changes"})
    stage, message = frames["stage"]["stage"], frames["changes"]["messages"][0]
    assert (stage["number"], stage["key"], stage["acts"], stage["paused_at"]) == (1, "meet", 1, None)
    assert (message["rev"], message["kind"], message["author"]) == (1, "stage", server.said["members"]["adjoa"])
    assert message["stage"]["act"] == "begun"
    assert "1 sur 6" in page or "1 of 6" in page


async def test_who_comes_later_finds_where_the_clock_stands(server, pair, presses):
    await presses("adjoa", "begin")
    await presses("kerwin", "move-on")
    await presses("kerwin", "pause")
    async with server.socket("kerwin", pair) as kerwin:
        stage = (await hello(kerwin))["room"]["stage"]
        caught_up = await hear(kerwin, "changes")
    assert (stage["number"], stage["ends_at"], stage["acts"]) == (2, None, 3)
    assert 14 * 60 < stage["left"] <= 15 * 60
    assert [message["stage"]["act"] for message in caught_up["messages"]] == ["begun", "moved_on", "paused"]


async def test_who_polls_reads_the_clock_in_the_message(server, pair, presses):
    with server.http("kerwin") as kerwin:
        poll = asyncio.to_thread(kerwin.get, f"/rooms/{pair}/changes", params={"since": 0, "wait": 20})
        said, _page = await asyncio.gather(poll, presses("adjoa", "begin"))
    assert said.json()["messages"][0]["stage"]["ends_at"]


@pytest.mark.several_processes
async def test_it_is_heard_in_every_process(server, pair):
    async with server.socket("kerwin", pair) as kerwin:
        await hello(kerwin)
        verb = {"room": pair, "member": server.said["members"]["adjoa"], "verb": "begin"}
        await asyncio.to_thread(server.shell, ELSEWHERE.format(**verb))
        frames = await hear_all(kerwin, {"stage", "changes"})
    assert frames["stage"]["stage"]["number"] == 1
    assert frames["changes"]["messages"][0]["kind"] == "stage"


async def test_a_room_without_an_exchange_has_no_clock(server):
    async with server.socket("kerwin", "lounge") as kerwin:
        assert (await hello(kerwin))["room"]["stage"] is None
