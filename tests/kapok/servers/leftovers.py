"""Counts objects that a server without garbage collector keeps after every kind of connection was opened and closed.

``python -m tests.kapok.servers.leftovers`` prints the growth of each class of connections as JSON.
"""

import collections
import gc
import json
import socket
import threading
import time
from typing import Any

from twisted.internet import asyncioreactor

asyncioreactor.install()

from kapok.servers import daphne_sockets  # noqa: E402  # after the reactor
from tests.faults.wire import framed  # noqa: E402

MANY = 20
OURS = {"WrittenAtOnce", "HTTPChannel", "WebRequest", "ConnectionRequest", "_BatchedCall", "Queue", "Task"}
UPGRADE = (
    b"GET /%b HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
GOODBYE = framed((1000).to_bytes(2, "big"), 8)
VISITS = [
    [b"GET /page HTTP/1.1\r\nHost: a\r\n\r\n"],
    [b"GET / HTTP/9\r\nHost a\r\n\r\n"],  # malformed HTTP
    [UPGRADE % b"refused"],
    [UPGRADE % b"room"],
    [UPGRADE % b"room", framed(b"hello")],
    [UPGRADE % b"room", framed(b"hello"), framed((1000).to_bytes(2, "big"), 8)],  # closes itself
    [UPGRADE % b"room", framed(b"go away")],
    [UPGRADE % b"room", b"\x81\x02{}"],  # a malformed frame
]


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    if scope["type"] == "http":
        await receive()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"x"})
        return
    await receive()
    await send({"type": "websocket.close" if scope["path"] == "/refused" else "websocket.accept"})
    while (event := await receive())["type"] != "websocket.disconnect":
        if event["text"] == "go away":
            await send({"type": "websocket.close", "code": 4403})
        else:
            await send({"type": "websocket.send", "text": event["text"]})


def visit(port: int, parts: list[bytes]) -> None:
    """Sends each part and waits for its answer, then cuts the connection."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        for part in parts:
            connection.sendall(part)
            connection.recv(65536)


def counted() -> collections.Counter[str]:
    return collections.Counter(name for thing in gc.get_objects() if (name := type(thing).__name__) in OURS)


def visits(server: daphne_sockets.Server) -> None:
    from twisted.internet import reactor

    port = server.ports[0].getHost().port
    for parts in VISITS:
        visit(port, parts)
    time.sleep(1.5)  # Daphne frees closed connections once a second
    gc.collect()
    gc.disable()
    before, until = counted(), time.monotonic() + 10
    for parts in VISITS * MANY:
        visit(port, parts)
    while (left := counted() - before) and time.monotonic() < until:
        time.sleep(0.1)
    print(json.dumps(left))
    reactor.callFromThread(reactor.stop)


def main() -> None:
    daphne_sockets.install(True)
    server = daphne_sockets.Server(
        application,
        endpoints=["tcp:0:interface=127.0.0.1"],
        ready_callable=lambda: threading.Thread(target=visits, args=(server,), daemon=True).start(),
        websocket_timeout=-1,
        verbosity=0,
        signal_handlers=False,
    )
    server.run()


if __name__ == "__main__":
    main()
