"""Daphne's WebSockets with direct writes: a finished frame goes to the kernel at once, past Twisted's queue.

A server's frames are not masked, so all sockets get the same bytes of a broadcast (``rooms.live.wire``). Under another
server, or when a new Daphne, autobahn or Twisted does not fit, frames go through the server's own ``send``, and only
speed differs. Daphne never negotiates compression on these sockets, because compressed bytes could not be shared.
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
CLOSE_SECONDS = 30
"""Seconds in which a closed client may read the frames that were sent before the close."""


class RoomProtocol(WebSocketProtocol):
    """Daphne's protocol, made stricter.

    A malformed frame closes the connection with 4400 instead of cutting it, the code 1012 is allowed, no header causes
    a 500, and unread data has a bound, whichever side does not read.
    """

    abort_call: Any = None

    def onConnect(self, request: Any) -> Any:
        if not request.headers.get("sec-websocket-protocol", "").isascii():
            raise ConnectionDeny(400, "Malformed Sec-WebSocket-Protocol")
        self.closeHandshakeTimeout, self.failByDrop = CLOSE_SECONDS, False
        return super().onConnect(request)

    def _fail_connection(self, *_code_and_reason: Any, **_named: Any) -> None:
        if self.state == self.STATE_OPEN:
            self.sendCloseFrame(code=MALFORMED)

    def sendCloseFrame(self, *code_and_reason: Any, **named: Any) -> None:
        super().sendCloseFrame(*code_and_reason, **named)
        self.failedByMe = True  # so autobahn drops the client's further messages

    def dropConnection(self, abort: bool = False) -> None:
        super().dropConnection(abort)
        if not abort and self.unread():
            self.abort_call = self.factory._batched_timer.call_later(CLOSE_SECONDS, self.transport.abortConnection)

    def connectionLost(self, reason: Any = connectionDone) -> None:
        """Frees the connection by its last reference.

        Cycles would stay until the garbage collector runs, and autobahn's timers would hold the connection for 30
        seconds.
        """
        super().connectionLost(reason)
        for timer in filter(None, (getattr(self, "closeHandshakeTimeoutCall", None), self.abort_call)):
            timer.cancel()
        self.closeHandshakeTimeoutCall = self.abort_call = None
        self.is_closed = None  # this future refers to the protocol itself

    def onFrameData(self, payload: bytes) -> Any:
        """Drops data that nobody will read, and empty fragments, because a message may have any number of them."""
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
        """Closes with TOO_SLOW when the client does not read; Daphne's own method has no bound."""
        if self.unread() <= MOST_UNREAD:
            super().serverSend(content, binary)
        elif self.state == self.STATE_OPEN:
            self.serverClose(TOO_SLOW)
            # The room learns of the close now, not when the client has read the code.
            self.application_queue.put_nowait({"type": "websocket.disconnect", "code": TOO_SLOW})

    def unread(self) -> int:
        """Bytes that wait in this process because the client does not read."""
        return len(self.transport.dataBuffer) - self.transport.offset + self.transport._tempDataLen


class WrittenAtOnce(RoomProtocol):
    """Writes finished frames to the kernel; implements ``rooms.live.connections.Outlet``."""

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
                return  # the reactor notices the broken socket itself
        if sent < len(wire):
            transport.write(wire[sent:] if sent else wire)


class Server(daphne.server.Server):
    """Daphne's server. It passes the protocol to the application in the scope, and can stop accepting connections."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.ports: list[Any] = []

    def listen_success(self, port: Any) -> None:
        self.ports.append(port)
        super().listen_success(port)

    def stop_accepting(self) -> None:
        for port in self.ports:
            port.stopListening()

    def protocol_disconnected(self, protocol: Any) -> None:
        super().protocol_disconnected(protocol)
        if isinstance(protocol, WebRequest) and protocol.transport is None and _are_ours():
            protocol.channel.requests.clear()  # the request became a socket, and the two would form a cycle

    def create_application(self, protocol: Any, scope: dict[str, Any]) -> Any:
        if isinstance(protocol, WrittenAtOnce) and type(protocol.transport) in {tcp.Server, unix.Server}:
            scope.setdefault("extensions", {})[EXTENSION] = protocol
        return super().create_application(protocol, scope)


def _are_ours() -> bool:
    return issubclass(WebSocketFactory.protocol, RoomProtocol)


def install(at_once: bool) -> None:
    """Makes Daphne create RoomProtocol for each socket, or WrittenAtOnce when ``at_once`` is true.

    If this Daphne lacks a needed attribute, its own protocol stays and the log names the attribute.
    """
    # autobahn formats all its settings for each connection, for an unused log record: that costs 0.5 ms.
    vars(autobahn.websocket.protocol).update(pformat=str)
    if missing := _missing():
        log.warning("Sockets stay Daphne's own, which is slower and less strict: it has no %s.", ", ".join(missing))
        return
    WebSocketFactory.protocol = WrittenAtOnce if at_once else RoomProtocol


def _missing() -> list[str]:
    """Names the attributes that the classes here need and this Daphne lacks."""
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
    # These are set only on a connection, so it is enough that some method names them.
    fields = ("failedByMe", "failByDrop", "closeHandshakeTimeoutCall", "current_frame", "is_closed", "_batched_timer")
    known = {name for function in _functions(WebSocketProtocol) for name in function.__code__.co_names}
    return missing + [f"WebSocketProtocol.{name}" for name in fields if name not in known]


def _functions(thing: type) -> Iterator[FunctionType]:
    for part in thing.__mro__:
        yield from (value for value in vars(part).values() if isinstance(value, FunctionType))
