"""A WSGI server beside Daphne serves the same pages."""

import io
from typing import Any

import pytest

from kapok.wsgi import application

pytestmark = pytest.mark.django_db


def ask(path: str, query: str = "", **headers: str) -> str:
    statuses: list[str] = []
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
    list(application(environ, lambda status, _headers, _fault=None: statuses.append(status)))
    return statuses[0]


def test_a_page_is_answered() -> None:
    assert ask("/sign-in/") == "200 OK"


def test_a_path_that_nothing_answers_is_refused_each_time_and_others_are_not() -> None:
    missing = "404 Not Found"
    assert [ask(path) for path in ("/nothing/", "/sign-in/", "/nothing/", "/sign-in/")] == [missing, "200 OK"] * 2


@pytest.mark.parametrize("charset", ["hex", "rot13", "zlib", "no-such", "utf-16", "idna"])
def test_an_odd_charset_of_a_client_causes_no_fault(charset) -> None:
    assert ask("/sign-in/", "next=%2Fyou%2F", CONTENT_TYPE=f"text/html; charset={charset}") == "200 OK"
