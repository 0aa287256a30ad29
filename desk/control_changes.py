"""``GET /courses/<course>/desk/control/changes?since=V&wait=S`` as an ASGI application: answers with the version of the
control room and who is in its rooms, as soon as the version is not ``V``, and after ``S`` seconds at the latest."""

import dataclasses
from typing import Any
from zlib import crc32

from django.core.exceptions import PermissionDenied, TooManyFieldsSent
from django.db import DatabaseError, InterfaceError
from django.http import QueryDict
from django.utils import timezone

from academy.access import membership_in
from academy.models import Edition
from exchanges.gatherings.watching import rooms_of
from rooms import figures
from rooms.live.door import admission
from rooms.live.hub import hub
from rooms.live.long_poll import RETRY_AFTER, send_json, wait_or_disconnect
from rooms.live.reading import read
from rooms.messages.answers import refusal, seconds_to_wait
from rooms.models import Hand, Room


@dataclasses.dataclass(frozen=True)
class Look:
    """``status`` 200, or why the person may not look. ``version`` changes whenever something happens in ``rooms``."""

    status: int
    rooms: frozenset[int] = frozenset()
    version: str = ""

    @property
    def here(self) -> dict[int, list[int]]:
        """The members (ids) who are in each of the rooms in which anybody is."""
        return {room: here for room in sorted(self.rooms) if (here := hub.presence.present_in(room))}

    def answer(self) -> dict[str, Any]:
        return {"version": f"{self.version}-{crc32(repr(self.here).encode())}", "here": self.here}


async def control_changes(scope: dict[str, Any], receive: Any, send: Any) -> None:
    try:
        found, wait = await _found(scope, receive)
    except (DatabaseError, InterfaceError):
        await send_json(send, 503, refusal("rate") | {"retry_after": RETRY_AFTER})
        return
    if found.status != 200:
        await send_json(send, found.status, refusal("signed_out" if found.status == 401 else "forbidden"))
    elif wait is None:
        await send_json(send, 400, refusal("invalid"))
    else:
        await send_json(send, 200, found.answer())


async def _found(scope: dict[str, Any], receive: Any) -> tuple[Look, int | None]:
    if not admission.is_our_host(dict(scope["headers"]).get(b"host", b"").decode("latin-1")):
        return Look(403), None
    hub.start()
    course, session = scope["url_route"]["kwargs"]["course"], admission.session_key(scope["headers"])
    try:
        query = QueryDict(scope["query_string"])
        since, wait = query.get("since", ""), seconds_to_wait(query.get("wait"))
    except TooManyFieldsSent:
        since, wait = "", None
    found = await read(look, session, course)
    if found.status == 200 and wait and found.answer()["version"] == since and not hub.draining:
        figures.poll_began()
        try:
            await wait_or_disconnect(_until_other(session, course, found, wait), receive)
        finally:
            figures.poll_ended()
        found = await read(look, session, course)
    return found, wait


async def _until_other(session: str, course: str, found: Look, seconds: int) -> None:
    """Looks once more after the wait has begun, because something may have happened before."""
    before = found.answer()
    waiting = hub.spawn(hub.watchers.wait(found.rooms, seconds))
    try:
        again = await read(look, session, course)
        if again == found and again.answer() == before:
            await waiting
    finally:
        waiting.cancel()


def look(session: str, course: str) -> Look:
    """Seven queries at most, however many rooms there are."""
    person = admission.read_person(session)
    if not person.is_authenticated:
        return Look(401)
    edition = Edition.objects.filter(slug=course).first()
    try:
        if edition is None or not membership_in(edition, person).runs_the_course:
            return Look(403)
    except PermissionDenied:
        return Look(403)
    rooms = frozenset(rooms_of(edition, timezone.now()))
    revisions = Room.objects.filter(pk__in=rooms).order_by("pk").values_list("last_rev", flat=True)
    hands = Hand.objects.filter(room__in=rooms, lowered_at=None).count()
    return Look(200, rooms, f"{len(rooms)}-{sum(revisions)}-{hands}")
