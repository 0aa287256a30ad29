"""The ASGI application: pages in a small pool of threads, sockets and long polls on the event loop, and static files.

Pages are plain synchronous Django. The stock handler changes threads for each middleware and opens a new database
connection for each request; here one thread of a pool answers a request, and its database connection stays open.
"""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kapok.settings")

import asyncio
import concurrent.futures
from typing import Any

import django
from django.core import signals
from django.core.exceptions import RequestDataTooBig
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpResponse
from django.urls import set_script_prefix

django.setup(set_prefix=False)

from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path
from servestatic import ServeStaticASGI

from desk.control_changes import control_changes
from kapok.servers.finding import Remembering
from kapok.static_storage import served
from rooms.live.long_poll import long_poll
from rooms.live.routing import websocket_urlpatterns

THREADS = 4
MOST_WAITING = 256
LARGEST_BODY = 25 * 1024 * 1024


class PagesHandler(Remembering, ASGIHandler):
    """Django's pages for an ASGI server. When MOST_WAITING requests wait, the next gets 503 with Retry-After."""

    def __init__(self) -> None:
        super().__init__()
        self.pool = concurrent.futures.ThreadPoolExecutor(THREADS, thread_name_prefix="pages")
        self.waiting = 0

    def load_middleware(self, is_async: bool = False) -> None:
        super().load_middleware(is_async=False)

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if self.waiting >= MOST_WAITING:
            await _send_response(send, 503, [(b"retry-after", b"2")], b"Busy; try again in a moment.\n")
            return
        self.waiting += 1
        try:
            await self._answer(scope, receive, send)
        finally:
            self.waiting -= 1

    async def _answer(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        try:
            body = await self.read_body(_bounded(receive))
        except RequestDataTooBig:
            await _send_response(send, 413, [], b"Too large.\n")
            return
        except asyncio.CancelledError:
            raise
        try:
            status, headers, content = await asyncio.get_running_loop().run_in_executor(
                self.pool, self._respond, scope, body
            )
        finally:
            body.close()
        await _send_response(send, status, headers, content)

    def _respond(self, scope: dict[str, Any], body: Any) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
        """Runs the whole request in the calling thread: signals, middleware, view and close."""
        set_script_prefix("/")
        signals.request_started.send(sender=self.__class__, scope=scope)
        request, refused = self.create_request(scope, body)
        if request is not None and request.content_type == "multipart/form-data":
            # Browsers send UTF-8. A charset that the client names may be a codec that decodes no text.
            request.encoding = None  # type: ignore[assignment]
        response: Any = refused if request is None else self.get_response(request)
        response._handler_class = self.__class__
        try:
            content = b"".join(response.streaming_content) if response.streaming else response.content
            return response.status_code, _headers(response), content
        finally:
            response.close()


def _headers(response: HttpResponse) -> list[tuple[bytes, bytes]]:
    headers = [(name.encode("ascii"), value.encode("latin-1")) for name, value in response.items()]
    cookies = [
        (b"Set-Cookie", cookie.output(header="").encode("ascii").strip()) for cookie in response.cookies.values()
    ]
    return headers + cookies


def _bounded(receive: Any) -> Any:
    """Wraps ``receive``: raises RequestDataTooBig past LARGEST_BODY bytes, before they are stored."""
    taken = 0

    async def bounded() -> dict[str, Any]:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > LARGEST_BODY:
            raise RequestDataTooBig
        return message

    return bounded


async def _send_response(send: Any, status: int, headers: list[tuple[bytes, bytes]], content: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content})


class Http:
    """Routes long polls to the event loop and every other request to the pages."""

    def __init__(self) -> None:
        self.pages = PagesHandler()
        # applications, not views
        rooms = path("rooms/<int:pk>/changes", long_poll)  # type: ignore[arg-type]
        control = path("courses/<slug:course>/desk/control/changes", control_changes)  # type: ignore[arg-type]
        self.polls = URLRouter([rooms, control])

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        polls = scope["path"].endswith("/changes") and b"wait=" in scope["query_string"] and scope["method"] == "GET"
        try:
            await (self.polls if polls else self.pages)(scope, receive, send)
        except ValueError:
            if not polls:
                raise
            await self.pages(scope, receive, send)


pages = ServeStaticASGI(Http(), **served())
application = ProtocolTypeRouter({"http": pages, "websocket": URLRouter(websocket_urlpatterns)})
