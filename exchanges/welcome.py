"""What somebody who comes into a room is told, and who may come in."""

from typing import Any

from django.conf import settings
from django.db.models.functions import Greatest
from django.utils import timezone
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


def greeting(room: Room, membership: Membership) -> dict[str, Any]:
    """The ``welcome`` frame, but for who is present."""
    return {
        "type": "welcome",
        "room": {
            "id": room.pk,
            "kind": room.kind,
            "title": rooms.title_of(room, membership),
            "edition": room.edition.slug,
            "readers": room.readers,
        },
        "me": me(membership),
        "members": [card(member) for member in rooms.members_of(room)],
        "rev": Room.objects.values_list("last_rev", flat=True).get(pk=room.pk),
        "now": iso(timezone.now()),
    }


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


def mark_read(room: Room, membership: Membership, rev: int) -> int:
    """Seen up to this revision (at most the room's last); a mark never moves back. The revision that stands now."""
    last = room.last_rev
    if rev > last:  # the room may have moved on since it was loaded
        last = Room.objects.values_list("last_rev", flat=True).get(pk=room.pk)
    mark, made = RoomRead.objects.get_or_create(room=room, membership=membership, defaults={"rev": min(rev, last)})
    if not made and rev > mark.rev:
        RoomRead.objects.filter(pk=mark.pk).update(rev=Greatest("rev", min(rev, last)))
    return max(mark.rev, min(rev, last))


def mark_all_read(room: Room, membership: Membership, *, before: int | None) -> None:
    """Seen up to the room's last revision, where the mark stood at ``before`` (None: there was none). One query."""
    if before is None:
        mark = RoomRead(room=room, membership=membership, rev=room.last_rev)
        RoomRead.objects.bulk_create([mark], ignore_conflicts=True)
    elif before < room.last_rev:
        RoomRead.objects.filter(room=room, membership=membership).update(rev=Greatest("rev", room.last_rev))


def browser_language(scope: Any) -> str:
    """The first language of the browser that the pages speak."""
    wanted = dict(scope["headers"]).get(b"accept-language", b"").decode("latin-1")
    for code, _weight in parse_accept_lang_header(wanted):
        try:
            return get_supported_language_variant(code)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE
