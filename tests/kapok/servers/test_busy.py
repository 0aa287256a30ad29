"""When the database is full or away, a page answers 503 with Retry-After; every other fault is a 500."""

import itertools
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Any
from unittest import mock

import psycopg
import pytest
from django.db import ConnectionHandler, OperationalError, ProgrammingError
from django.test import Client
from django.urls import path
from psycopg_pool import ConnectionPool, PoolTimeout

from kapok import environment
from kapok.urls import handler500 as handler500
from kapok.urls import urlpatterns as ours
from tests.server import ROOT, Stage, WithoutWorker, serving, the_stage
from tests.services import Missing, postgresql_server

FAULTS: dict[str, Any] = {
    "pool": (OperationalError, PoolTimeout("couldn't get a connection after 10.00 sec")),
    "away": (OperationalError, psycopg.OperationalError("server closed the connection unexpectedly")),
    "locked": (OperationalError("database is locked"), None),
    "table": (OperationalError("no such table: academy_person"), None),
    "column": (ProgrammingError, psycopg.ProgrammingError("column does not exist")),
    "ours": (ValueError("ours"), None),
}


def fails(request: Any, how: str) -> None:
    fault, cause = FAULTS[how]
    raise fault from cause


urlpatterns = [*ours, path("fails/<str:how>/", fails, name="fails")]


@pytest.fixture
def browser(client_of, adjoa, settings) -> Client:
    settings.ROOT_URLCONF = __name__
    client = client_of(adjoa)
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize("how", ["pool", "away", "locked"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_temporary_fault_of_the_database_answers_503_with_retry_after(browser, how, method) -> None:
    answer = getattr(browser, method)(f"/fails/{how}/")
    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"
    assert "try again" in answer.text


@pytest.mark.parametrize("how", ["table", "column", "ours"])
def test_any_other_fault_answers_500(browser, how) -> None:
    answer = browser.get(f"/fails/{how}/")
    assert answer.status_code == 500
    assert "Retry-After" not in answer


def test_the_503_page_asks_no_database(browser, django_assert_num_queries) -> None:
    """No connection may be free: only middleware has queried the database, before the fault."""
    browser.get("/fails/pool/")
    with django_assert_num_queries(1):
        browser.get("/fails/pool/")


@pytest.fixture(scope="module")
def stage(tmp_path_factory) -> Stage:
    return the_stage(tmp_path_factory.getbasetemp())


@pytest.mark.several_processes
def test_a_full_pool_lets_pages_wait_ten_seconds_and_then_answers_503(stage, tmp_path) -> None:
    """The page that has the only connection waits for a locked table; the two others get no connection."""
    alone = serving(stage, tmp_path / "data", WithoutWorker, KAPOK_DATABASE_POOL="1")
    with alone as server, server.http("adjoa") as client:
        with psycopg.connect(str(server.database_url)) as lock, ThreadPoolExecutor(3) as threads:
            lock.execute("LOCK TABLE academy_membership IN ACCESS EXCLUSIVE MODE")
            asked = [threads.submit(client.get, "/courses/lma-2023/") for _n in range(3)]
            first_two = [done.result() for done in itertools.islice(as_completed(asked, timeout=60), 2)]
            lock.rollback()
            statuses = sorted(done.result().status_code for done in asked)
        assert statuses == [200, 503, 503]
        assert {answer.headers["retry-after"] for answer in first_two} == {"5"}
        assert client.get("/courses/lma-2023/").status_code == 200, "the connection is free again"


def test_the_log_line_of_a_failed_request_does_not_load_the_person_again(browser) -> None:
    """Middleware could not load the person, so the database is probably away."""
    fault = OperationalError("away")
    with mock.patch("academy.middleware.reader_of", side_effect=fault) as asked:
        assert browser.get("/you/").status_code == 500
    assert asked.call_count == 1


@pytest.mark.pure
@pytest.mark.long
def test_a_page_answers_503_when_the_database_was_never_reachable(tmp_path: Path) -> None:
    """PostgreSQL is unreachable from the start."""
    code = (
        "from django.test import Client; browser = Client(raise_request_exception=False);"
        "answer = browser.get('/you/', headers={'host': 'localhost', 'cookie': 'sessionid=' + 'a' * 32});"
        "print(answer.status_code, answer['Retry-After'])"
    )
    variables = {"KAPOK_DATA": str(tmp_path), "KAPOK_DEMO": "0", "DATABASE_URL": "postgresql://kapok@127.0.0.1:9/none"}
    prelude = "from django.db import connection; connection.pool.open(); connection.pool.timeout = 0.2;"
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", prelude + code],
        cwd=ROOT,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.stdout.split() == ["503", "5"], done.stderr[-2000:]


def alive(server: Any, folder: Path) -> Any:
    """A connection of the pool that Kapok's settings make."""
    chosen = environment.read({"KAPOK_DATA": str(folder), "DATABASE_URL": server.url})
    return ConnectionHandler({"default": {}, "own": chosen.database})["own"]


@pytest.mark.pure
@pytest.mark.parametrize("end", ["the server", "the connection"])
def test_the_pool_replaces_connections_that_the_server_ended(tmp_path, django_db_blocker, end) -> None:
    try:
        with postgresql_server() as server, django_db_blocker.unblock():
            own = alive(server, tmp_path)
            own.ensure_connection()
            number = own.connection.info.backend_pid
            own.close()
            if end == "the server":
                server.stop(signal.SIGINT)  # a restart stops the server the same way
                server.start()
            else:
                with psycopg.connect(server.url) as beside:
                    beside.execute("SELECT pg_terminate_backend(%s, 5000)", [number])
            with own.cursor() as cursor:
                cursor.execute("SELECT 1")
            own.close()
            own.close_pool()
    except Missing as missing:
        pytest.skip(str(missing))


@pytest.mark.pure
def test_a_connection_that_is_alive_is_taken_without_a_question(tmp_path, django_db_blocker) -> None:
    try:
        with postgresql_server() as server, django_db_blocker.unblock():
            own = alive(server, tmp_path)
            own.ensure_connection()
            own.close()
            with mock.patch.object(ConnectionPool, "check_connection") as asked, own.cursor() as cursor:
                cursor.execute("SELECT 1")
            assert not asked.called
            own.close()
            own.close_pool()
    except Missing as missing:
        pytest.skip(str(missing))
