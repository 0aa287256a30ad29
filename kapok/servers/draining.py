"""Draining a serving process on SIGTERM.

The process accepts nothing new, finishes requests under way, and closes its sockets one after the other, so that not
all clients reconnect at once. A second SIGTERM stops it immediately.
"""

import asyncio
import signal
from typing import Any

from daphne.ws_protocol import WebSocketProtocol
from twisted.internet import reactor as _reactor

from kapok.servers.daphne_sockets import Server
from rooms.live.hub import hub

reactor: Any = _reactor
PAGES_SECONDS = 20.0
"""Pages under way and the last acks may take this long beyond the drain."""
LAST_FRAMES_SECONDS = 0.3


def on_sigterm(server: Server, seconds: float) -> None:
    """Handles SIGTERM: closes the sockets over ``seconds``, then stops the reactor.

    Call it once the reactor runs, because Twisted sets its own handlers when it starts.
    """
    draining: list[asyncio.Task[None]] = []

    def drain() -> None:
        if draining:
            reactor.stop()
        else:
            draining.append(asyncio.ensure_future(_drain(server, seconds)))

    signal.signal(signal.SIGTERM, lambda *_signal: reactor.callFromThread(drain))


async def _drain(server: Server, seconds: float) -> None:
    try:
        server.stop_accepting()
        async with asyncio.timeout(seconds + PAGES_SECONDS):
            await hub.drain(seconds)
            await _pages_done(server)
            await asyncio.sleep(LAST_FRAMES_SECONDS)
    finally:
        reactor.stop()


async def _pages_done(server: Server) -> None:
    """Returns when no request is being answered."""
    while any(_is_busy(protocol, details) for protocol, details in server.connections.items()):
        await asyncio.sleep(0.05)


def _is_busy(protocol: Any, details: dict[str, Any]) -> bool:
    task = details.get("application_instance")
    return not isinstance(protocol, WebSocketProtocol) and task is not None and not task.done()
