"""The control room's page learns at once that something has happened in one of its rooms, and nobody else is told."""

import asyncio
import re
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.rooms.conftest import _pairs, pair, server, stage
from tests.server import AT_ONCE, hello

__all__ = ["_pairs", "pair", "server", "stage"]
CHANGES = "/courses/lma-2023/desk/control/changes"


def begin(browser, room: int) -> None:
    page = browser.get(f"/rooms/{room}/", headers={"Accept": "text/html"}).text
    action = re.search(r'formaction="(/exchanges/\d+/stage/begin/)"', page)[1]
    fields = dict(re.findall(r'name="(csrfmiddlewaretoken|stage|seen)" value="(\w+)"', page))
    assert browser.post(action, data=fields, headers={"Accept": "text/html"}).status_code == 302


def test_an_act_a_message_and_a_hand_end_the_wait(server, pair) -> None:
    with server.http("adjoa") as adjoa, server.http("chiara") as chiara, ThreadPoolExecutor(1) as beside:
        begin(adjoa, pair)

        def say() -> None:
            said = adjoa.post(f"/rooms/{pair}/messages", json={"id": str(uuid.uuid4()), "body": "Hello"})
            assert said.status_code == 200

        def call() -> None:
            token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', adjoa.get(f"/rooms/{pair}/").text)[1]
            adjoa.post(f"/rooms/{pair}/hand/", data={"csrfmiddlewaretoken": token})

        version = chiara.get(CHANGES, params={"wait": 20}).json()["version"]
        for does in (say, call):
            asked = {"wait": 20, "since": version}
            waiting = beside.submit(chiara.get, CHANGES, params=asked, timeout=30)
            time.sleep(0.3)
            assert not waiting.done()
            began = time.monotonic()
            does()
            answer = waiting.result().json()
            assert time.monotonic() - began < AT_ONCE
            assert answer["version"] != version
            version = answer["version"]


async def test_who_comes_into_a_room_is_shown_at_once_and_who_leaves_no_more(server, pair) -> None:
    with server.http("adjoa") as adjoa, server.http("chiara") as chiara:
        begin(adjoa, pair)

        async def once(is_here: bool, version: str) -> tuple[dict[str, list[int]], str]:
            """Asks until somebody is in a room, or nobody; returns who, and the version."""
            until = time.monotonic() + AT_ONCE
            while True:
                asked = {"wait": 5, "since": version}
                answer = (await asyncio.to_thread(chiara.get, CHANGES, params=asked, timeout=30)).json()
                here, version = answer["here"], answer["version"]
                if bool(here) == is_here or time.monotonic() > until:
                    return here, version

        async with server.socket("adjoa", pair) as socket:
            await hello(socket)
            here, version = await once(True, "nobody")
            assert {room: len(members) for room, members in here.items()} == {str(pair): 1}
        here, _version = await once(False, version)
        assert here == {}


@pytest.mark.parametrize(("who", "query", "status"), [
    ("adjoa", "wait=1", 403), ("chiara", "wait=x", 400), ("chiara", "wait=1&since=x", 200),
])  # fmt: skip
def test_only_the_team_looks(server, who, query, status) -> None:
    with server.http(who) as browser:
        assert browser.get(f"{CHANGES}?{query}").status_code == status
        assert browser.get(f"/courses/none/desk/control/changes?{query}").status_code == 403
        browser.cookies.clear()
        assert browser.get(f"{CHANGES}?{query}").status_code == 401
