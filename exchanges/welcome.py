"""What somebody who comes into a room is told, and who may come in."""

import dataclasses
import hashlib
import time
from typing import Any

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
from exchanges import rooms
from exchanges.changes import iso
from exchanges.models import Room, RoomRead
from exchanges.wire import Frame, encode


def enter(room_id: int, person: Person) -> tuple[Room | None, Membership | None, int]:
    """The room and the person's membership, or a close code: 4404, 4403, 4409."""
    room = rooms.find(room_id)
    if room is None:
        return None, None, 4404
    try:
        membership = membership_in(room.edition, person)
    except (NotOfThisCourse, Suspended):
        return room, None, 4403
    if not rooms.may_enter(membership, room):
        return room, None, 4403
    return room, membership, 4409 if room.closed_at is not None else 0


@dataclasses.dataclass(frozen=True)
class Arrival:
    """The ``welcome`` frame but for who is present, which only the hub knows; ``rev``: the room's at that moment."""

    rev: int
    said: str

    def greeting(self, present: list[int]) -> Frame:
        return Frame(f'{self.said[:-1]},"present":{encode(present)}}}')


def arrive(room: Room, membership: Membership, cast: str, language: str) -> Arrival:
    """What somebody is told who comes into the room; of its members nothing new where they know that ``cast``."""
    with translation.override(language):
        known, members = _cast_of(room, language)
        rev = Room.objects.values_list("last_rev", flat=True).get(pk=room.pk)
        said = encode(
            {
                "type": "welcome",
                "room": {"id": room.pk, "kind": room.kind, "title": rooms.title_of(room), "edition": room.edition.slug},
                "me": me(membership),
                "rev": rev,
                "now": iso(timezone.now()),
                "cast": known,
            }
        )
    return Arrival(rev, said if cast == known else f'{said[:-1]},"members":{members}}}')


CAST_SECONDS = 3.0
_casts: dict[tuple[int, str], tuple[float, str, str]] = {}


def _cast_of(room: Room, language: str) -> tuple[str, str]:
    """The members' cards as JSON, with their mark. Kept for a moment: after a cut everybody comes back at once."""
    key, now = (room.pk, language), time.monotonic()
    kept = _casts.get(key)
    if kept is None or now - kept[0] > CAST_SECONDS:
        if len(_casts) > 1000:
            _casts.clear()
        members = encode([card(member) for member in rooms.members_of(room)])
        kept = _casts[key] = now, hashlib.sha256(members.encode()).hexdigest()[:12], members
    return kept[1], kept[2]


def me(membership: Membership) -> dict[str, Any]:
    """The reader's own card, with ``muted_until`` (None: may write)."""
    return {**card(membership), "muted_until": iso(membership.muted_until) if membership.is_muted else None}


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


def muted_words(membership: Membership) -> str:
    if membership.is_muted:
        return _("A facilitator asked you to pause writing for a while.")
    return _("You can write again.")


def mark_read(room_id: int, member_id: int, rev: int) -> int:
    """Seen up to this revision (at most the room's last); a mark never moves back. The revision that stands now."""
    seen = min(rev, Room.objects.values_list("last_rev", flat=True).get(pk=room_id))
    mark, made = RoomRead.objects.get_or_create(room_id=room_id, membership_id=member_id, defaults={"rev": seen})
    if not made and seen > mark.rev:
        RoomRead.objects.filter(pk=mark.pk).update(rev=Greatest("rev", seen))
    return max(mark.rev, seen)


def browser_language(headers: list[tuple[bytes, bytes]]) -> str:
    """The first language of the browser that the pages speak."""
    wanted = dict(headers).get(b"accept-language", b"").decode("latin-1")
    for code, _weight in parse_accept_lang_header(wanted):
        try:
            return get_supported_language_variant(code)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE
