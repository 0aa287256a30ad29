"""A process that is asked to end sends everybody away first: they come back later, and miss nothing."""

import asyncio
import signal

import pytest

from tests.server import PATIENCE, Held, closing_code, hello, send, serving, the_stage

pytestmark = pytest.mark.faults
LONGEST = 20.0


async def test_sigterm_closes_every_socket_with_1012_and_loses_nothing(tmp_path, tmp_path_factory):
    stage = the_stage(tmp_path_factory.getbasetemp())
    with serving(stage, tmp_path / "left") as server:
        lines = [await server.socket(name, "plenary") for name in ("adjoa", "kerwin", "mariam", "tunde", "shanice")]
        for line in lines:
            await hello(line)
        last = await send(lines[0], "Until later")
        server.process.send_signal(signal.SIGTERM)
        assert await asyncio.gather(*(closing_code(line, within=LONGEST) for line in lines)) == [1012] * len(lines)
        assert await asyncio.to_thread(server.process.wait, PATIENCE) == 0
        await asyncio.to_thread(server.start)
        async with server.socket("kerwin", "plenary") as line:
            assert (await hello(line))["rev"] == last["rev"]
            assert [*(await Held().read(line, last["rev"])).messages] == [last["message"]]
        assert "Traceback" not in server.faults()
