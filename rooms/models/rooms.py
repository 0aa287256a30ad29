"""A room: one order of changes, for an exchange, a topic's lounge, an edition's plenary, or two people."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from academy.models import Edition, Membership, Topic
from exchanges.models.exchanges import Exchange
from exchanges.models.rounds import OF_EXCHANGES
from rooms.models.readers import Readers


class RoomKind(models.TextChoices):
    EXCHANGE = "exchange", _("exchange")
    LOUNGE = "lounge", _("lounge")
    PLENARY = "plenary", _("plenary")
    DIRECT = "direct", _("conversation")


# Without the tests for NULL the comparison would be neither true nor false, and let everything pass.
OF_TWO = Q(first__isnull=False, second__isnull=False, first__lt=F("second"))
NOT_OF_TWO = Q(first=None, second=None, blocked_by_first_at=None, blocked_by_second_at=None)


class Room(models.Model):
    """``last_rev`` is the revision of the room's newest change, ``last_seq`` the place of its newest message.

    Both move only under this row's lock, in the transaction that writes the change: revisions have no gaps, and
    revision n is never visible before n-1.

    A conversation has exactly two members, ``first`` (the one with the lower id) and ``second``. They agreed to talk
    with each other, so it never becomes a room of another kind, nor is read by more than its members: the constraint
    holds that. ``blocked_by_first_at`` and ``blocked_by_second_at`` are copies of the standing ``Block`` rows, because
    every send asks.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="rooms")
    kind = models.CharField(max_length=10, choices=RoomKind.choices)
    exchange = models.OneToOneField(Exchange, models.CASCADE, null=True, blank=True, related_name="room")
    topic = models.OneToOneField(Topic, models.CASCADE, null=True, blank=True, related_name="lounge")
    first = models.ForeignKey(Membership, models.CASCADE, null=True, blank=True, related_name="+")
    second = models.ForeignKey(Membership, models.CASCADE, null=True, blank=True, related_name="+")
    readers = models.CharField(max_length=24, choices=Readers.choices, default=Readers.MEMBERS_AND_FACILITATORS)
    blocked_by_first_at = models.DateTimeField(null=True, blank=True)
    blocked_by_second_at = models.DateTimeField(null=True, blank=True)
    last_rev = models.BigIntegerField(default=0)
    last_seq = models.BigIntegerField(default=0)
    closed_at = models.DateTimeField(null=True, blank=True)
    slow_seconds = models.PositiveSmallIntegerField(default=0, db_default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(NOT_OF_TWO & Q(kind=RoomKind.EXCHANGE, exchange__isnull=False, topic=None))
                | (NOT_OF_TWO & Q(kind=RoomKind.LOUNGE, exchange=None, topic__isnull=False))
                | (NOT_OF_TWO & Q(kind=RoomKind.PLENARY, exchange=None, topic=None))
                | (OF_TWO & Q(kind=RoomKind.DIRECT, exchange=None, topic=None)),
                name="room_belongs_to_its_kind",
            ),
            models.CheckConstraint(
                condition=Q(kind=RoomKind.EXCHANGE, readers__in=OF_EXCHANGES)
                | Q(kind__in=[RoomKind.LOUNGE, RoomKind.PLENARY], readers=Readers.EVERYBODY)
                | Q(kind=RoomKind.DIRECT, readers=Readers.MEMBERS),
                name="room_is_read_as_its_kind_allows",
            ),
            models.UniqueConstraint(fields=["first", "second"], name="one_conversation_for_two"),
            models.UniqueConstraint(fields=["edition"], condition=Q(kind=RoomKind.PLENARY), name="one_plenary"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("room", args=[self.pk])

    @property
    def has_members(self) -> bool:
        """It belongs to people by name: those of an exchange, or two who talk with each other."""
        return self.kind in {RoomKind.EXCHANGE, RoomKind.DIRECT}


class RoomRead(models.Model):
    """The newest revision that a member has seen in a room."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="reads")
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    rev = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["room", "membership"], name="one_read_mark_per_room")]
