"""Checks whether a session may enter a room, in one reading, for sockets and long polls."""

import dataclasses
import datetime
from importlib import import_module
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.http import parse_cookie
from django.http.request import split_domain_port, validate_host
from django.utils import translation
from django.utils.translation import get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header

from academy.models.memberships import lasts
from academy.sign_in.sessions import reader_of
from rooms import access
from rooms.live.door import welcome
from rooms.messages.changes import iso

Headers = list[tuple[bytes, bytes]]
MemberStatus = tuple[datetime.datetime | None, datetime.datetime | None, str, bool, str]
"""Suspended at, muted until, role, whether the person is active, their sign-in stamp."""


@dataclasses.dataclass(frozen=True, slots=True)
class Seat:
    """The person at a socket, and all that is remembered of them while it is open.

    ``card`` is the one in the welcome, in ``language``; ``usual`` is the language that they write. ``sign_in_stamp``:
    the session depends on it. The only reason why they may be here is a facilitator's access (``by_access``), or their
    name among the room's members (``by_name``).
    """

    room: int
    session: str
    person: int
    member: int
    language: str
    usual: str
    card: dict[str, Any]
    suspended_at: datetime.datetime | None
    muted_until: datetime.datetime | None
    role: str = ""
    sign_in_stamp: str = ""
    by_access: bool = False
    by_name: bool = False

    @property
    def status(self) -> MemberStatus:
        """The values that ``recheck`` compares. An admitted person is active."""
        return self.suspended_at, self.muted_until, self.role, True, self.sign_in_stamp

    @property
    def is_muted(self) -> bool:
        return lasts(self.muted_until)

    @property
    def me(self) -> dict[str, Any]:
        """The person's own card, with ``muted_until`` (None: may write)."""
        return {**self.card, "muted_until": iso(self.muted_until) if self.is_muted else None}


@dataclasses.dataclass(frozen=True, slots=True)
class Visitor:
    """The answer to somebody who wants to enter: ``seat``, or the close ``code`` with the reason why there is none."""

    code: int
    seat: Seat | None = None


def is_our_host(written: str) -> bool:
    """Checks a host as Django checks that of its own requests."""
    return validate_host(split_domain_port(written)[0], settings.ALLOWED_HOSTS)


def session_key(headers: Headers) -> str:
    written = b"; ".join(value for name, value in headers if name == b"cookie").decode("latin-1")
    return parse_cookie(written).get(settings.SESSION_COOKIE_NAME, "")


def read_person(session: str) -> Any:
    """Reads the session's person as Django does; an anonymous one when there is none."""
    store = import_module(settings.SESSION_ENGINE).SessionStore(session)
    return reader_of(SimpleNamespace(session=store))  # type: ignore[arg-type]  # it reads nothing else


def read_visitor(session: str, room_id: int, browser: str) -> Visitor:
    """Reads the session as Django does, then checks the rules of rooms. ``browser``: the language for a person who
    chose none.

    Three to six queries.
    """
    person = read_person(session)
    if not person.is_authenticated:
        return Visitor(4401)
    room, member, code = access.enter(room_id, person)
    if code or member is None or room is None:
        return Visitor(code)
    language = person.language or browser
    with translation.override(language):
        card = welcome.card(member)
    usual = next(iter(person.languages), "en")
    stands = member.suspended_at, member.muted_until, member.role, person.sign_in_stamp
    reasons = access.enters_by_access(member, room), access.enters_by_name(member, room)
    return Visitor(0, Seat(room_id, session, person.pk, member.pk, language, usual, card, *stands, *reasons))


def browser_language(headers: Headers) -> str:
    """Returns the first language of the browser that the pages speak."""
    wanted = dict(headers).get(b"accept-language", b"").decode("latin-1")
    for code, _weight in parse_accept_lang_header(wanted):
        try:
            return get_supported_language_variant(code)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE
