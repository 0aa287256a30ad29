"""A minimal XMPP client (RFC 6120): SASL PLAIN, no TLS, stream management (XEP-0198)."""

import base64

from tests.load.dialects import Dialect, Seat, words
from tests.load.swarm import Connection, Swarm, WebSocket

HOST = "localhost"
STREAM = (
    f"<stream:stream to='{HOST}' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>"
)
BIND = "<iq type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>bench</resource></bind></iq>"
# Each step waits for the mark and sends the answer; after the last step the client may send messages.
STEPS = [
    (
        b"</stream:features>",
        "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>{secret}</auth>",
    ),
    (b"<success", STREAM),
    (b"</stream:features>", BIND),
    (b"id='bind'", "<enable xmlns='urn:xmpp:sm:3'/>"),
    (b"<enabled", "<presence/>"),
]


class Stream(Connection):
    """``mind`` is its seat; ``h`` counts received stanzas, which the server asks for."""

    def __init__(self, swarm: Swarm, port: int, dialect: "Prosody", seat: Seat) -> None:
        self.dialect, self.mind, self.step, self.h = dialect, seat, 0, 0
        super().__init__(swarm, ("127.0.0.1", port))

    def greet(self) -> None:
        self.write(f"<?xml version='1.0'?>{STREAM}".encode())

    def lost(self) -> None:
        self.swarm.closes[self.closed_with or 0] += 1

    def take(self, data: bytes) -> None:
        if not self.is_open:
            self._next_step(data)
            return
        # Only complete tags count; a tag that the read cuts is counted with the next read.
        ends = data.rfind(b">") + 1
        self.rest = data[ends:]
        self.h += data.count(b"</message>", 0, ends) + data.count(b"</iq>", 0, ends)
        self.h += data.count(b"</presence>", 0, ends)
        self.dialect.delivered += data.count(b"</message>", 0, ends)
        if data.find(b"<r ", 0, ends) >= 0:
            self.write(b"<a xmlns='urn:xmpp:sm:3' h='%d'/>" % self.h)
        for _ack in range(data.count(b"<a ", 0, ends)):
            self.dialect.settled(self)  # type: ignore[arg-type]

    def _next_step(self, data: bytes) -> None:
        mark, answer = STEPS[self.step]
        if mark not in data:
            self.rest = data
            return
        self.rest, self.step = b"", self.step + 1
        secret = base64.b64encode(f"\0u{self.mind.me}\0secret".encode()).decode()
        self.write(answer.format(secret=secret).encode())
        if self.step == len(STEPS):
            self.is_open = True
            self.dialect.greeted += 1


class Prosody(Dialect):
    """Person n writes to the other of their pair. A send ends when the server acks the message's stanza."""

    def join(self, me: int, room: int, since: int = 0) -> WebSocket:
        return Stream(self.swarm, self.port_of(room), self, Seat(me, room))  # type: ignore[return-value]

    def say(self, connection: WebSocket) -> None:
        connection.write(
            f"<message type='chat' to='u{connection.mind.me ^ 1}@{HOST}'><body>{words()}</body></message>"
            "<r xmlns='urn:xmpp:sm:3'/>".encode()
        )
