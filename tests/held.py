"""The state of a client that follows live.md."""

import asyncio
from typing import Any

from websockets.asyncio.client import ClientConnection

from tests.server import PATIENCE, heard


class Held:
    """A room's messages by id, and the last revision."""

    def __init__(self, rev: int = 0) -> None:
        self.rev, self.revisions = rev, list[int]()
        self.messages: dict[int, dict[str, Any]] = {}

    def take(self, frame: dict[str, Any]) -> None:
        revisions = [message["rev"] for message in frame["messages"]]
        assert revisions == sorted(set(revisions))
        assert all(rev <= frame["rev"] for rev in revisions)
        self.revisions += revisions
        self.messages |= {message["id"]: message for message in frame["messages"]}
        self.rev = max(self.rev, frame["rev"])

    async def read(self, socket: ClientConnection, rev: int) -> "Held":
        """Takes every ``changes`` frame until the room's revision ``rev``."""
        async with asyncio.timeout(PATIENCE):
            while self.rev < rev:
                frame = await heard(socket)
                if frame["type"] == "changes":
                    self.take(frame)
        return self
