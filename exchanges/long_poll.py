"""``GET /rooms/<id>/changes?since=N&wait=S`` as an ASGI application: who waits holds no thread of the pages."""

import asyncio
from typing import Any

from channels.auth import get_user
from channels.db import database_sync_to_async
from django.core.exceptions import TooManyFieldsSent
from django.http import QueryDict

from exchanges import changes, welcome
from exchanges.hub import encode, hub
from exchanges.views.room_answers import STATUS_OF_CLOSE, refusal, seconds_to_wait, whole_number


async def long_poll(scope: dict[str, Any], receive: Any, send: Any) -> None:
    status, answer = await _answer(scope, receive)
    body = encode(answer).encode("utf-8", "replace")
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _answer(scope: dict[str, Any], receive: Any) -> tuple[int, dict[str, Any]]:
    hub.start()
    user = scope["user"]
    if not user.is_authenticated:
        return 401, refusal("signed_out")
    try:
        query = QueryDict(scope["query_string"])
    except TooManyFieldsSent:
        return 400, refusal("invalid")
    room_id = int(scope["url_route"]["kwargs"]["pk"])
    _room, _membership, code = await database_sync_to_async(welcome.enter)(room_id, user)
    if code and code != 4409:
        return STATUS_OF_CLOSE[code], refusal("forbidden" if code == 4403 else "missing")
    since, wait = whole_number(query.get("since")), seconds_to_wait(query.get("wait"))
    if since is None or wait is None:
        return 400, refusal("invalid")
    found = await database_sync_to_async(changes.since)(room_id, since)
    if not found.messages and wait and code != 4409:
        await _wait_or_leave(room_id, since, wait, receive)
        # Who signed out or was suspended while waiting reads nothing more.
        if not await _is_still_signed_in(scope):
            return 401, refusal("signed_out")
        _room, _membership, code = await database_sync_to_async(welcome.enter)(room_id, user)
        if code and code != 4409:
            return STATUS_OF_CLOSE[code], refusal("forbidden")
        found = await database_sync_to_async(changes.since)(room_id, since)
    return 200, {"rev": found.rev, "messages": found.messages, "more": found.more}


async def _is_still_signed_in(scope: dict[str, Any]) -> bool:
    fresh = scope["session"].__class__(scope["session"].session_key)
    return (await get_user({"session": fresh})).is_authenticated


async def _wait_or_leave(room_id: int, since: int, wait: int, receive: Any) -> None:
    """Until something comes, the time is over, or the client hangs up."""
    waiting = asyncio.ensure_future(hub.wait(room_id, since, wait))
    gone = asyncio.ensure_future(_hangs_up(receive))
    await asyncio.wait({waiting, gone}, return_when=asyncio.FIRST_COMPLETED)
    for task in (waiting, gone):
        task.cancel()


async def _hangs_up(receive: Any) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
