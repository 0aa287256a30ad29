"""``GET /rooms/<id>/changes?since=N&wait=S`` as an ASGI application, so that a waiting poll holds no thread of the
pages."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from django.core.exceptions import TooManyFieldsSent
from django.db import DatabaseError, InterfaceError
from django.http import QueryDict
from django.utils import translation

from rooms import figures
from rooms.live.door import admission
from rooms.live.door.admission import Visitor
from rooms.live.hub import hub
from rooms.live.reading import read
from rooms.live.wire import encode
from rooms.messages import changes
from rooms.messages.answers import STATUS_OF_CLOSE, refusal, seconds_to_wait, whole_number
from rooms.messages.changes import Changes
from rooms.models import Room

T = TypeVar("T")
RETRY_AFTER = 2  # seconds
CLOSED = 4409
REFUSALS = {4401: "signed_out", 4403: "forbidden", 4404: "missing"}


async def long_poll(scope: dict[str, Any], receive: Any, send: Any) -> None:
    try:
        status, answer = await _answer(scope, receive)
    except (DatabaseError, InterfaceError):
        status, answer = 503, refusal("rate") | {"retry_after": RETRY_AFTER}
    await send_json(send, status, answer)


async def send_json(send: Any, status: int, answer: dict[str, Any]) -> None:
    body = encode(answer).encode("utf-8", "replace")
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
    ]
    if status == 503:
        headers.append((b"retry-after", str(RETRY_AFTER).encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _answer(scope: dict[str, Any], receive: Any) -> tuple[int, dict[str, Any]]:
    if not admission.is_our_host(dict(scope["headers"]).get(b"host", b"").decode("latin-1")):
        return 400, refusal("invalid")
    hub.start()
    room_id, key = int(scope["url_route"]["kwargs"]["pk"]), admission.session_key(scope["headers"])
    language = admission.browser_language(scope["headers"])
    try:
        query = QueryDict(scope["query_string"])
        since, wait = whole_number(query.get("since")), seconds_to_wait(query.get("wait"))
    except TooManyFieldsSent:
        since = wait = None
    visitor, found = await read(_read_changes, room_id, since, key, language)
    if found and not found.messages and wait and visitor.seat and not visitor.code and not hub.draining:
        figures.poll_began()
        try:
            code = await wait_or_disconnect(hub.wait(visitor.seat, found.rev, wait), receive) or 0
        finally:
            figures.poll_ended()
        if code:
            return _refuse(code, language)
        visitor, found = await read(_read_changes, room_id, since, key, language)
    if visitor.code in REFUSALS:
        return _refuse(visitor.code, language)
    if found is None or wait is None:
        return 400, refusal("invalid")
    return 200, changes.page(found.rev, found.messages, found.more, closed=visitor.code == CLOSED)


def _read_changes(room_id: int, since: int | None, key: str, language: str) -> tuple[Visitor, Changes | None]:
    """Reads the changes, then checks permission last: this reading may have waited for its thread, and a person who was
    shut out meanwhile gets nothing."""
    try:
        found = None if since is None else changes.since(room_id, since)
    except Room.DoesNotExist:
        found = None
    return admission.read_visitor(key, room_id, language), found


def _refuse(code: int, language: str) -> tuple[int, dict[str, Any]]:
    with translation.override(language):
        return STATUS_OF_CLOSE[code], refusal(REFUSALS[code])


async def wait_or_disconnect(wait: Coroutine[Any, Any, T], receive: Any) -> T | None:
    """Waits until ``wait`` is over, whose result it returns, or the client hangs up."""
    waiting = asyncio.ensure_future(wait)
    gone = asyncio.ensure_future(_disconnected(receive))
    await asyncio.wait({waiting, gone}, return_when=asyncio.FIRST_COMPLETED)
    for task in (waiting, gone):
        task.cancel()
    return waiting.result() if waiting.done() else None


async def _disconnected(receive: Any) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
