"""The least of WebSocket and HTTP that a client of live.md needs, on plain asyncio: thousands of frames a second."""

import asyncio
import re
from collections.abc import Callable

ABRUPT = 1006
HANDSHAKE = (
    "GET /ws/rooms/{room}/ HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nCookie: sessionid={session}\r\n\r\n"
)


def framed(payload: bytes, opcode: int = 1, *, final: bool = True) -> bytes:
    """Returns a client's frame. Its mask is zero, which is allowed and changes no byte."""
    head = bytes([(0x80 if final else 0) | opcode])
    size = len(payload)
    if size < 126:
        return head + bytes([0x80 | size]) + bytes(4) + payload
    if size < 1 << 16:
        return head + b"\xfe" + size.to_bytes(2, "big") + bytes(4) + payload
    return head + b"\xff" + size.to_bytes(8, "big") + bytes(4) + payload


def unframed(buffer: bytes | bytearray, at: int) -> tuple[int, bool, bytes, int] | None:
    """Returns (opcode, is final, payload, begin of the next frame) of the server's frame there; None if incomplete."""
    if len(buffer) - at < 2:
        return None
    first, size, start = buffer[at], buffer[at + 1] & 127, at + 2
    if size > 125:
        wide = 2 if size == 126 else 8
        size, start = int.from_bytes(buffer[start : start + wide], "big"), start + wide
    if len(buffer) < start + size:
        return None
    return first & 15, bool(first & 0x80), bytes(buffer[start : start + size]), start + size


class Connection(asyncio.Protocol):
    """One WebSocket. ``hear`` gets each text; ``ended`` is the close code, ABRUPT without one."""

    def __init__(self, request: bytes, hear: Callable[[str], None]) -> None:
        self.request, self.hear = request, hear
        self.buffer, self.parts = bytearray(), b""
        loop = asyncio.get_running_loop()
        self.opened: asyncio.Future[bool] = loop.create_future()
        self.ended: asyncio.Future[int] = loop.create_future()
        self.is_open = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if not self.is_open:
            head, mark, rest = self.buffer.partition(b"\r\n\r\n")
            if not mark:
                return
            if b" 101" not in head[:16]:
                self.cut()
                return
            self.buffer, self.is_open = rest, True
            self.opened.set_result(True)
        at = 0
        while not self.ended.done() and (found := unframed(self.buffer, at)) is not None:
            opcode, final, payload, at = found
            self._take(opcode, final, payload)
        del self.buffer[:at]

    def _take(self, opcode: int, final: bool, payload: bytes) -> None:
        if opcode in (0, 1):
            self.parts += payload
            if final:
                text, self.parts = self.parts.decode(), b""
                self.hear(text)
        elif opcode == 9:
            self.transport.write(framed(payload, 10))
        elif opcode == 8:
            self.transport.write(framed(payload[:2], 8))
            self._end(int.from_bytes(payload[:2], "big") if len(payload) > 1 else 1005)
            self.transport.close()

    def connection_lost(self, _fault: Exception | None) -> None:
        self._end(ABRUPT)

    def _end(self, code: int) -> None:
        self.is_open = False
        if not self.opened.done():
            self.opened.set_result(False)
        if not self.ended.done():
            self.ended.set_result(code)

    def say(self, text: str) -> None:
        if self.is_open:
            self.transport.write(framed(text.encode()))

    def cut(self) -> None:
        self._end(ABRUPT)
        self.transport.abort()


async def dial(port: int, room: int, session: str, hear: Callable[[str], None], within: float) -> Connection:
    """Returns an open connection. Raises OSError when there is none within that many seconds."""
    request = HANDSHAKE.format(room=room, session=session).encode()
    loop = asyncio.get_running_loop()
    connection: Connection | None = None
    try:
        async with asyncio.timeout(within):
            _transport, connection = await loop.create_connection(lambda: Connection(request, hear), "127.0.0.1", port)
            if await connection.opened:
                return connection
    except TimeoutError as fault:
        if connection is not None:
            connection.cut()
        raise OSError("no connection in time") from fault
    raise OSError("no connection")


async def ask(port: int, method: str, path: str, headers: dict[str, str], body: str = "", *, within: float) -> "Answer":
    """Sends one HTTP request on a connection of its own. Raises OSError when no whole answer comes in time."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "Connection: close"]
    content = body.encode()
    lines += [f"{name}: {value}" for name, value in headers.items()] + [f"Content-Length: {len(content)}", "", ""]
    writer = None
    try:
        async with asyncio.timeout(within):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write("\r\n".join(lines).encode() + content)
            return _answer(await reader.read())
    except TimeoutError as fault:
        raise OSError("no answer in time") from fault
    finally:
        if writer is not None:
            writer.transport.abort()


class Answer:
    def __init__(self, status: int, head: str, body: bytes) -> None:
        self.status, self.head, self.body = status, head, body

    def header(self, name: str) -> str:
        found = re.search(rf"(?im)^{name}: *(.*?)\r?$", self.head)
        return found[1] if found else ""


def _answer(raw: bytes) -> Answer:
    head, mark, body = raw.partition(b"\r\n\r\n")
    found = re.match(rb"HTTP/1\.[01] (\d{3})", head)
    if not mark or not found:
        raise OSError("no HTTP")
    answer = Answer(int(found[1]), head.decode("latin-1"), body)
    if "chunked" in answer.header("Transfer-Encoding").lower():
        answer.body = _joined(body)
    elif len(body) != int(answer.header("Content-Length") or len(body)):
        raise OSError("half an answer")
    return answer


def _joined(chunks: bytes) -> bytes:
    whole = b""
    while True:
        size, mark, chunks = chunks.partition(b"\r\n")
        if not mark:
            raise OSError("half an answer")
        if not int(size, 16):
            return whole
        whole, chunks = whole + chunks[: int(size, 16)], chunks[int(size, 16) + 2 :]
