"""A connection between browser and server that counts its bytes and can be cut, silenced and mended, in one thread."""

import contextlib
import selectors
import socket
import threading
from collections.abc import Iterator

from tests.services import free_port

RECORD = 16384
"""The most bytes of a TLS record; each write is a record of its own."""


class Wire:
    """``up`` and ``down``: the bytes from and to the browser; ``records``: their number of TLS records.

    ``to`` may be changed to another port.

    ``tears``: an answer that holds these bytes ends before them, once.
    """

    def __init__(self, to: int) -> None:
        self.to, self.port = to, free_port()
        self.up = self.down = self.records = 0
        self.works, self.silent, self.tears = True, False, b""
        self._listener = socket.create_server(("127.0.0.1", self.port))
        self._pairs: dict[socket.socket, socket.socket] = {}
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._listener, selectors.EVENT_READ)
        self._lock = threading.Lock()
        self._running = True
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def cut(self) -> None:
        """Ends every connection and accepts no new one."""
        with self._lock:
            self.works = False
            for ours in list(self._pairs):
                self._drop(ours)

    def hush(self) -> None:
        """Keeps connections open but passes nothing on, like a phone that left the tower's reach."""
        self.silent = True

    def mend(self) -> None:
        with self._lock:
            if self.silent:
                for ours in list(self._pairs):
                    self._drop(ours)
            self.works, self.silent = True, False

    def close(self) -> None:
        self._running = False
        self._thread.join(5)
        self.cut()
        self._listener.close()

    def _run(self) -> None:
        while self._running:
            for key, _events in self._selector.select(0.1):
                with self._lock, contextlib.suppress(OSError, KeyError):
                    self._serve(key.fileobj)

    def _serve(self, ready: socket.socket) -> None:
        if ready is self._listener:
            self._accept()
            return
        if self.silent:
            return  # left unread; the loop's pause keeps this from spinning
        there = self._pairs[ready]
        try:
            data = ready.recv(65536)
        except OSError:
            data = b""
        if not data:
            self._drop(ready)
            return
        from_browser = ready.getsockname()[1] == self.port
        if self.tears and self.tears in data and not from_browser:
            there.sendall(data[: data.index(self.tears)])
            self.tears = b""
            self._drop(ready)
            return
        self.records += -(-len(data) // RECORD)
        self.up, self.down = self.up + len(data) * from_browser, self.down + len(data) * (not from_browser)
        there.sendall(data)

    def _accept(self) -> None:
        ours, _address = self._listener.accept()
        if not self.works:
            ours.close()
            return
        try:
            there = socket.create_connection(("127.0.0.1", self.to), 5)
        except OSError:
            ours.close()
            return
        for one, other in ((ours, there), (there, ours)):
            self._pairs[one] = other
            self._selector.register(one, selectors.EVENT_READ)

    def _drop(self, one: socket.socket) -> None:
        other = self._pairs.pop(one, None)
        for side in (one, other):
            if side is not None:
                self._pairs.pop(side, None)
                with contextlib.suppress(KeyError, ValueError):
                    self._selector.unregister(side)
                side.close()


@contextlib.contextmanager
def wire(to: int) -> Iterator[Wire]:
    made = Wire(to)
    try:
        yield made
    finally:
        made.close()
