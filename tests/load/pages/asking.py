"""A client that asks for pages over a few connections and costs little beside the server that it measures."""

import asyncio
import time
from urllib.parse import urlsplit


class Refused(Exception):
    """The page did not answer with 200; the message is the first line of its answer."""


def request(base: str, address: str, session: str) -> bytes:
    """Returns the bytes of a GET, as a browser with this session sends it."""
    lines = [
        f"GET {address} HTTP/1.1",
        f"Host: {urlsplit(base).netloc}",
        "Accept: text/html",
        "Accept-Encoding: gzip",
        f"Cookie: sessionid={session}",
    ]
    return "\r\n".join([*lines, "", ""]).encode()


async def answer(reader: asyncio.StreamReader) -> bytes:
    """Returns the body of the next answer, as sent. Raises Refused."""
    head = await reader.readuntil(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise Refused(head.split(b"\r\n")[0].decode())
    small = head.lower()
    if b"transfer-encoding: chunked" not in small:
        return await reader.readexactly(int(small.split(b"content-length: ")[1].split(b"\r\n")[0]))
    body = b""
    while size := int((await reader.readuntil(b"\r\n")).strip(), 16):
        body += (await reader.readexactly(size + 2))[:-2]
    await reader.readexactly(2)
    return body


async def size(base: str, asked: bytes) -> int:
    """Returns the bytes of the answer's body, compressed as for browsers. Raises Refused."""
    reader, writer = await asyncio.open_connection(urlsplit(base).hostname, urlsplit(base).port)
    try:
        writer.write(asked)
        return len(await answer(reader))
    finally:
        writer.close()


async def answers(base: str, asked: bytes, *, connections: int, seconds: float, at_least: int = 1) -> int:
    """Returns the number of pages that all connections get; each asks again once it has its answer. Raises Refused."""
    ends, count = time.perf_counter() + seconds, 0

    async def ask() -> None:
        nonlocal count
        reader, writer = await asyncio.open_connection(urlsplit(base).hostname, urlsplit(base).port)
        try:
            while count < at_least or time.perf_counter() < ends:
                writer.write(asked)
                await answer(reader)
                count += 1
        finally:
            writer.close()

    await asyncio.gather(*(ask() for _connection in range(connections)))
    return count
