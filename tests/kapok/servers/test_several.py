"""Several processes of one installation: a start at the same moment, and outages of the channel layer."""

import asyncio
import concurrent.futures
import contextlib
from collections.abc import Callable
from pathlib import Path

import pytest
from channels_redis.utils import _consistent_hash

from tests.server import AT_ONCE, Server, Stage, hear, hello, say, send, serving, the_stage
from tests.services import free_port, redis_server

pytestmark = pytest.mark.served


def test_processes_that_start_at_once_all_serve(tmp_path: Path) -> None:
    """Each finds an empty folder and database and wants to prepare them."""
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
async def test_rooms_work_without_the_layer_and_use_it_again_when_it_returns(tmp_path, tmp_path_factory):
    stage = the_stage(tmp_path_factory.getbasetemp())
    with redis_server() as redis, serving(stage, tmp_path / "here", REDIS_URL=redis.url) as here, here.twin() as there:
        async with here.socket("adjoa") as adjoa, there.socket("kerwin") as kerwin:
            await hello(adjoa)
            await hello(kerwin)
            await send(adjoa, "Over the layer")
            await hear(kerwin, "changes")
            await asyncio.to_thread(redis.stop)
            await send(adjoa, "Past the layer")
            assert (await hear(kerwin, "changes", within=4))["messages"][0]["body"] == "Past the layer"
            assert layer_up(here) == 0
            muted = here.said["members"]["kerwin"]
            await asyncio.to_thread(here.shell, MUTE.format(pk=muted, by=here.said["members"]["chiara"]))
            assert (await hear(kerwin, "me", within=4))["me"]["muted_until"]
            await until(lambda: ready(there)["status"] == "degraded", 15)
            await asyncio.to_thread(redis.start)
            await until(lambda: ready(there)["layer"] == "ok" and layer_up(there) == 1, 30)
            await send(adjoa, "Over it again")
            assert (await hear(kerwin, "changes", within=5))["messages"][0]["body"] == "Over it again"


async def test_a_layer_that_was_never_reachable_is_reported(tmp_path, tmp_path_factory):
    nowhere = f"redis://127.0.0.1:{free_port()}/0"
    with serving(the_stage(tmp_path_factory.getbasetemp()), tmp_path / "here", REDIS_URL=nowhere) as here:
        async with here.socket("adjoa") as adjoa:
            await hello(adjoa)
            await until(lambda: layer_up(here) == 0, 5)
            await until(lambda: "The channel layer does not answer" in here.faults(), 5)
            await send(adjoa, "Alone")


@pytest.mark.several_processes
async def test_each_redis_server_carries_its_own_rooms(tmp_path, tmp_path_factory):
    """The groups of two rooms lie on two servers; then one server stops."""
    stage = the_stage(tmp_path_factory.getbasetemp())
    with redis_server() as first, redis_server() as second:
        both = f"{first.url},{second.url}"
        with serving(stage, tmp_path / "here", REDIS_URL=both) as here, here.twin() as there:
            names = rooms_of_each(here)
            async with contextlib.AsyncExitStack() as sockets:
                enter = sockets.enter_async_context
                adjoas = [await enter(here.socket("adjoa", name)) for name in names]
                kerwins = [await enter(there.socket("kerwin", name)) for name in names]
                for socket in adjoas + kerwins:
                    await hello(socket)
                await until(lambda: layer_up(here) == layer_up(there) == 1, 10)
                for adjoa, kerwin in zip(adjoas, kerwins, strict=True):
                    await send(adjoa, "By its own way")
                    assert (await hear(kerwin, "changes", within=AT_ONCE))["messages"][0]["body"] == "By its own way"
                    await say(kerwin, type="typing")
                    await hear(adjoa, "typing", within=AT_ONCE)
                await asyncio.to_thread(first.stop)
                for adjoa, kerwin in zip(adjoas, kerwins, strict=True):
                    await send(adjoa, "With one of them")
                    # The process polls within two seconds and notices an outage after 2.5; a full machine is slower.
                    assert (await hear(kerwin, "changes", within=5))["messages"][0]["body"] == "With one of them"


def rooms_of_each(server: Server) -> list[str]:
    """Returns the name of one pair's room on each of two servers, by the hash of channels_redis."""
    prefix = server.shell(
        "from django.conf import settings as s; print(s.CHANNEL_LAYERS['default']['CONFIG']['prefix'])"
    )
    names: dict[int, str] = {}
    for name in (f"pair{n}" for n in range(1, 30)):
        group = f"{prefix.strip()}__group__kapok.room.{server.said['rooms'][name]}"
        names.setdefault(_consistent_hash(group, 2), name)
    return [names[0], names[1]]


def layer_up(server: Server) -> float:
    return server.figures()["kapok_layer_up"]


MUTE = (
    "from academy.models import Membership; from commons import moderation; find = Membership.objects.get;"
    "moderation.mute(find(pk={pk}), by=find(pk={by}), minutes=15, reason='Pause')"
)


def ready(server: Server) -> dict[str, str]:
    return server.http(None).get("/readyz?without=worker").json()


async def until(holds: Callable[[], bool], seconds: float) -> None:
    async with asyncio.timeout(seconds):
        while not await asyncio.to_thread(holds):
            await asyncio.sleep(0.2)
