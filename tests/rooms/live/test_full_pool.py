"""A process without a free database connection says so in good time, over sockets and HTTP."""

import asyncio
import contextlib
import uuid
from collections.abc import AsyncIterator, Iterator

import psycopg
import pytest

from tests.server import Server, WithoutWorker, closing_code, hear, hello, say, send, serving

pytestmark = pytest.mark.several_processes
POOL_WAITS = 12.0
"""Ten seconds, and some more for a busy machine."""


@pytest.fixture(scope="module")
def narrow(stage, tmp_path_factory) -> Iterator[Server]:
    """One connection for the whole process."""
    with serving(stage, tmp_path_factory.mktemp("narrow"), WithoutWorker, KAPOK_DATABASE_POOL="1") as server:
        yield server


@contextlib.asynccontextmanager
async def taken(server: Server) -> AsyncIterator[None]:
    """A page holds the connection, because it waits for a lock on the rooms."""
    url = str(server.database_url)
    with psycopg.connect(url) as lock, psycopg.connect(url, autocommit=True) as watcher, server.http("shanice") as page:
        lock.execute("LOCK TABLE rooms_room IN ACCESS EXCLUSIVE MODE")
        waits = asyncio.create_task(asyncio.to_thread(page.get, f"/rooms/{server.said['rooms']['plenary']}/"))
        async with asyncio.timeout(10):
            while not watcher.execute("SELECT 1 FROM pg_locks WHERE NOT granted").fetchone():
                await asyncio.sleep(0.02)
        yield
        lock.rollback()
        assert (await waits).status_code == 200


async def test_each_answer_says_when_to_retry_while_the_pool_is_full(narrow: Server) -> None:
    address = f"/rooms/{narrow.said['rooms']['pair']}"
    name = str(uuid.uuid4())
    with narrow.http("adjoa") as browser:
        async with narrow.socket("kerwin") as connection:
            await hello(connection)
            async with taken(narrow):
                await say(connection, type="send", id=name, body="Later, then")
                nack, codes, posted, polled = await asyncio.gather(
                    hear(connection, "nack", id=name, within=POOL_WAITS),
                    asyncio.gather(*(comes(narrow, "mariam") for _one in range(5))),  # more than read at a time
                    asyncio.to_thread(browser.post, f"{address}/messages", json={"id": str(uuid.uuid4()), "body": "x"}),
                    asyncio.to_thread(browser.get, f"{address}/changes?since=0&wait=5"),
                )
            assert (nack["code"], nack["retry_after"]) == ("rate", 2)
            assert codes == [1013] * 5
            for answer in (posted, polled):
                assert answer.status_code in {429, 503}, answer.text
                assert int(answer.headers["Retry-After"]) > 0
            assert polled.json()["retry_after"] == int(polled.headers["Retry-After"])
            await say(connection, type="send", id=name, body="Later, then")
            await hear(connection, "ack", id=name)
            await send(connection, "The room goes on")
    assert '"status": 500' not in narrow.faults()


async def comes(server: Server, who: str) -> int:
    """Returns the code with which the socket is closed."""
    async with server.socket(who, "plenary") as connection:
        return await closing_code(connection, within=POOL_WAITS)
