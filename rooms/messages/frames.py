"""A client's frames, parsed once on arrival into frozen dataclasses, so that nothing inside handles a dict."""

import dataclasses
import datetime
import json
import math
import uuid
from collections.abc import Callable
from typing import Any

from academy.pages.numbers import LARGEST
from academy.typed.fields import too_long
from academy.typed.signs import plain, shows
from commons.sending.conflicts import EVERYTHING, seen_in

LARGEST_FRAME = 16 * 1024
LONGEST_BODY = 4000
LONGEST_FIELD = 40
MOST_OVER = 20
EMOJI = ("👍", "❤️", "💡", "🙏", "🤝", "❓")


class Malformed(ValueError):
    """The text is no frame: the socket is closed with 4400."""


class Invalid(ValueError):
    """The frame has a known type but a wrong field: a nack with this ``code`` answers it."""

    def __init__(self, id: Any, code: str = "invalid") -> None:
        super().__init__(code)
        self.id, self.code = plain(id) if isinstance(id, str) else None, code


@dataclasses.dataclass(frozen=True)
class Hello:
    """The first frame of a client. ``cast``: the mark of the people that the client already knows, from an earlier
    welcome; ``lean``: the client takes fields that a message lacks as empty."""

    since: int
    cast: str = ""
    lean: bool = False


@dataclasses.dataclass(frozen=True)
class Send:
    id: uuid.UUID
    body: str
    reply_to: int | None = None


@dataclasses.dataclass(frozen=True)
class Edit:
    """Changes the text of a message. ``seen``: the last change that a page's form has shown
    (``commons.sending.conflicts``). Live clients see each."""

    id: uuid.UUID
    message: int
    body: str
    seen: datetime.datetime | None = EVERYTHING


@dataclasses.dataclass(frozen=True)
class Delete:
    id: uuid.UUID
    message: int


@dataclasses.dataclass(frozen=True)
class React:
    id: uuid.UUID
    message: int
    emoji: str
    on: bool


@dataclasses.dataclass(frozen=True)
class Write:
    """A new version of a field of the room's worksheet. ``over``: the versions that its author has seen there, as
    messages, or as ids of the author's own acts."""

    id: uuid.UUID
    field: str
    body: str
    over: tuple[int | uuid.UUID, ...] = ()


@dataclasses.dataclass(frozen=True)
class Typing:
    pass


@dataclasses.dataclass(frozen=True)
class Read:
    rev: int


@dataclasses.dataclass(frozen=True)
class Ping:
    t: Any


@dataclasses.dataclass(frozen=True)
class Unknown:
    """A type of a later version: ignored."""


Act = Send | Edit | Delete | React | Write
ACTS = (Send, Edit, Delete, React, Write)
Frame = Hello | Act | Typing | Read | Ping | Unknown


def parse(text: str) -> Frame:
    """Raises Malformed or Invalid."""
    if len(text) > LARGEST_FRAME or len(text.encode("utf-8", "surrogatepass")) > LARGEST_FRAME:
        raise Malformed
    frame = read(text)
    if not isinstance(frame, dict) or not isinstance(frame.get("type"), str):
        raise Malformed
    parser = _PARSERS.get(frame["type"])
    return parser(frame) if parser else Unknown()


def read(text: str | bytes) -> Any:
    """Decodes JSON. Raises Malformed when the text is none, or is nested too deeply to be read."""
    try:
        return json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as fault:
        raise Malformed from fault


def parse_send(said: dict[str, Any]) -> Send:
    """Takes a message from a frame, a JSON body or a form. Raises Invalid."""
    return Send(_id(said), _body(said), _reply_to(said))


def parse_change(said: dict[str, Any]) -> Act:
    """Takes a change of an existing message from a form. Raises Invalid."""
    parser = _ACTS.get(str(said.get("type")))
    if parser in {None, parse_send, parse_write}:
        raise Invalid(said.get("id"))
    act = parser(said)
    return dataclasses.replace(act, seen=seen_in(said["seen"])) if isinstance(act, Edit) and "seen" in said else act


def parse_write(said: dict[str, Any]) -> Write:
    """Takes a version of a field from a frame, a JSON body or a form. Raises Invalid."""
    field = said.get("field")
    if not isinstance(field, str) or not 0 < len(field) <= LONGEST_FIELD or plain(field) != field:
        raise Invalid(said.get("id"))
    return Write(_id(said), field, _body(said, may_be_empty=True), _over(said))


def _over(said: dict[str, Any]) -> tuple[int | uuid.UUID, ...]:
    over = said.get("over", [])
    if not isinstance(over, list) or len(over) > MOST_OVER:
        raise Invalid(said.get("id"))
    return tuple(version if _is_number(version) else _id({"id": version}, said.get("id")) for version in over)


def _no_constant(_name: str) -> Any:
    raise ValueError("NaN and Infinity are not JSON")


def _id(said: dict[str, Any], of: Any = None) -> uuid.UUID:
    """``of``: the act that is refused, when the id is not its own."""
    written = said.get("id")
    try:
        if isinstance(written, str):
            return uuid.UUID(written)
    except ValueError:
        pass
    raise Invalid(of or written)


def body_fault(typed: str) -> str:
    """Returns what is wrong with the length of a message, in the active language; "" when nothing is."""
    return too_long(plain(typed).strip(), LONGEST_BODY)


def _body(said: dict[str, Any], *, may_be_empty: bool = False) -> str:
    body = said.get("body")
    if not isinstance(body, str):
        raise Invalid(said.get("id"))
    body = plain(body).strip()
    if len(body) > LONGEST_BODY:
        raise Invalid(said.get("id"), "too_long")
    if not shows(body) and not (may_be_empty and not body):
        raise Invalid(said.get("id"))
    return body


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST


def _number(said: dict[str, Any], name: str) -> int:
    if not _is_number(said.get(name)):
        raise Invalid(said.get("id"))
    return int(said[name])


def _reply_to(said: dict[str, Any]) -> int | None:
    return None if said.get("reply_to") is None else _number(said, "reply_to")


def _hello(said: dict[str, Any]) -> Hello:
    since = said.get("since", 0)
    if not _is_number(since):
        raise Malformed
    cast = said.get("cast")
    return Hello(since, cast if isinstance(cast, str) else "", said.get("lean") is True)


def _react(said: dict[str, Any]) -> React:
    if not isinstance(said.get("on"), bool) or said.get("emoji") not in EMOJI:
        raise Invalid(said.get("id"))
    return React(_id(said), _number(said, "message"), said["emoji"], said["on"])


def _read(said: dict[str, Any]) -> Frame:
    return Read(said["rev"]) if _is_number(said.get("rev")) else Unknown()


def _ping(said: dict[str, Any]) -> Ping:
    """Takes the client's own mark, a number or a text, for the pong, unless JSON in UTF-8 cannot carry it."""
    t = said.get("t")
    if isinstance(t, str):
        return Ping(plain(t))
    return Ping(t if isinstance(t, int) or (isinstance(t, float) and math.isfinite(t)) else None)


_ACTS: dict[str, Callable[[dict[str, Any]], Act]] = {
    "send": parse_send,
    "edit": lambda said: Edit(_id(said), _number(said, "message"), _body(said)),
    "delete": lambda said: Delete(_id(said), _number(said, "message")),
    "react": _react,
    "write": parse_write,
}
_PARSERS: dict[str, Callable[[dict[str, Any]], Frame]] = {
    "hello": _hello,
    **_ACTS,
    "typing": lambda said: Typing(),
    "read": _read,
    "ping": _ping,
}
