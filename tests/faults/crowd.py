"""Many clients in a process of their own: ``python -m tests.faults.crowd``.

The first line on stdin is the order (seats, seed, folder, servers' ports). Each later line is a word: ``{"sessions":
{…}}`` (people have signed in again), ``{"count": true}`` (answered with the number of ``acks``), ``{"quiet": true}``
(clients do no new acts; answered with ``drained``), ``{"last": true}`` (clients catch up once more and end; answered
with the counts).
"""

import asyncio
import collections
import json
import sys
import time
from pathlib import Path
from typing import Any

from tests.faults.askers import Asker, FormClient
from tests.faults.clients import Client, Seat, SocketClient
from tests.faults.histories import History
from tests.faults.proxy import Proxy

DOORS: dict[str, type[Client]] = {"socket": SocketClient, "poll": Asker, "form": FormClient}
PATIENCE = 60.0


async def words() -> asyncio.StreamReader:
    reader = asyncio.StreamReader(limit=1 << 26)
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    return reader


def answer(**what: Any) -> None:
    print(json.dumps(what), flush=True)


async def gather(order: dict[str, Any], proxies: list[Proxy]) -> list[Any]:
    """Returns the clients. Those whose seat says so connect through a proxy before each server."""
    sessions = order["sessions"]
    ports = [await proxy.start() for proxy in proxies]
    clients = []
    for number, said in enumerate(order["seats"]):
        through_proxy = said.pop("through_proxy")
        seat = Seat(**said, ports=ports if through_proxy else order["ports"])
        history = History(Path(order["folder"]), seat.client, seat.person, seat.member, seat.room, seat.door)
        clients.append(DOORS[seat.door](seat, history, sessions, f"{order['seed']} {number}"))
    return clients


async def until(clients: list[Any], settled: Any) -> bool:
    end = time.monotonic() + PATIENCE
    while not all(settled(client) for client in clients):
        if time.monotonic() > end:
            return False
        await asyncio.sleep(0.05)
    return True


async def main() -> None:
    said = await words()
    order = json.loads(await said.readline())
    proxies = [Proxy(port, order["seed"] + n) for n, port in enumerate(order["ports"])]
    clients = await gather(order, proxies)
    living = [asyncio.create_task(client.live()) for client in clients]
    answer(ready=True)
    while "last" not in (word := json.loads(await said.readline())):
        order["sessions"].update(word.get("sessions", {}))
        if word.get("count"):
            answer(acks=sum(client.counts["acks"] for client in clients))
        if word.get("quiet"):
            for client in clients:
                client.acting = False
            for proxy in proxies:
                proxy.heal()
            answer(drained=await until(clients, lambda client: not client.outbox))
    for client in clients:
        client.leave()
    await asyncio.wait_for(asyncio.gather(*living), PATIENCE)
    for client in clients:
        client.done = False
    try:
        await asyncio.wait_for(asyncio.gather(*(client.look_last() for client in clients)), PATIENCE)
    except TimeoutError:
        print("some clients could not look a last time", file=sys.stderr)
    counts = sum((client.counts for client in clients), collections.Counter())
    for proxy in proxies:
        counts.update({f"network {name}": count for name, count in proxy.moods.items()}, doubled=proxy.doubled)
        proxy.stop()
    for client in clients:
        client.history.close()
    answer(counts=counts, busy=time.process_time())


if __name__ == "__main__":
    asyncio.run(main())
