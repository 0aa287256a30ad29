"""Daphne's WebSockets, written at once: a finished frame goes to the kernel there and then, past Twisted's queue.

A server's frames are not masked, so the bytes of a broadcast are the same for everybody (``rooms.live.wire``). Nothing
else knows this file; without it, under another server, or where a new Daphne, autobahn or Twisted does not fit, frames
go through the server's own ``send`` and only speed differs. Compression is never negotiated on these sockets (Daphne
does not), because deflated bytes cannot be shared.
"""

import logging
from collections.abc import Iterator
from types import FunctionType
from typing import Any

import autobahn.websocket.protocol
import daphne.server
from autobahn.websocket.types import ConnectionDeny
from daphne.http_protocol import WebRequest
from daphne.ws_protocol import WebSocketFactory, WebSocketProtocol
from twisted.internet import tcp, unix
from twisted.internet.abstract import FileDescriptor
from twisted.internet.protocol import connectionDone

from rooms.live.connections import EXTENSION, MOST_UNREAD, TOO_SLOW

log = logging.getLogger(__name__)

MALFORMED = 4400
LONGEST_CONTROL = 125
"""Bytes in a ping, pong or close (RFC 6455, section 5.5)."""
PATIENCE = 30
"""Seconds that who is closed has to read what is still on its way."""


class RoomProtocol(WebSocketProtocol):
    """Daphne's protocol with its holes closed: what is no frame of ours ends with 4400 rather than with a cut line,
    1012 may be said, no header makes a 500, and what is not read, here or by the client, fills no memory."""

    abort_call: Any = None

    def onConnect(self, request: Any) -> Any:
        if not request.headers.get("sec-websocket-protocol", "").isascii():
            raise ConnectionDeny(400, "Malformed Sec-WebSocket-Protocol")
        self.closeHandshakeTimeout, self.failByDrop = PATIENCE, False
        return super().onConnect(request)

    def _fail_connection(self, *_code_and_reason: Any, **_named: Any) -> None:
        if self.state == self.STATE_OPEN:
            self.sendCloseFrame(code=MALFORMED)

    def sendCloseFrame(self, *code_and_reason: Any, **named: Any) -> None:
        super().sendCloseFrame(*code_and_reason, **named)
        self.failedByMe = True  # autobahn keeps no message of who failed, and hands none on

    def dropConnection(self, abort: bool = False) -> None:
        super().dropConnection(abort)
        if not abort and self.unread():
            self.abort_call = self.factory._batched_timer.call_later(PATIENCE, self.transport.abortConnection)

    def connectionLost(self, reason: Any = connectionDone) -> None:
        """What is gone is freed there and then, by its last reference: cycles pile up until the collector comes, and
        these timers, which autobahn leaves running, hold it for half a minute."""
        super().connectionLost(reason)
        for timer in filter(None, (getattr(self, "closeHandshakeTimeoutCall", None), self.abort_call)):
            timer.cancel()
        self.closeHandshakeTimeoutCall = self.abort_call = None
        self.is_closed = None  # a promise that refers to the protocol itself

    def onFrameData(self, payload: bytes) -> Any:
        """Nothing that nobody will read is kept; no empty pieces, of which a message may have any number."""
        frame = self.current_frame
        kept = frame.length <= LONGEST_CONTROL if frame.opcode > 7 else not self.failedByMe
        return super().onFrameData(payload) if payload and kept else None

    def onPing(self, payload: bytes) -> None:
        if self.unread() <= MOST_UNREAD:
            super().onPing(payload)

    def _max_message_size_exceeded(self, *_sizes: Any) -> None:
        self._fail_connection()

    def serverClose(self, code: int | None = None) -> None:
        if self.state == self.STATE_OPEN:
            self.sendCloseFrame(code=1000 if code is None else code)

    def serverSend(self, content: Any, binary: bool = False) -> None:
        """Daphne's own way has no bound for who does not read."""
        if self.unread() <= MOST_UNREAD:
            super().serverSend(content, binary)
        elif self.state == self.STATE_OPEN:
            self.serverClose(TOO_SLOW)
            # The room need not wait until the client has read why.
            self.application_queue.put_nowait({"type": "websocket.disconnect", "code": TOO_SLOW})

    def unread(self) -> int:
        """Bytes that wait here because the client does not read."""
        return len(self.transport.dataBuffer) - self.transport.offset + self.transport._tempDataLen


