"""The log has one line a request and no text that people wrote."""

import asyncio
import io
import json
import logging
import re
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import DataError, IntegrityError, OperationalError, connection
from django.test import Client
from django.urls import path
from hypothesis import given
from hypothesis import strategies as st

from kapok import logs
from kapok.urls import urlpatterns as ours

SECRET = "Mwen wè papye yo"


def fails(request: Any, how: str) -> None:
    body = request.POST.get("body", SECRET)
    if how == "row":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO rooms_message (body) VALUES (%s)", [body])
    raise {"value": ValueError, "data": DataError, "integrity": IntegrityError}[how](f"cannot keep “{body}”\n{body}")


urlpatterns = [*ours, path("fails/<str:how>/", fails, name="fails")]


@pytest.fixture
def written() -> Iterator[Callable[[], str]]:
    """Returns the process's log so far, as JSON lines."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.Json())
    root = logging.getLogger()
    root.addHandler(handler)
    level, root.level = root.level, logging.DEBUG
    yield stream.getvalue
    root.removeHandler(handler)
    root.setLevel(level)


def served(text: str) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in text.splitlines()]
    return [line for line in lines if line["logger"] == "kapok.requests"]


def test_a_request_is_logged_as_one_line(client_of, adjoa, written) -> None:
    client = client_of(adjoa)
    answer = client.get(f"/courses/{adjoa.edition.slug}/", headers={"x-request-id": "0123456789abcdef"})
    (line,) = served(written())
    assert {**line, "at": "", "ms": 0} == {
        "at": "",
        "level": "info",
        "logger": "kapok.requests",
        "request": "0123456789abcdef",
        "method": "GET",
        "route": "today",
        "status": 200,
        "ms": 0,
        "person": adjoa.person_id,
    }
    assert line["ms"] > 0
    assert answer["X-Request-ID"] == "0123456789abcdef"
    assert adjoa.person.email not in written()


@pytest.mark.parametrize("given", ["", "short", "a" * 65, "with space 0123", "0123456789é", "line\\nbreak0123"])
def test_a_malformed_request_id_is_replaced(db, given) -> None:
    answer = Client().get("/healthz", headers={"x-request-id": given})
    assert re.fullmatch(r"[0-9a-f]{32}", answer["X-Request-ID"])


def test_the_log_holds_neither_path_nor_query(db, written) -> None:
    for address in (
        "/enter/a-secret-token/",
        "/sign-in/?next=/a-secret-token",
        "/a-secret-token",
        "/metrics?a-secret-token",
    ):
        Client(REMOTE_ADDR="203.0.113.7").get(address)
    assert [line["route"] for line in served(written())] == ["enter", "account_request_login_code", "none", "metrics"]
    assert "a-secret-token" not in written()


def test_an_unknown_method_is_logged_as_other(db, written) -> None:
    Client().generic("A-SECRET", "/healthz")
    assert served(written())[0]["method"] == "other"


@pytest.mark.parametrize("how", ["row", "value", "data", "integrity"])
def test_the_log_leaves_out_the_message_of_a_fault(client_of, adjoa, settings, written, how) -> None:
    settings.ROOT_URLCONF = __name__
    client = client_of(adjoa)
    client.raise_request_exception = False
    assert client.post(f"/fails/{how}/", {"body": SECRET}).status_code == 500
    assert SECRET not in written()
    (fault,) = (line for line in map(json.loads, written().splitlines()) if line["logger"] == "django.request")
    assert (fault["level"], fault["message"]) == ("error", "500 in fails")
    assert fault["fault"].startswith("Traceback: ")
    assert "test_logs.py:" in fault["fault"], "the place is logged"


def test_no_way_to_send_a_message_puts_its_text_into_the_log(client_of, adjoa, settings, written) -> None:
    room = adjoa.edition.rooms.first().pk
    client = client_of(adjoa)
    for act in (
        lambda: client.post(f"/rooms/{room}/messages", {"id": str(uuid.uuid4()), "body": SECRET}),
        lambda: client.post(
            f"/rooms/{room}/messages", {"id": str(uuid.uuid4()), "body": SECRET}, content_type="application/json"
        ),
        lambda: client.post(f"/rooms/{room}/messages", {"id": SECRET, "body": SECRET}),
        lambda: client.post(f"/rooms/{room}/messages?body={SECRET}", SECRET, content_type="application/json"),
        lambda: client.get(f"/rooms/{room}/changes", {"since": SECRET}),
    ):
        act()
    assert len(served(written())) == 5
    assert SECRET not in written()
    assert SECRET.replace(" ", "%20") not in written()


def line_of(form: type[logging.Formatter], *args: Any, **more: Any) -> str:
    record = logging.LogRecord("any", logging.ERROR, "any.py", 1, *args, exc_info=None, **more)
    return form().format(record)


@pytest.mark.pure
async def test_the_log_leaves_out_the_message_of_a_failed_asyncio_task(written) -> None:
    async def dies() -> None:
        raise ValueError(SECRET)

    task = asyncio.ensure_future(dies())
    await asyncio.sleep(0)
    asyncio.get_running_loop().call_exception_handler(
        {"message": "Task exception was never retrieved", "exception": ValueError(SECRET), "task": task}
    )
    assert task.exception() is not None
    assert "never retrieved" in written()
    assert SECRET not in written()


@pytest.mark.pure
@given(st.text(min_size=6).filter(lambda text: len(set(text)) > 4))
def test_a_formatted_traceback_is_logged_without_its_message(text) -> None:
    """Daphne logs the faults of applications this way."""
    try:
        raise IntegrityError(f"DETAIL: Failing row contains ({text}).")
    except IntegrityError as fault:
        import traceback

        trace = traceback.format_exc()
        for form in (logs.Json, logs.Plain):
            for line in (
                line_of(form, trace, ()),
                line_of(form, "Exception inside application: %s\n%s", (fault, trace)),
                line_of(form, fault, ()),
            ):
                assert "IntegrityError" in line
                assert "Failing row" not in line
                assert "\n" not in line


@pytest.mark.pure
def test_a_system_fault_keeps_its_first_line() -> None:
    assert logs.fault_text(OperationalError("connection refused\nmore")) == "OperationalError: connection refused"
    assert logs.fault_text(FileNotFoundError(2, "No file", "x")) == "FileNotFoundError: [Errno 2] No file: 'x'"
    assert logs.fault_text(DataError(SECRET)) == "DataError"


@pytest.mark.pure
@pytest.mark.parametrize("form", ["json", "plain"])
def test_both_formats_can_be_configured(form) -> None:
    made = logs.configuration(form)["formatters"]["ours"]["()"].rsplit(".", 1)[1]
    line = line_of(getattr(logs, made), "The %s is\nlong", ("end",))
    assert "The end is" in line
    assert line.startswith("{") is (form == "json")
