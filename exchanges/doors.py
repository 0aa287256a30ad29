"""Who stands at the door of a room, and may they come in: read in one go, for sockets and long polls."""

import dataclasses
from importlib import import_module
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user
from django.http import parse_cookie

from academy.models import Membership, Person
from exchanges import welcome
from exchanges.models import Room


@dataclasses.dataclass(frozen=True, slots=True)
class Visitor:
    """``code`` is 0, or the close code that says why not; a closed room (4409) is known all the same."""

    code: int
    session: str = ""
    person: Person | None = None
    room: Room | None = None
    membership: Membership | None = None


def session_key(headers: list[tuple[bytes, bytes]]) -> str:
    written = b"; ".join(value for name, value in headers if name == b"cookie").decode("latin-1")
    return parse_cookie(written).get(settings.SESSION_COOKIE_NAME, "")


def who_comes(key: str, room_id: int) -> Visitor:
    """Django's own reading of a session, and the rules of rooms. Four to six queries."""
    store = import_module(settings.SESSION_ENGINE).SessionStore(key)
    person: Any = get_user(SimpleNamespace(session=store))  # type: ignore[arg-type]  # it reads nothing else
    if not person.is_authenticated:
        return Visitor(4401)
    room, membership, code = welcome.enter(room_id, person)
    return Visitor(code, store.session_key or "", person, room, membership)
