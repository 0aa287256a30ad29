"""Thousands of requests that no browser sends, byte by byte, to the rooms' addresses and to all others: never a 500."""

import os
import random
import re
import socket
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.server import Server

REQUESTS, AT_ONCE = 2400 * int(os.environ.get("KAPOK_FUZZ", "1")), 4
TOKEN = "a" * 32
# Addresses that would end the test's own sessions or change its people.
LEFT_ALONE = {"account_logout", "sign_out_everywhere", "suspend", "mute"}
# fmt: off
METHODS = [
    *["GET"] * 8, *["POST"] * 8, "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "get", "X" * 300, "P\xd6ST",
    "",
]
SCRAPS = [
    "0", "1", "-1", "17", "9" * 19, "9" * 30, "9" * 5000, "1e9", "0x1f", "NaN", "٣", "%00", "%ff", "%ed%a0%80",
    "%F0%9F%98%80", "a%0d%0ab", "..", ".", "%2e%2e%2f", "lma-2023", "other", "social-security", "reflection",
    "message", "'", '"', "<b>", "{}", "%", "%zz", "&", "=", ";", "x" * 300, "x" * 4001, "", "null", "[]", "true", "é",
    "\x00", "\x1b", "\xff\xfe", "on", "👍",
]
TYPES = [
    "application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "multipart/form-data",
    "text/plain", "", "application/json; charset=utf-16", "application/x-www-form-urlencoded; charset=hex",
    "application/json;;;=", "\xff/\xfe", "multipart/form-data; boundary=x; charset=hex",
    "multipart/form-data; boundary=x; charset=undefined", "multipart/form-data; boundary=x; charset=idna",
    "multipart/form-data; boundary=" + "b" * 500, "multipart/mixed; boundary=x",
    "application/x-www-form-urlencoded; charset=utf-7",
]
HEADERS = [
    "Accept: text/html", "Accept: */*", "Accept-Language: " + "x" * 600, "Accept-Language: fr;q=x, ,,",
    "Accept-Language: \xff", "Host: evil.example", "Origin: null", "Origin: http://[::1", "Referer: http://[::1",
    "X-Forwarded-For: '", "X-Forwarded-Proto: https", "Range: bytes=0-0", "If-Modified-Since: never",
    'If-None-Match: "x', "Upgrade: websocket", "Sec-WebSocket-Protocol: \xff", "X: " + "y" * 9000,
    "Content-Length: -1", "Content-Length: 1, 2", "Cookie: =;;sessionid",
    "Cookie: csrftoken=\xff; django_language=\x80", 'Cookie: sessionid="\\000aaaaaaaaaa"',
    "Cookie: sessionid=" + "x" * 3000, "Cookie: messages=W10; sessionid=x", "Accept-Encoding: gzip;q=x",
]
# fmt: on


def routes(patterns=None, before: str = "") -> Iterator[str]:
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(entry, URLResolver):
            yield from routes(entry.url_patterns, before + str(entry.pattern))
        elif isinstance(entry, URLPattern) and entry.name not in LEFT_ALONE:
            yield before + str(entry.pattern)


