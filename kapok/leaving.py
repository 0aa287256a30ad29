"""The end of a serving process: on SIGTERM it takes nothing new, lets what is under way finish, and closes its sockets
one after the other, so that not everybody comes back at once. A second SIGTERM ends it there and then."""

import asyncio
import signal
from typing import Any

from daphne.ws_protocol import WebSocketProtocol
from twisted.internet import reactor as _reactor

from kapok.daphne_sockets import Server
from rooms.live.hub import hub

reactor: Any = _reactor
PAGES_SECONDS = 20.0
"""What pages under way and the last acks may take."""
LAST_WORDS = 0.3


def on_sigterm(server: Server, seconds: float) -> None:
    """Called once the reactor runs, because Twisted sets handlers of its own when it starts."""
    leaving: list[asyncio.Task[None]] = []

    def leave() -> None:
        if leaving:
            reactor.stop()
        else:
            leaving.append(asyncio.ensure_future(_leave(server, seconds)))

    signal.signal(signal.SIGTERM, lambda *_signal: reactor.callFromThread(leave))


async def _leave(server: Server, seconds: float) -> None:
    try:
        server.take_nobody_new()
        async with asyncio.timeout(seconds + PAGES_SECONDS):
            await hub.drain(seconds)
            await _pages_done(server)
            await asyncio.sleep(LAST_WORDS)
    finally:
        reactor.stop()


async def _pages_done(server: Server) -> None:
    """Until no request is being answered."""
    while any(_is_busy(protocol, details) for protocol, details in server.connections.items()):
        await asyncio.sleep(0.05)


def _is_busy(protocol: Any, details: dict[str, Any]) -> bool:
    task = details.get("application_instance")
    return not isinstance(protocol, WebSocketProtocol) and task is not None and not task.done()
