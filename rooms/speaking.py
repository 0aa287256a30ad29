"""Lets only some people write in a room of everybody, while all others read and react."""

from django.db import transaction
from django.utils import timezone

from academy.models import Membership
from rooms.announcing import Passing, announce_after_commit
from rooms.models import Room, Speaker


def refuses(room: Room, author: Membership) -> str:
    """Returns the code with which the room refuses their words (see ``posting.WORDS``), "" when it takes them.

    One query unless the room's speakers are prefetched; none where everybody writes.
    """
    if room.only_speakers_at is None or author.runs_the_course:
        return ""
    return "" if any(speaker.membership_id == author.pk for speaker in room.speakers.all()) else "unseated"


@transaction.atomic
def let_only_speakers(room: Room) -> None:
    """From now on only the course team and the room's speakers write."""
    room.only_speakers_at = timezone.now()
    Room.objects.filter(pk=room.pk).update(only_speakers_at=room.only_speakers_at)
    _tell(room)


@transaction.atomic
def let_everybody(room: Room) -> None:
    Room.objects.filter(pk=room.pk).update(only_speakers_at=None)
    room.only_speakers_at = None
    room.speakers.all().delete()
    _tell(room)


@transaction.atomic
def let_speak(room: Room, member: int) -> None:
    Speaker.objects.get_or_create(room=room, membership_id=member)
    _tell(room)


@transaction.atomic
def let_listen(room: Room, member: int) -> None:
    Speaker.objects.filter(room=room, membership=member).delete()
    _tell(room)


def speakers_of(room: Room) -> list[int] | None:
    """Returns the members who write beside the course team, None where everybody writes. One query at most."""
    if room.only_speakers_at is None:
        return None
    return sorted(Speaker.objects.filter(room=room).values_list("membership", flat=True))


def _tell(room: Room) -> None:
    announce_after_commit(Passing(room.pk, {"type": "speakers", "who": speakers_of(room)}))
