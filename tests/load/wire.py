"""WebSocket frames as bytes (RFC 6455), with as little work as possible, because the generator must be fast."""

MASK = b"\x37\xfa\x21\x3d"
LARGEST = 16 * 1024
_MASKS = int.from_bytes(MASK * (LARGEST // 4), "little")
TEXT, CLOSE, PING, PONG = 1, 8, 9, 10
WHOLE_TEXT = 0x80 | TEXT


def masked(payload: bytes, opcode: int = TEXT) -> bytes:
    """Returns one final, masked frame."""
    size = len(payload)
    if size < 126:
        head = bytes((0x80 | opcode, 0x80 | size))
    elif size <= LARGEST:
        head = bytes((0x80 | opcode, 0x80 | 126)) + size.to_bytes(2, "big")
    else:
        raise ValueError("a client sends no frame past 16 KiB")
    part = _MASKS & ((1 << 8 * size) - 1)
    return head + MASK + (int.from_bytes(payload, "little") ^ part).to_bytes(size, "little")


def handshake(host: str, path: str, cookie: str = "") -> bytes:
    """Returns the request that opens a WebSocket without compression."""
    lines = [
        f"GET {path} HTTP/1.1",
        f"Host: {host}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version: 13",
    ]
    return "\r\n".join([*lines, *([f"Cookie: {cookie}"] if cookie else []), "", ""]).encode()


def bounds(data: bytes, at: int) -> tuple[int, int] | None:
    """Returns the bounds of the payload of the server's frame at ``at``; None while the frame is incomplete.

    A server's frames are not masked.
    """
    have = len(data) - at
    if have < 2:
        return None
    size, begins = data[at + 1], at + 2
    if size == 126:
        if have < 4:
            return None
        size, begins = (data[at + 2] << 8) | data[at + 3], at + 4
    elif size == 127:
        if have < 10:
            return None
        size, begins = int.from_bytes(data[at + 2 : at + 10], "big"), at + 10
    ends = begins + size
    return None if ends > len(data) else (begins, ends)
