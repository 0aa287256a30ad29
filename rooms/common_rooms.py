"""Opens the rooms that belong to everybody in an edition: its plenary, and a lounge for each topic."""

from django.db import transaction

from academy.models import Edition
from rooms.models import Lounge, Readers, Room, RoomKind


@transaction.atomic
def open_common_rooms(edition: Edition) -> None:
    """Opens the edition's plenary and a lounge for each topic. Existing rooms stay."""
    Room.objects.get_or_create(edition=edition, kind=RoomKind.PLENARY, defaults={"readers": Readers.EVERYBODY})
    for topic in edition.topics.filter(lounge=None):
        room = Room.objects.create(edition=edition, kind=RoomKind.LOUNGE, readers=Readers.EVERYBODY)
        Lounge.objects.create(room=room, topic=topic)
