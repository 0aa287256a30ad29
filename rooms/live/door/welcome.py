"""What somebody who comes into a room is told, and who may come in."""

import dataclasses
from typing import Any, Protocol

from django.conf import settings
from django.db.models.functions import Greatest
from django.utils import timezone, translation
from django.utils.translation import get_supported_language_variant
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import parse_accept_lang_header

from academy.access import NotOfThisCourse, Suspended, membership_in
from academy.models import Membership, Person
from academy.texts import localized
from academy.zones import place_of
from rooms import access, blocking
from rooms.live.door import casts
from rooms.messages.changes import Changes, iso, since
from rooms.messages.frames import Hello
from rooms.models import Room, RoomRead
from rooms.live.wire import Frame, encode

SIDES = ("first", "second", "blocked_by_first_at", "blocked_by_second_at")
ROOM_NOW = ("last_rev", "closed_at", "slow_seconds", *SIDES)
"""What of a room changes under those who are in it."""


def enter(room_id: int, person: Person) -> tuple[Room | None, Membership | None, int]:
    """The room and the person's membership, or a close code: 4404, 4403, 4409."""
    room = access.at_the_door(room_id)
    if room is None:
        return None, None, 4404
    try:
        membership = membership_in(room.edition, person)
    except (NotOfThisCourse, Suspended):
        return room, None, 4403
    if not access.may_enter(membership, room):
        return room, None, 4403
    return room, membership, 4409 if room.closed_at is not None else 0


class Guest(Protocol):
    """What the welcome asks of who comes in (``doors.Seat``)."""

    @property
    def room(self) -> int: ...

    @property
    def member(self) -> int: ...

    @property
    def language(self) -> str: ...

    @property
    def me(self) -> dict[str, Any]: ...


@dataclasses.dataclass(frozen=True)
class Arrival:
    """The ``welcome`` frame but for who is present, which only the hub knows; and the first page of what was missed.

    ``is_closed``: the room was closed meanwhile.
    """

    said: str
    missed: Changes
    is_closed: bool

    def greeting(self, present: list[int]) -> Frame:
        return Frame(f'{self.said[:-1]},"present":{encode(present)}}}')


def arrive(guest: Guest, hello: Hello) -> Arrival:
    """What somebody is told who comes into the room; of its people nothing where they know them already.

    Two queries, or three, for who comes back; a few more for the first one there.
    """
    with translation.override(guest.language):
        cast = casts.of(guest.room, guest.language, card)
        room = Room.objects.only(*ROOM_NOW).get(pk=guest.room)
        now = {"stage": cast.stage(room.last_rev), "slow": room.slow_seconds, "paused": blocking.paused_by(room)}
        said = encode(
            {
                "type": "welcome",
                "room": cast.room_for(guest.member) | now,
                "me": guest.me,
                "rev": room.last_rev,
                "now": iso(timezone.now()),
                "cast": cast.mark,
            }
        )
    if hello.cast != cast.mark:
        said = f"{said[:-1]},{cast.said[1:]}"
    return Arrival(said, since(guest.room, hello.since, room.last_rev), room.closed_at is not None)


def card(member: Membership) -> dict[str, Any]:
    return {
        "id": member.pk,
        "name": member.person.name,
        "role": member.role,
        "bloc": localized(member.bloc.short) if member.bloc else None,
        "shore": member.bloc.shore if member.bloc else None,
        "state": localized(member.state.names) if member.state else None,
        "time_zone": member.person.time_zone,
        "place": place_of(member.person.time_zone),
    }


def muted_words(is_muted: bool) -> str:
    if is_muted:
        return _("A facilitator asked you to pause writing for a while.")
    return _("You can write again.")


def mark_read(room_id: int, member_id: int, rev: int) -> int:
    """Seen up to this revision (at most the room's last); a mark never moves back. The revision that stands now."""
    seen = min(rev, Room.objects.values_list("last_rev", flat=True).get(pk=room_id))
    mark, made = RoomRead.objects.get_or_create(room_id=room_id, membership_id=member_id, defaults={"rev": seen})
    if not made and seen > mark.rev:
        RoomRead.objects.filter(pk=mark.pk).update(rev=Greatest("rev", seen))
    return max(mark.rev, seen)


def mark_all_read(room: Room, membership: Membership, *, before: int | None) -> None:
    """Seen up to the room's last revision, where the mark stood at ``before`` (None: there was none). One query."""
    if before is None:
        mark = RoomRead(room=room, membership=membership, rev=room.last_rev)
        RoomRead.objects.bulk_create([mark], ignore_conflicts=True)
    elif before < room.last_rev:
        RoomRead.objects.filter(room=room, membership=membership).update(rev=Greatest("rev", room.last_rev))


def browser_language(headers: list[tuple[bytes, bytes]]) -> str:
    """The first language of the browser that the pages speak."""
    wanted = dict(headers).get(b"accept-language", b"").decode("latin-1")
    for code, _weight in parse_accept_lang_header(wanted):
        try:
            return get_supported_language_variant(code)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE
