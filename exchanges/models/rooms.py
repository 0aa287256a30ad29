"""A room: one order of changes, for an exchange, a topic's lounge, an edition's plenary, or two people."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from academy.models import Edition, Membership, Topic
from exchanges.models.exchanges import Exchange


class RoomKind(models.TextChoices):
    EXCHANGE = "exchange", _("exchange")
    LOUNGE = "lounge", _("lounge")
    PLENARY = "plenary", _("plenary")
    DIRECT = "direct", _("conversation")


class Room(models.Model):
    """``last_rev`` is the revision of the room's newest change, ``last_seq`` the place of its newest message.

    Both move only under this row's lock, in the transaction that writes the change: revisions have no gaps, and
    revision n is never visible before n-1.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="rooms")
    kind = models.CharField(max_length=10, choices=RoomKind.choices)
    exchange = models.OneToOneField(Exchange, models.CASCADE, null=True, blank=True, related_name="room")
    topic = models.OneToOneField(Topic, models.CASCADE, null=True, blank=True, related_name="lounge")
    last_rev = models.BigIntegerField(default=0)
    last_seq = models.BigIntegerField(default=0)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=RoomKind.EXCHANGE, exchange__isnull=False, topic=None)
                | Q(kind=RoomKind.LOUNGE, exchange=None, topic__isnull=False)
                | Q(kind__in=[RoomKind.PLENARY, RoomKind.DIRECT], exchange=None, topic=None),
                name="room_belongs_to_its_kind",
            ),
            models.UniqueConstraint(fields=["edition"], condition=Q(kind=RoomKind.PLENARY), name="one_plenary"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("room", args=[self.pk])


class RoomRead(models.Model):
    """The newest revision that a member has seen in a room."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="reads")
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    rev = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["room", "membership"], name="one_read_mark_per_room")]
