"""The WebSocket endpoint of a room, as ASGI applications."""

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from django.db import DatabaseError, InterfaceError

from rooms import figures
from rooms.live.connections import open_connection
from rooms.live.door import admission
from rooms.live.hub import hub
from rooms.live.sockets import AWAY, RoomSocket

Receive = Callable[[], Awaitable[dict[str, Any]]]


async def room_socket(scope: dict[str, Any], receive: Receive, send: Any) -> None:
    """Serves a room's sockets. Accepts one before it closes it with a code, so that a browser learns the reason."""
    await receive()
    await send({"type": "websocket.accept"})
    hub.start()
    figures.socket_opened()
    code = 1006
    try:
        code = await _serve(scope, receive, send)
    finally:
        figures.socket_closed(code)


async def _serve(scope: dict[str, Any], receive: Receive, send: Any) -> int:
    """Serves the socket until the client is gone; returns the close code."""
    socket = RoomSocket(int(scope["url_route"]["kwargs"]["pk"]), open_connection(scope, send))
    try:
        code = await socket.enter(scope["headers"]) if _own_origin(scope["headers"]) else 4403
    except (DatabaseError, InterfaceError):
        code = AWAY
    if code:
        await send({"type": "websocket.close", "code": code})
        return code
    event: dict[str, Any] = {}
    try:
        while (event := await receive())["type"] == "websocket.receive":
            await socket.close_on_failure(socket.receive(event))
    finally:
        hub.leave(socket)
        socket.on_closed(int(event.get("code") or 1005))
    return socket.closed_with


async def no_such_room(scope: dict[str, Any], receive: Receive, send: Any) -> None:
    """Closes sockets at any other address."""
    await receive()
    await send({"type": "websocket.accept"})
    figures.socket_opened()
    figures.socket_closed(4404)
    await send({"type": "websocket.close", "code": 4404})


def _own_origin(headers: list[tuple[bytes, bytes]]) -> bool:
    """True when the host is one of ours, as for pages, and the origin is that host. Only browsers send an origin."""
    said = dict(headers)
    host, origin = (said.get(name, b"").decode("latin-1") for name in (b"host", b"origin"))
    if not admission.is_our_host(host):
        return False
    try:
        return not origin or urlsplit(origin).netloc == host
    except ValueError:
        return False