class Pest:
    """Builds requests byte by byte, mostly with a session, and then with a token so that forms pass."""

    def __init__(self, server: Server, seed: int) -> None:
        self.server, self.chance = server, random.Random(seed)
        self.sessions = [server.said["sessions"][name] for name in ("adjoa", "kerwin", "chiara")]
        room = server.said["rooms"]["pair"]
        self.paths = [f"rooms/{room}/", f"rooms/{room}/changes", f"rooms/{room}/messages", f"rooms/{room}/messages/1/"]
        self.routes = list(routes())

    def scrap(self) -> str:
        return self.chance.choice(SCRAPS)

    def filled(self, route: str) -> str:
        known = {"course": "lma-2023", "kind": self.chance.choice(["message", "post", "x"]), "topic": "social-security"}

        def fill(found: re.Match[str]) -> str:
            if self.chance.random() < 0.3:
                return self.scrap()
            return known.get(found[1], str(self.chance.choice([0, 1, 2, 3, 7, 13, 2**62])))

        return re.sub(r"<(?:\w+:)?(\w+)>", fill, route)

    def query(self) -> str:
        names = ["since", "before", "wait", "id", "body", "q", "next", "page", "answer", "x", "topic", "kind"]
        pairs = [f"{self.chance.choice(names)}={self.scrap()}" for _n in range(self.chance.choice([0, 1, 2, 3, 1100]))]
        # No ``wait``, because a poll that waits in vain is right but slow.
        return "&".join(pair for pair in pairs if not re.match(r"wait=0*[1-9]", pair))

    def body(self, kind: str) -> bytes:
        names = [
            "id",
            "body",
            "reply_to",
            "act",
            "on",
            "email",
            "code",
            "reason",
            "title",
            "action",
            "csrfmiddlewaretoken",
            "x",
            "files",
        ]
        fields = [("csrfmiddlewaretoken", TOKEN), ("id", str(uuid.UUID(int=self.chance.getrandbits(128))))]
        fields += [(self.chance.choice(names), self.scrap()) for _n in range(self.chance.randrange(6))]
        style = self.chance.randrange(6)
        if style == 0:
            return self.chance.randbytes(self.chance.choice([0, 1, 100, 5000]))
        if style == 1 or "json" in kind:
            written = ",".join(
                f'"{name}": {self.chance.choice([chr(34) + text[:50] + chr(34), text, "1e999", "[" * 2000])}'
                for name, text in fields
            )
            return ("{" + written + "}").encode("utf-8", "surrogatepass")
        if "multipart" in kind:
            parts = [f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n' for name, text in fields]
            named = f'name="file"; filename="{self.scrap()[:99]}"'
            parts += [f"--x\r\nContent-Disposition: form-data; {named}\r\n\r\n{self.scrap()}\r\n"]
            return ("".join(parts) + self.chance.choice(["--x--\r\n", "--x", ""])).encode()
        return "&".join(
            f"{name}={quote(text) if self.chance.random() < 0.7 else text}" for name, text in fields
        ).encode()

    def request(self) -> bytes:
        route = (
            self.chance.choice(self.paths)
            if self.chance.random() < 0.4
            else self.filled(self.chance.choice(self.routes))
        )
        path = "/" + route + self.chance.choice(["", "", "", "?" + self.query(), "?" + self.scrap(), "/", "#x", " "])
        kind = self.chance.choice(TYPES)
        method = self.chance.choice(METHODS)
        body = self.body(kind) if method not in {"GET", "HEAD"} or self.chance.random() < 0.05 else b""
        lines = [f"{method} {path} HTTP/1.1", "Connection: close", f"Host: 127.0.0.1:{self.server.port}"]
        if self.chance.random() < 0.9:
            lines.append(f"Cookie: sessionid={self.chance.choice(self.sessions)}; csrftoken={TOKEN}")
        if body or self.chance.random() < 0.1:
            lines += [f"Content-Type: {kind}", f"Content-Length: {len(body) + self.chance.choice([0] * 9 + [-1])}"]
        lines += [self.chance.choice(HEADERS) for _n in range(self.chance.choice([0, 0, 1, 2]))]
        text = "\r\n".join(lines) + "\r\n\r\n"
        return text.encode("latin-1" if text.isascii() or max(map(ord, text)) < 256 else "utf-8") + body


def status_of(port: int, request: bytes, *, silence: float | None = None) -> int | None:
    """Returns the status; None when the connection is just closed, as for bytes that are no HTTP, or when the server
    stays silent for ``silence`` seconds, because it may wait for the rest."""
    with socket.create_connection(("127.0.0.1", port), timeout=silence or 20) as connection:
        head = b""
        try:
            connection.sendall(request)
            while b"\r\n" not in head and (more := connection.recv(4096)):
                head += more
        except TimeoutError:
            if silence is None:
                raise
        except OSError:
            pass  # cut off; an answer before that counts
    found = re.match(rb"HTTP/1\.[01] (\d{3}) ", head)
    return int(found[1]) if found else None


def test_thousands_of_malformed_requests_are_refused_and_do_no_harm(server):
    def pester(seed: int) -> list[int | None]:
        pest, found = Pest(server, seed), []
        for _n in range(REQUESTS // AT_ONCE):
            request = pest.request()
            status = status_of(server.port, request)
            assert status is None or status < 500, f"{status}\n{request[:1500]!r}\n{server.faults()[-3500:]}"
            found.append(status)
        return found

    with ThreadPoolExecutor(AT_ONCE) as threads:
        statuses = [status for found in threads.map(pester, range(AT_ONCE)) for status in found]
    # The requests reach the views, because every refusal occurs, and some succeed.
    assert {200, 302, 400, 403, 404, 405} <= set(statuses)
    assert statuses.count(200) > REQUESTS // 20
    assert server.process.poll() is None
    assert "Traceback" not in server.faults(), server.faults().partition("Traceback")[2][:4000]
    room = server.said["rooms"]["pair2"]
    with server.http("adjoa") as browser:
        said = browser.post(f"/rooms/{room}/messages", json={"id": str(uuid.uuid4()), "body": "I am fine"})
        assert said.json()["rev"] == 1
        assert browser.get(f"/rooms/{room}/").status_code == 200


@pytest.mark.pure
@pytest.mark.parametrize("request_line", [
    b"\x00\x01\x02", b"GET", b"GET /", b"GET / HTTP/9.9", b"G\xc3\xa9T / HTTP/1.1", b"GET /\xff HTTP/1.1",
    b"GET http://[::1/ HTTP/1.1", b"GET * HTTP/1.1", b"CONNECT x:1 HTTP/1.1", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc",
    b"GET /" + b"x" * 20_000 + b" HTTP/1.1",
])  # fmt: skip
def test_broken_http_is_refused_or_cut_off(server, request_line):
    status = status_of(server.port, request_line + b"\r\nHost: localhost\r\n\r\n")
    assert status is None or 400 <= status < 500
    assert "Traceback" not in server.faults()


CHUNKED = b"Transfer-Encoding: chunked"


@pytest.mark.pure
@pytest.mark.parametrize(("headers", "body"), [
    (CHUNKED, b"zz\r\n{}\r\n0\r\n\r\n"), (CHUNKED, b"-2\r\n{}\r\n0\r\n\r\n"), (CHUNKED, b"2\r\n{}0\r\n\r\n"),
    (CHUNKED, b"f" * 40 + b"\r\n{}"), (CHUNKED, b"2;" + b"x" * 9000 + b"\r\n{}\r\n0\r\n\r\n"),
    (CHUNKED, b"2\r\n{}\r\n0\r\nX: y\r\n\r\n"), (CHUNKED, b"1\r\n{\r\n" * 500 + b"0\r\n\r\n"),
    (CHUNKED + b"\r\nContent-Length: 2", b"2\r\n{}\r\n0\r\n\r\n"), (b"Transfer-Encoding: gzip", b"{}"),
    (b"Content-Length: 2\r\nContent-Length: 3", b"{}}"), (b"Content-Length: +2", b"{}"),
    (b"Content-Length: 0x2", b"{}"),
    (b"Content-Length: " + b"9" * 30, b"{}"), (b"Content-Length: 2\r\n folded: 1", b"{}"),
])  # fmt: skip
def test_wrongly_framed_bodies_are_refused_or_cut_off(server, headers, body):
    session = server.said["sessions"]["adjoa"]
    start = f"POST /rooms/{server.said['rooms']['pair']}/messages HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
    head = f"{start}Cookie: sessionid={session}\r\nContent-Type: application/json\r\n".encode()
    status = status_of(server.port, head + headers + b"\r\n\r\n" + body, silence=2)
    assert status is None or 400 <= status < 500
    assert "Traceback" not in server.faults()
