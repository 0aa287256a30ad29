"""A room: one order of changes, for people by name or for everybody in an edition."""

from django.db import models
from django.db.models import Q

from academy.models import Edition, Membership, Topic
from academy.pages.addresses import address
from rooms.models.readers import OF_NAMED_MEMBERS, Readers


class RoomKind(models.TextChoices):
    """The kinds of this floor. Higher floors register theirs (see ``rooms.kinds``)."""

    LOUNGE = "lounge"
    PLENARY = "plenary"
    DIRECT = "direct"


OF_EVERYBODY = [RoomKind.LOUNGE, RoomKind.PLENARY]


class Room(models.Model):
    """One room of an edition. ``last_rev`` is the revision of the room's newest change, ``last_seq`` the place of its
    newest message.

    Both move only under this row's lock, in the transaction that writes the change: revisions have no gaps, and
    revision n is never visible before n-1.

    ``pair`` names the two members of a conversation (see ``rooms.conversations``). They agreed to talk with each other,
    so a constraint forbids that a conversation becomes a room of another kind or that anybody else reads it.

    ``only_speakers_at``: since then only the room's ``Speaker`` rows and the course team write.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="rooms")
    kind = models.CharField(max_length=10)
    pair = models.CharField(max_length=41, null=True, blank=True, unique=True)
    readers = models.CharField(max_length=24, choices=Readers.choices, default=Readers.MEMBERS_AND_FACILITATORS)
    last_rev = models.BigIntegerField(default=0)
    last_seq = models.BigIntegerField(default=0)
    closed_at = models.DateTimeField(null=True, blank=True)
    only_speakers_at = models.DateTimeField(null=True, blank=True)
    slow_seconds = models.PositiveSmallIntegerField(default=0, db_default=0)

    class Meta:
        indexes = [models.Index(fields=["edition", "kind"], name="rooms_of_a_kind")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=RoomKind.DIRECT, pair__isnull=False) | (~Q(kind=RoomKind.DIRECT) & Q(pair=None)),
                name="a_conversation_names_its_two",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=OF_EVERYBODY, readers=Readers.EVERYBODY)
                | Q(kind=RoomKind.DIRECT, readers=Readers.MEMBERS)
                | (~Q(kind__in=RoomKind.values) & Q(readers__in=OF_NAMED_MEMBERS)),
                name="room_is_read_as_its_kind_allows",
            ),
            models.UniqueConstraint(fields=["edition"], condition=Q(kind=RoomKind.PLENARY), name="one_plenary"),
        ]

    def get_absolute_url(self) -> str:
        return address("room", self.pk)

    @property
    def has_members(self) -> bool:
        """True when the room belongs to people by name."""
        return self.readers != Readers.EVERYBODY


class RoomMember(models.Model):
    """One of the people to whom a room belongs by name. A room of everybody has no such rows.

    ``blocked_at`` is a copy of the member's ``Block`` that is in force, because every send reads it.
    """

    room = models.ForeignKey(Room, models.CASCADE, related_name="members")
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="room_memberships")
    blocked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["room", "membership"], name="a_member_of_a_room_once")]


class Speaker(models.Model):
    """Somebody who may write in a room where only speakers write."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="speakers")
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["room", "membership"], name="a_speaker_of_a_room_once")]


class Lounge(models.Model):
    """The room where everybody in the edition talks about one topic."""

    room = models.OneToOneField(Room, models.CASCADE, related_name="lounge")
    topic = models.OneToOneField(Topic, models.CASCADE, related_name="lounge")

    def get_absolute_url(self) -> str:
        return address("room", self.room_id)


class RoomRead(models.Model):
    """The newest revision that a member has seen in a room."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="reads")
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    rev = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["room", "membership"], name="one_read_mark_per_room")]
