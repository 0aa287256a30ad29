"""Whatever is sent to any address, by anybody: an answer that says no, never a fault of the server."""

import json
import logging
import random
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.core.signals import got_request_exception
from django.urls import reverse

from tests.commons import world as worlds
from tests.commons.world import STANDINGS, World
from tests.test_permission_matrix import SENT, rows

SEEDS, REQUESTS = 30, 100
METHODS = [
    "GET",
    "GET",
    "GET",
    "POST",
    "POST",
    "POST",
    "POST",
    "HEAD",
    "PUT",
    "PATCH",
    "DELETE",
    "OPTIONS",
    "TRACE",
    "BREW",
]
NUMBERS = [
    "0",
    "-1",
    "1",
    "00007",
    "9" * 30,
    str(2**31),
    str(2**63 - 1),
    str(2**63),
    "1e9",
    "٣",
    "1.5",
    "0x10",
    "+1",
    "NaN",
]
WORDS = [
    *(
        "",
        " ",
        "\0",
        "a\0b",
        "\x1b[0m",
        "'",
        '"',
        "' OR 1=1 --",
        "%",
        "%s",
        "{}",
        "{{7*7}}",
        "<script>",
        "..",
        "//x.org",
    ),
    *("javascript:alert(1)", "\r\nSet-Cookie: a=b", "é" * 300, "é", "e\u0301", "\u202e", "\ufeff", "\uffff", "😀" * 50),
    *(
        "null",
        "true",
        "[]",
        "None",
        "question",
        "useful",
        "waiting-ECOWAS",
        "government",
        "hide",
        "2023-07-10T10:00:00+00:00",
    ),
    *(
        "9999-12-31",
        "0001-01-01T00:00:00Z",
        "2023-13-45",
        "10000000-0000-4000-8000-000000000001",
        "x" * 20_000,
        "adjoa@example.org",
    ),
]
BROKEN = ["%", "%zz", "%00", "%ff", "%ED%A0%80", "%C0%AF", "%FE%FF", "%u0041", "%E2%82", "%0d%0a"]
NAMES = [
    *(
        "before",
        "after",
        "quote",
        "answer",
        "show",
        "topic",
        "kind",
        "act",
        "person",
        "since",
        "wait",
        "next",
        "all",
        "x" * 2000,
    ),
    *(
        "body",
        "title",
        "language",
        "client_id",
        "answers",
        "on",
        "off",
        "id",
        "reply_to",
        "reason",
        "minutes",
        "words",
        "headline",
    ),
    *(
        "answer-provisions",
        "seen",
        "first_day",
        "last_day",
        "format",
        "interest",
        "hours",
        "sides",
        "email",
        "login",
        "code",
    ),
    *(
        "given_name",
        "family_name",
        "time_zone",
        "from_0",
        "to_0",
        "first_language",
        "file",
        "csrfmiddlewaretoken",
        "",
        "\0",
    ),
]
CONTENT_TYPES = [
    *(
        "application/x-www-form-urlencoded",
        "application/json",
        "text/plain",
        "",
        "multipart/form-data",
        "image/png",
        "a/b/c",
    ),
    *(
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=" + "b" * 300,
        "multipart/form-data; boundary=é",
    ),
    *(
        "application/json; charset=utf-16",
        "application/x-www-form-urlencoded; charset=utf-7",
        "text/html; charset=none-such",
    ),
    *("application/x-www-form-urlencoded; charset=hex", "application/json; charset=\0", "application/json;;;=;"),
]
HEADERS = {
    "accept": ["text/html", "application/json", "*/*", "", "é", ";;q=2", "text/html;q=nan"],
    "accept-language": ["fr", "xx-YY", "*", "fr;q=9", "a" * 5000, "pt-BR,;;", "\0"],
    "cookie": [
        "sessionid=",
        "sessionid=\0; csrftoken=é",
        ";;;=",
        "messages=broken:x; kapok_language=xx",
        "sessionid=" + "a" * 5000,
    ],
    "host": ["testserver", "evil.example.org", "a b", "[::1", "testserver:99999", ""],
    "referer": ["", "http://[", "https://evil.example.org/"],
    "x-fragment": ["1", ""],
    "x-requested-with": ["XMLHttpRequest"],
    "if-modified-since": ["yesterday", "Mon, 99 Jul 9999 99:99:99 GMT"],
    "x-forwarded-for": ["1.2.3.4", "é"],
    "sec-purpose": ["prefetch"],
    "accept-encoding": ["gzip", "gzip;q=0,\0"],
}


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    with worlds.standing(django_db_blocker) as world:
        yield world


@pytest.fixture
def raised(caplog) -> Iterator[list[BaseException]]:
    """What views raised that no answer was made of."""
    caplog.set_level(logging.CRITICAL, logger="django")
    found: list[BaseException] = []

    def keep(sender: Any, request: Any = None, **_kwargs: Any) -> None:
        import sys

        found.append(sys.exc_info()[1])

    got_request_exception.connect(keep)
    yield found
    got_request_exception.disconnect(keep)


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(SEEDS))
def test_no_request_makes_the_server_fail(world, raised, seed) -> None:
    chance = random.Random(seed)
    for _request in range(REQUESTS):
        standing, asked = chance.choice(STANDINGS), request(world, chance)
        client = world.client(standing, raise_request_exception=False, enforce_csrf_checks=chance.random() < 0.1)
        with worlds.undone():
            answer = client.generic(**asked)
        assert not raised, (standing, _shown(asked), raised)
        assert answer.status_code < 500, (standing, _shown(asked))