class WrittenAtOnce(RoomProtocol):
    """An ``rooms.live.connections.Outlet``."""

    def write_frame(self, wire: bytes) -> None:
        if self.state != self.STATE_OPEN:
            return
        transport, sent = self.transport, 0
        if not transport.dataBuffer and not transport._tempDataBuffer:
            try:
                sent = transport.socket.send(wire)
            except BlockingIOError:
                pass
            except OSError:
                return  # the reactor sees the broken socket by itself
        if sent < len(wire):
            transport.write(wire[sent:] if sent else wire)


class Server(daphne.server.Server):
    """Daphne's server, which offers the protocol to the application and can stop taking connections."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.ports: list[Any] = []

    def listen_success(self, port: Any) -> None:
        self.ports.append(port)
        super().listen_success(port)

    def take_nobody_new(self) -> None:
        for port in self.ports:
            port.stopListening()

    def protocol_disconnected(self, protocol: Any) -> None:
        super().protocol_disconnected(protocol)
        if isinstance(protocol, WebRequest) and protocol.transport is None and _are_ours():
            protocol.channel.requests.clear()  # it became a socket: the two would keep each other

    def create_application(self, protocol: Any, scope: dict[str, Any]) -> Any:
        if isinstance(protocol, WrittenAtOnce) and type(protocol.transport) in {tcp.Server, unix.Server}:
            scope.setdefault("extensions", {})[EXTENSION] = protocol
        return super().create_application(protocol, scope)


def _are_ours() -> bool:
    return issubclass(WebSocketFactory.protocol, RoomProtocol)


def install(at_once: bool) -> None:
    """From now on Daphne's sockets are ours; ``at_once``: past its queue. Where this Daphne does not fit they stay its
    own, with a line in the log."""
    # autobahn lays out all its settings for each connection, for a line of log that nobody reads: half a millisecond.
    vars(autobahn.websocket.protocol).update(pformat=str)
    if missing := _missing():
        log.warning("Sockets stay Daphne's own, which is slower and less strict: it has no %s.", ", ".join(missing))
        return
    WebSocketFactory.protocol = WrittenAtOnce if at_once else RoomProtocol


def _missing() -> list[str]:
    """What the classes here lean on and is not there."""
    methods = [
        (FileDescriptor, "dataBuffer"),
        (FileDescriptor, "offset"),
        (tcp.Server, "write"),
        (tcp.Server, "abortConnection"),
        (WebSocketProtocol, "STATE_OPEN"),
        (WebSocketProtocol, "sendCloseFrame"),
        (WebSocketProtocol, "_fail_connection"),
        (WebSocketProtocol, "_max_message_size_exceeded"),
        (WebSocketProtocol, "dropConnection"),
        (WebSocketProtocol, "onFrameData"),
        (WebSocketProtocol, "onPing"),
        (daphne.server.Server, "create_application"),
        (daphne.server.Server, "protocol_disconnected"),
    ]
    missing = [f"{thing.__name__}.{name}" for thing, name in methods if not hasattr(thing, name)]
    fresh = vars(FileDescriptor(reactor=object()))  # type: ignore[arg-type]  # nothing is asked of it
    missing += [f"FileDescriptor.{name}" for name in ("_tempDataBuffer", "_tempDataLen") if name not in fresh]
    # These come to be only with a connection: whatever is said of them at all is taken for a sign.
    fields = ("failedByMe", "failByDrop", "closeHandshakeTimeoutCall", "current_frame", "is_closed", "_batched_timer")
    known = {name for function in _functions(WebSocketProtocol) for name in function.__code__.co_names}
    return missing + [f"WebSocketProtocol.{name}" for name in fields if name not in known]


def _functions(thing: type) -> Iterator[FunctionType]:
    for part in thing.__mro__:
        yield from (value for value in vars(part).values() if isinstance(value, FunctionType))
