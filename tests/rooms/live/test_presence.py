"""Presence is the union of the last reports of all processes, without silent ones; a mute reaches other processes."""

import asyncio
import time
from typing import Any

import pytest

from rooms.live.presence import SILENCE, Elsewhere
from tests.rooms.live.door.test_membership_changes import elsewhere
from tests.server import AT_ONCE, hear, hello, say

ROOM = 7


@pytest.mark.pure
def test_each_process_reports_its_own_people() -> None:
    elsewhere = Elsewhere()
    assert elsewhere.say(ROOM, "one", [1, 2], 0) == (True, True)
    assert elsewhere.say(ROOM, "two", [2, 3], 1) == (True, True)
    assert elsewhere.present(ROOM) == {1, 2, 3}
    assert elsewhere.say(ROOM, "one", [1, 2], 2) == (False, False), "said again, nothing changes"
    assert elsewhere.say(ROOM, "two", [3], 3) == (True, False)
    assert elsewhere.say(ROOM, "one", [], 4) == (True, False)
    assert elsewhere.present(ROOM) == {3}
    assert elsewhere.present(ROOM + 1) == set()


@pytest.mark.pure
def test_a_silent_process_loses_its_people() -> None:
    elsewhere = Elsewhere()
    elsewhere.say(ROOM, "killed", [1], 0)
    elsewhere.say(ROOM, "alive", [2], 0)
    elsewhere.say(ROOM, "alive", [2], SILENCE)
    assert elsewhere.forget_silent(SILENCE) == set()
    assert elsewhere.forget_silent(SILENCE + 1) == {ROOM}
    assert elsewhere.present(ROOM) == {2}


@pytest.mark.several_processes
async def test_people_of_two_processes_see_each_other_join_write_read_and_leave(server, pair) -> None:
    with server.twin() as twin:
        adjoa, kerwin = (server.said["members"][name] for name in ("adjoa", "kerwin"))
        async with server.socket("adjoa", pair) as here:
            await hello(here)
            async with twin.socket("kerwin", pair) as there:
                await hello(there)
                both = sorted([adjoa, kerwin])
                await hear(here, "presence", present=both)
                await hear(there, "presence", present=both)
                await say(here, type="typing")
                assert (await hear(there, "typing"))["who"] == adjoa
                await say(there, type="read", rev=0)
                assert (await hear(here, "read"))["who"] == kerwin
            await hear(here, "presence", present=[adjoa])


@pytest.mark.several_processes
async def test_people_of_a_process_that_is_killed_vanish_within_half_a_minute(server, pair) -> None:
    with server.twin() as twin:
        adjoa, kerwin = (server.said["members"][name] for name in ("adjoa", "kerwin"))
        async with server.socket("adjoa", pair) as here:
            await hello(here)
            async with twin.socket("kerwin", pair) as there:
                await hello(there)
                await hear(here, "presence", present=sorted([adjoa, kerwin]))
                twin.kill()
                await hear(here, "presence", present=[adjoa], within=30)


@pytest.mark.several_processes
async def test_a_mute_by_another_process_and_its_end_arrive_within_a_second(server, pair) -> None:
    async def me() -> tuple[dict[str, Any], float]:
        return (await hear(connection, "me", within=60))["me"], time.time()

    async with server.socket("kerwin", pair) as connection:
        await hello(connection)
        for verb, is_muted in (
            ("mute(member, by=by, reason='x', minutes=15)", True),
            ("unmute(member, by=by, reason='x')", False),
        ):
            told = asyncio.create_task(me())
            done = await elsewhere(server, "kerwin", f"moderation.{verb}; import time; print(time.time())")
            card, at = await told
            assert at - float(done.split()[-1]) < AT_ONCE
            assert (card["muted_until"] is not None) == is_muted
