"""Daphne's WebSockets with two holes closed: what waits for who does not read is bounded, and no header makes a 500."""

from typing import Any

from autobahn.websocket.types import ConnectionDeny
from daphne.ws_protocol import WebSocketFactory, WebSocketProtocol

MOST_UNREAD = 4 * 1024 * 1024


class BoundedProtocol(WebSocketProtocol):
    def onConnect(self, request: Any) -> Any:
        if not request.headers.get("sec-websocket-protocol", "").isascii():
            raise ConnectionDeny(400, "Malformed Sec-WebSocket-Protocol")
        return super().onConnect(request)

    def serverSend(self, content: Any, binary: bool = False) -> None:
        """Past the bound it is closed with 4408; a moment later the connection is cut, read or not."""
        if len(self.transport.dataBuffer) + self.transport._tempDataLen > MOST_UNREAD:
            self.serverClose(4408)
        else:
            super().serverSend(content, binary)


def install() -> None:
    WebSocketFactory.protocol = BoundedProtocol
