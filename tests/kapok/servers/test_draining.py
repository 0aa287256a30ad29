"""On SIGTERM a serving process drains: nothing under way is lost, and clients are told to reconnect."""

import asyncio
import json
import signal
import time
import uuid

import httpx
import pytest
from websockets.exceptions import ConnectionClosed

from tests.server import closing_code, heard, hello, serving, the_stage

pytestmark = pytest.mark.faults


@pytest.fixture
def server(tmp_path_factory, tmp_path):
    stage = the_stage(tmp_path_factory.getbasetemp())
    with serving(stage, tmp_path / "leaving", KAPOK_DRAIN="1", KAPOK_ROOM_RATE="100000") as server:
        yield server


async def test_sigterm_closes_sockets_one_after_the_other_once_their_messages_are_acked(server):
    sockets = [await server.socket("adjoa", f"pair{n}") for n in range(1, 9)]
    for socket in sockets:
        await hello(socket)
    names = [str(uuid.uuid4()) for _socket in sockets]
    for name, socket in zip(names, sockets, strict=True):
        await socket.send(json.dumps({"type": "send", "id": name, "body": "The last word"}))
    await asyncio.sleep(0)
    server.process.send_signal(signal.SIGTERM)

    async def end(socket, name: str) -> tuple[int, float, bool]:
        """The close code, its time in seconds, and whether the ack came before it."""
        acked = False
        try:
            while True:
                frame = await heard(socket)
                acked |= (frame["type"], frame.get("id")) == ("ack", name)
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else 1006, time.monotonic(), acked

    ends = await asyncio.wait_for(asyncio.gather(*map(end, sockets, names)), 20)
    assert {code for code, _at, _acked in ends} == {1012}
    first, last = min(at for _code, at, _acked in ends), max(at for _code, at, _acked in ends)
    assert last - first > 0.5  # KAPOK_DRAIN is one second
    stood = [acked for _code, at, acked in ends if at - first > 0.5]
    assert stood == [True] * len(stood)
    assert await asyncio.to_thread(server.process.wait, 20) == 0
    stored = json.loads(
        server.shell(
            "from rooms.models import Message; import json;"
            "print(json.dumps([str(name) for name in Message.objects.values_list('client_id', flat=True)]))"
        ).splitlines()[-1]
    )
    assert set(names) <= set(stored)
    assert "Traceback" not in server.faults()


async def test_sigterm_answers_long_polls_and_refuses_new_connections(server):
    async with httpx.AsyncClient(
        base_url=server.base, cookies={"sessionid": server.said["sessions"]["adjoa"]}, timeout=30
    ) as client:
        polling = asyncio.ensure_future(client.get(f"/rooms/{server.said['rooms']['pair']}/changes?since=0&wait=30"))
        socket = await server.socket("kerwin")
        await hello(socket)
        await asyncio.sleep(0.3)
        server.process.send_signal(signal.SIGTERM)
        assert await closing_code(socket) == 1012
        answer = await polling
        assert (answer.status_code, answer.json()["messages"]) == (200, [])
        with pytest.raises(httpx.ConnectError):
            httpx.get(server.base)
    assert await asyncio.to_thread(server.process.wait, 20) == 0


async def test_a_second_sigterm_stops_the_process_immediately(server):
    socket = await server.socket("adjoa")
    await hello(socket)
    for _signal in range(2):
        server.process.send_signal(signal.SIGTERM)
        await asyncio.sleep(0.1)
    began = time.monotonic()
    assert await asyncio.to_thread(server.process.wait, 20) == 0
    assert time.monotonic() - began < 10
