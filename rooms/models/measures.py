"""Measures that those who run the course set for a whole room: slow mode, and its end."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from academy.models import Membership
from rooms.models.rooms import Room


class MeasureKind(models.TextChoices):
    SLOW = "slow", _("slow mode")
    CLOSED = "closed", _("closed")


class RoomMeasure(models.Model):
    """Slow mode or the end of a room. It is in force until ``lifted_at``, and kept as history. ``seconds``: in slow
    mode, between two messages of one person.

    ``Room.slow_seconds`` and ``Room.closed_at`` are copies, written in the same transaction, because every send reads
    them.
    """

    room = models.ForeignKey(Room, models.CASCADE, related_name="measures")
    kind = models.CharField(max_length=8, choices=MeasureKind.choices)
    seconds = models.PositiveSmallIntegerField(null=True, blank=True)
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField(blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["room", "kind"], condition=Q(lifted_at=None), name="one_measure_of_a_kind"),
            models.CheckConstraint(
                condition=Q(kind=MeasureKind.SLOW, seconds__gte=1) | Q(kind=MeasureKind.CLOSED, seconds=None),
                name="slow_mode_has_seconds",
            ),
        ]
