"""Malformed requests to any address get a refusal, and never make the server fail."""

import itertools
import json
import logging
import random
import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.core.signals import got_request_exception
from django.urls import reverse

from tests.commons import world as worlds
from tests.commons.odd import BROKEN, CONTENT_TYPES, HEADERS, METHODS, NAMES, NUMBERS, WORDS
from tests.commons.world import VISITORS, World
from tests.test_permission_matrix import SENT, SENT_AS_JSON, rows

SEEDS, REQUESTS = 20, 100


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    with worlds.shared(django_db_blocker) as world:
        yield world


@pytest.fixture
def raised(caplog) -> Iterator[list[BaseException]]:
    """Exceptions of views that Django did not turn into an answer."""
    caplog.set_level(logging.CRITICAL, logger="django")
    found: list[BaseException] = []

    def keep(**_kwargs: Any) -> None:
        found.append(sys.exc_info()[1])

    got_request_exception.connect(keep)
    yield found
    got_request_exception.disconnect(keep)


@pytest.mark.long
@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(SEEDS))
def test_no_request_makes_the_server_fail(world, raised, seed) -> None:
    chance = random.Random(seed)
    for _request in range(REQUESTS):
        visitor, asked = chance.choice(VISITORS), request(world, chance)
        client = world.client(visitor, raise_request_exception=False, enforce_csrf_checks=chance.random() < 0.1)
        with worlds.undone():
            answer = client.generic(**asked)
        assert not raised, (visitor, _shown(asked), raised)
        assert answer.status_code < 500, (visitor, _shown(asked))


POISON = [
    "\0",
    "a\0b",
    "",
    "-1",
    "9" * 30,
    "x" * 20_000,
    "\ud800".encode("utf-8", "surrogatepass"),
    b"\xff\xfe",
    "\u202e😀",
]


@pytest.mark.long
@pytest.mark.django_db
@pytest.mark.parametrize("route", sorted(SENT))
def test_no_invalid_field_of_a_form_makes_the_server_fail(world, raised, route) -> None:
    """All else is valid and the sender has permission, so that the value reaches the database."""
    for of, expected in [(of, expected) for name, of, method, expected in rows() if (name, method) == (route, "POST")]:
        visitor = next((who for who in ("ecowas", "facilitator") if expected[VISITORS.index(who)] != "403"), None)
        for field, poison in itertools.product(SENT[route], POISON if visitor else ()):
            with worlds.undone():
                client = world.client(visitor, raise_request_exception=False)
                answer = client.generic(
                    "POST",
                    reverse(route, args=world.of[of]),
                    urlencode({**SENT[route], field: poison}),
                    "application/x-www-form-urlencoded",
                    headers={"accept": "text/html"},
                )
            assert answer.status_code < 500, (of, field, poison, visitor, raised)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["headline", "language", "seen", "answers", "provisions"])
def test_no_invalid_draft_makes_the_server_fail(world, raised, name) -> None:
    for poison in ["\0", "a\0b", "\ud800", "x" * 20_000, None, 0, 1e300, 2**70, [], {}, {"\0": "\0"}, ["\ud800"]]:
        said = (
            {**SENT_AS_JSON["save_draft"], "answers": {"provisions": poison}}
            if name == "provisions"
            else {name: poison}
        )
        said = {**SENT_AS_JSON["save_draft"], **said}
        with worlds.undone():
            client = world.client("ecowas", raise_request_exception=False)
            answer = client.post(reverse("save_draft", args=world.of["topic"]), said, content_type="application/json")
        assert answer.status_code < 500, (poison, raised)


def request(world: World, chance: random.Random) -> dict[str, Any]:
    """Arguments of ``Client.generic``. Most parts are valid, so that the request passes the first checks."""
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
    """The path with one piece replaced."""
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
    """A form, JSON or a file, whole or broken, mostly with its own content type."""
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
    """The form of the route, with a few wrong values."""
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
    """An upload that is no valid roster."""
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
    act = f'--b\r\nContent-Disposition: form-data; name="act"\r\n\r\n{chance.choice(["preview", "import", "skip"])}\r\n'
    end = chance.choice([b"\r\n--b--\r\n", b"\r\n--b--\r\n", b"", b"\r\n--c"])
    return act.encode() + head.encode() + chance.choice(inside) + end


def _shown(asked: dict[str, Any]) -> dict[str, Any]:
    return {key: value if len(str(value)) < 400 else str(value)[:400] + "…" for key, value in asked.items()}
