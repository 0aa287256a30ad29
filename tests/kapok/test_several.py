"""Several processes of one installation: started at the same moment, and left without the layer between them."""

import asyncio
import concurrent.futures
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.server import Server, Stage, hear, hello, send, serving, the_stage
from tests.services import redis_server


def test_all_of_them_start(tmp_path: Path) -> None:
    """On an empty folder (and database) each would like to be the one that makes it ready."""
    folder = tmp_path / "empty"
    folder.mkdir()
    servers = [Server(Stage(folder, None, {}), tmp_path / "data") for _n in range(3)]
    try:
        with concurrent.futures.ThreadPoolExecutor(3) as threads:
            list(threads.map(Server.start, servers))
        for server in servers:
            assert server.http(None).get("/healthz").text == "ok\n"
        assert "Traceback" not in servers[0].faults()
    finally:
        for server in servers:
            if server.process is not None:
                server.kill()


@pytest.mark.several_processes
async def test_without_the_layer_rooms_go_on_and_everything_returns_by_itself(tmp_path, tmp_path_factory):
    stage = the_stage(tmp_path_factory.getbasetemp())
    with redis_server() as redis, serving(stage, tmp_path / "here", REDIS_URL=redis.url) as here, here.twin() as there:
        async with here.socket("adjoa") as adjoa, there.socket("kerwin") as kerwin:
            await hello(adjoa)
            await hello(kerwin)
            await send(adjoa, "Over the layer")
            await hear(kerwin, "changes")
            await asyncio.to_thread(redis.stop)
            await until(lambda: "layer: ok" not in ready(there), 15)
            assert there.http(None).get("/readyz").status_code == 200
            await send(adjoa, "Past the layer")
            assert (await hear(kerwin, "changes", within=5))["messages"][0]["body"] == "Past the layer"
            muted = here.said["members"]["kerwin"]
            await asyncio.to_thread(here.shell, MUTE.format(pk=muted, by=here.said["members"]["chiara"]))
            assert (await hear(kerwin, "me", within=5))["me"]["muted_until"]
            await asyncio.to_thread(redis.start)
            await until(lambda: "layer: ok" in ready(there), 30)
            await send(adjoa, "Over it again")
            assert (await hear(kerwin, "changes", within=5))["messages"][0]["body"] == "Over it again"
        assert "Traceback" not in here.faults()


MUTE = (
    "from academy.models import Membership; from commons import moderation; find = Membership.objects.get;"
    "moderation.mute(find(pk={pk}), by=find(pk={by}), minutes=15, reason='Pause')"
)


def ready(server: Server) -> str:
    return server.http(None).get("/readyz").text


async def until(said: Callable[[], bool], seconds: float) -> None:
    async with asyncio.timeout(seconds):
        while not await asyncio.to_thread(said):
            await asyncio.sleep(0.2)
