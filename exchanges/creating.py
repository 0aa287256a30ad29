"""Creates exchanges, each with its room, its participants, and the same people as members of the room."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction

from academy.models import Topic
from exchanges.models import Exchange, Participant, Round
from exchanges.room_kinds import EXCHANGE
from exchanges.stages.roles import stages_for
from rooms.models import Room, RoomMember


@dataclasses.dataclass(frozen=True)
class Group:
    """An exchange to be created.

    ``members`` maps membership ids to ``Participant.reasons``. ``more`` holds further columns of ``Exchange``.
    """

    topic: Topic
    members: Mapping[int, Mapping[str, Any]]
    more: Mapping[str, Any] = dataclasses.field(default_factory=dict)


def create_exchange(round: Round, topic: Topic, members: Iterable[int], **more: Any) -> Exchange:
    """Creates one exchange of these memberships (ids)."""
    return create_exchanges(round, [Group(topic, {member: {} for member in members}, more)])[0]


@transaction.atomic
def create_exchanges(round: Round, groups: Sequence[Group]) -> list[Exchange]:
    """Returns the exchanges in the order of the groups. Runs four statements for any number of groups."""
    rooms = Room.objects.bulk_create(
        Room(edition_id=round.edition_id, kind=EXCHANGE, readers=round.readers) for _group in groups
    )
    exchanges = Exchange.objects.bulk_create(
        Exchange(
            round=round,
            room=room,
            topic=group.topic,
            own_stages=stages_for(round.format, list(group.members)),
            **group.more,
        )
        for room, group in zip(rooms, groups, strict=True)
    )
    seats = [
        (made, member, facts) for made, g in zip(exchanges, groups, strict=True) for member, facts in g.members.items()
    ]
    Participant.objects.bulk_create(
        Participant(exchange=made, membership_id=member, reasons=dict(facts)) for made, member, facts in seats
    )
    RoomMember.objects.bulk_create(RoomMember(room_id=made.room_id, membership_id=member) for made, member, _ in seats)
    return exchanges
