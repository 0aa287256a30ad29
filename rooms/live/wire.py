"""Frames for clients: each is encoded once, however many get it."""

import json
from typing import Any


class Frame:
    """One encoded frame. ``text`` is its JSON; ``wire`` the bytes of the WebSocket frame, unmasked as a server's are:
    the same for all."""

    __slots__ = ("_text", "_wire")

    def __init__(self, text: str) -> None:
        self._text, self._wire = text, b""

    @property
    def text(self) -> str:
        return self._text

    @property
    def lean(self) -> "Frame":
        """The frame for a client that takes a missing field as empty."""
        return self

    @property
    def wire(self) -> bytes:
        if not self._wire:
            self._wire = text_frame(self.text.encode("utf-8", "replace"))
        return self._wire


def frame(said: dict[str, Any]) -> Frame:
    return Frame(encode(said))


def encode(said: Any) -> str:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def text_frame(payload: bytes) -> bytes:
    """Returns one final, unmasked text frame (RFC 6455, section 5.2)."""
    size = len(payload)
    if size < 126:
        return bytes((0x81, size)) + payload
    if size < 65536:
        return b"\x81\x7e" + size.to_bytes(2, "big") + payload
    return b"\x81\x7f" + size.to_bytes(8, "big") + payload
