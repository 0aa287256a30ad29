"""Lists the rooms of an edition for operators."""

from typing import Any

from academy.models import Edition
from rooms.models import RoomMember


def listed(edition: Edition) -> list[dict[str, Any]]:
    """Returns every room with the e-mails of its active members: those by name, or everybody in the edition. Three
    queries."""
    everybody = list(edition.memberships.active().order_by("pk").values_list("person__email", flat=True))
    active = RoomMember.objects.filter(membership__in=edition.memberships.active()).order_by("pk")
    named: dict[int, list[str]] = {}
    for room, email in active.values_list("room", "membership__person__email"):
        named.setdefault(room, []).append(email)
    return [
        {
            "id": room.pk,
            "kind": room.kind,
            "members": named.get(room.pk, []) if room.has_members else everybody,
            "last_rev": room.last_rev,
        }
        for room in edition.rooms.order_by("pk")
    ]
