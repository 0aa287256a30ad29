"""The same pages from a WSGI server, beside Daphne."""

import io
from typing import Any

import pytest

from kapok.wsgi import application

pytestmark = pytest.mark.django_db


def ask(path: str, query: str = "", **headers: str) -> str:
    said: list[str] = []
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "HTTP_HOST": "127.0.0.1",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
        "wsgi.url_scheme": "http",
        **headers,
    }
    list(application(environ, lambda status, _headers, _fault=None: said.append(status)))
    return said[0]


def test_a_page_is_served() -> None:
    assert ask("/sign-in/") == "200 OK"


@pytest.mark.parametrize("charset", ["hex", "rot13", "zlib", "no-such", "utf-16", "idna"])
def test_no_charset_of_a_client_is_a_fault_of_ours(charset) -> None:
    assert ask("/sign-in/", "next=%2Fyou%2F", CONTENT_TYPE=f"text/html; charset={charset}") == "200 OK"