def request(world: World, chance: random.Random) -> dict[str, Any]:
    """What ``Client.generic`` takes. Most of it is as it should be, so that it comes past the first door."""
    route, of, _method, _expected = chance.choice(rows())
    path = reverse(route, args=world.of[of])
    if chance.random() < 0.4:
        path = _twisted(path, chance)
    body, content_type = _body(route, chance)
    names = chance.sample(sorted(HEADERS), k=chance.choice([0, 0, 1, 1, 2]))
    return {
        "method": chance.choice(METHODS),
        "path": path,
        "data": body,
        "content_type": content_type,
        "QUERY_STRING": _query(chance) if chance.random() < 0.5 else "",
        "headers": {"accept": "text/html"} | {name: chance.choice(HEADERS[name]) for name in names},
    }


def _twisted(path: str, chance: random.Random) -> str:
    """One piece of the path becomes another."""
    pieces = path.split("/")
    wrong = chance.choice([*NUMBERS, *BROKEN, *(quote(word[:300], safe="") for word in WORDS)])
    pieces[chance.randrange(1, len(pieces))] = wrong
    return "/".join(pieces)


def _value(chance: random.Random) -> str:
    return chance.choice(NUMBERS if chance.random() < 0.4 else WORDS)


def _query(chance: random.Random) -> str:
    pairs = [(chance.choice(NAMES), _value(chance)) for _pair in range(chance.randint(1, 4))]
    broken = "".join(chance.choice(["&", "=", "?", "#", ";", *BROKEN]) for _ in range(chance.choice([0, 0, 3])))
    return urlencode(pairs) + broken


def _body(route: str, chance: random.Random) -> tuple[bytes, str]:
    """A form, a JSON text or a file; whole, or broken; mostly named as what it is."""
    make, content_type = chance.choice(
        [(_form, CONTENT_TYPES[0])] * 3 + [(_json, CONTENT_TYPES[1])] * 2 + [(_file, "")]
    )
    body = make(route, chance)
    if make is _file:
        content_type = "multipart/form-data; boundary=b"
    if chance.random() < 0.15:
        content_type = chance.choice(CONTENT_TYPES)
    if chance.random() < 0.1:
        body = body[: chance.randint(0, len(body))] + chance.randbytes(chance.randint(0, 40))
    return body, content_type


def _form(route: str, chance: random.Random) -> bytes:
    """What the route takes, with a wrong value or two."""
    said = {**SENT.get(route, {}), **dict.fromkeys(chance.sample(NAMES, k=2), "1")}
    for name in chance.sample(sorted(said), k=chance.randint(0, min(3, len(said)))):
        said[name] = [_value(chance) for _again in range(chance.choice([1, 1, 3]))]
    many = urlencode([("x", "1")] * 1500) if chance.random() < 0.02 else ""
    return (urlencode(said, doseq=True) + many + chance.choice(["", "", "", *BROKEN])).encode()


def _json(route: str, chance: random.Random) -> bytes:
    odd = [None, True, [], {}, 0, -1, 1e300, 2**70, "\0", "\ud800", "x" * 5000, [[]], {"a": {}}, *NUMBERS, *WORDS]
    if chance.random() < 0.2:
        whole = [
            b"",
            b"{",
            b"[" * 50_000,
            b"NaN",
            b'{"id": Infinity}',
            b"\xff\xfe{}",
            b"1" * 6000,
            b'"\\ud800"',
            b"[1]",
        ]
        return chance.choice(whole)
    said: dict[str, Any] = {
        "id": SENT["room_messages"]["id"],
        "body": "Hello.",
        "headline": "One",
        "answers": {"provisions": "x"},
    }
    for name in chance.sample([*said, "language", "seen", "reply_to"], k=chance.randint(1, 3)):
        said[name] = chance.choice(odd)
    if chance.random() < 0.3:
        said["answers"] = {name: chance.choice(odd) for name in ("provisions", "compare", "\0")}
    return json.dumps(said).encode()


def _file(route: str, chance: random.Random) -> bytes:
    """A roster that is none."""
    name = chance.choice(["r.csv", "r.xlsx", "r", "../r.csv", "r\0.csv", "é" * 300 + ".csv", ""])
    inside = [
        *(
            b"",
            b"\0",
            b"\xff\xfe\x00",
            b"PK\x03\x04broken",
            b"email,email\r\n,",
            b'"',
            b"a;b\n" * 3000,
            b"\xef\xbb\xbfemail\n\0",
        ),
        *(chance.randbytes(200), b"email,role,bloc,free_hours\n" + _value(chance).encode("utf-8", "replace") * 2),
    ]
    head = f'--b\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: text/csv\r\n\r\n'
    act = f'--b\r\nContent-Disposition: form-data; name="act"\r\n\r\n{chance.choice(["look", "import", "skip"])}\r\n'
    end = chance.choice([b"\r\n--b--\r\n", b"\r\n--b--\r\n", b"", b"\r\n--c"])
    return act.encode() + head.encode() + chance.choice(inside) + end


def _shown(asked: dict[str, Any]) -> dict[str, Any]:
    return {key: value if len(str(value)) < 400 else str(value)[:400] + "…" for key, value in asked.items()}
