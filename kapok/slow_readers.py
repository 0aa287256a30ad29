"""Daphne's WebSockets, but for who does not read: what waits for them is bounded. Plain Daphne keeps it all in memory."""

from typing import Any

from daphne.ws_protocol import WebSocketFactory, WebSocketProtocol

MOST_UNREAD = 4 * 1024 * 1024


class BoundedProtocol(WebSocketProtocol):
    def serverSend(self, content: Any, binary: bool = False) -> None:
        """Past the bound it is closed with 4408; a moment later the connection is cut, read or not."""
        if len(self.transport.dataBuffer) + self.transport._tempDataLen > MOST_UNREAD:
            self.serverClose(4408)
        else:
            super().serverSend(content, binary)


def bound() -> None:
    WebSocketFactory.protocol = BoundedProtocol
