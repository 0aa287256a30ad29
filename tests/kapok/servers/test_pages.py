"""A small pool of threads answers pages; each thread keeps its database connection."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.decorators import login_not_required
from django.db import connection, connections
from django.http import HttpRequest, HttpResponse
from django.urls import path

from kapok import asgi

HEADERS = [(b"host", b"localhost")]
met: list[tuple[str, Any]] = []


@login_not_required
def meets(_request: HttpRequest) -> HttpResponse:
    connection.ensure_connection()
    met.append((threading.current_thread().name, connections["default"]))
    return HttpResponse("Met.")


urlpatterns = [path("meets/", meets)]


@pytest.fixture
def door(settings, monkeypatch, django_db_setup, django_db_blocker) -> Iterator[asgi.Http]:
    """The application with a pool of one thread, so that all requests share it."""
    settings.ROOT_URLCONF = __name__
    monkeypatch.setattr(asgi, "THREADS", 1)
    met.clear()
    with django_db_blocker.unblock():
        door = asgi.Http()
        yield door
        door.pages.pool.submit(connections.close_all).result()


async def ask(door: asgi.Http, address: str) -> list[dict[str, Any]]:
    scope = {"type": "http", "method": "GET", "path": address, "query_string": b"", "headers": HEADERS}
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(event: dict[str, Any]) -> None:
        sent.append(event)

    await door(scope, receive, send)
    return sent


async def test_a_thread_of_the_pool_answers_pages_over_one_database_connection(door) -> None:
    for _time in range(3):
        start, body = await ask(door, "/meets/")
        assert (start["status"], body["body"]) == (200, b"Met.")
    assert [name for name, _connection in met] == ["pages_0"] * 3
    assert all(connection is met[0][1] for _name, connection in met)
