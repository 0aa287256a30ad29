"""The rooms' figures for Prometheus: defined here, moved by the hub and the views, shown by ``kapok.metrics``.

A process counts for itself. Each call costs about a microsecond, so none belongs in a loop over sockets.
"""

from prometheus_client import Counter, Gauge, Histogram

CODES = frozenset({1000, 1001, 1005, 1006, 1009, 1011, 1012, 1013, 4400, 4401, 4403, 4404, 4408, 4409, 4429})

_sockets = Gauge("kapok_room_sockets", "Sockets that are open in rooms.", multiprocess_mode="livesum")
_polls = Gauge("kapok_room_polls", "Long polls that wait.", multiprocess_mode="livesum")
_sends = Counter("kapok_room_sends_total", "Acts of people that came in: send, edit, delete, react.")
_nacks = Counter("kapok_room_nacks_total", "Acts that were refused.")
_deliveries = Counter("kapok_room_deliveries_total", "Frames handed to sockets.")
_ack = Histogram(
    "kapok_room_ack_seconds",
    "Seconds from an act's arrival to its ack; its count is the acks.",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)
_closes = Counter("kapok_room_closes_total", "Sockets that closed, by code.", ["code"])
_waiting = Gauge("kapok_room_waiting", "Acts that wait for a commit.", multiprocess_mode="livesum")
_unread = Gauge(
    "kapok_room_unread_bytes", "Bytes that wait for clients to read, at the last re-check.", multiprocess_mode="livesum"
)
_layer = Gauge(
    "kapok_layer_up", "Does the channel layer answer? 1, or 0 while rooms poll.", multiprocess_mode="livemin"
)
_layer.set(1)
_by_code = {code: _closes.labels(str(code)) for code in CODES}
_other = _closes.labels("other")


def socket_opened() -> None:
    _sockets.inc()


def socket_closed(code: int) -> None:
    """Counts a code that neither side of ours sends as "other", because a client may invent thousands."""
    _sockets.dec()
    _by_code.get(code, _other).inc()


def poll_began() -> None:
    _polls.inc()


def poll_ended() -> None:
    _polls.dec()


def act_came() -> None:
    _sends.inc()


def act_acked(seconds: float) -> None:
    """Counts an ack, ``seconds`` after its act arrived."""
    _ack.observe(seconds)


def act_refused() -> None:
    _nacks.inc()


def delivered(sockets: int) -> None:
    """Counts a frame for that many sockets; called once a broadcast."""
    _deliveries.inc(sockets)


def waiting(acts: int) -> None:
    """Shows that so many acts wait for a commit now."""
    _waiting.set(acts)


def unread(size: int) -> None:
    """Shows that ``size`` bytes wait in all sockets together. Called every few seconds."""
    _unread.set(size)


def layer_answers(up: bool) -> None:
    _layer.set(up)
