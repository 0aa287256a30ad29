"""Blocks and raised hands of members, and the accesses of facilitators."""

from django.db import models
from django.db.models import Q

from academy.models import Membership
from commons.models import Report
from rooms.models.rooms import Room


class Block(models.Model):
    """A member of a conversation of two wants no more messages from the other, until ``lifted_at``."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="blocks")
    by = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["room", "by"], condition=Q(lifted_at=None), name="blocked_once"),
        ]


class Hand(models.Model):
    """A member of a room calls a facilitator, until the member or a facilitator lowers the hand."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="hands")
    by = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    lowered_at = models.DateTimeField(null=True, blank=True)
    lowered_by = models.ForeignKey(Membership, models.CASCADE, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["room", "by"], condition=Q(lowered_at=None), name="one_hand_up_each"),
        ]


class AccessQuerySet(models.QuerySet["Access"]):
    def in_force(self) -> "AccessQuerySet":
        """Accesses whose report or hand still waits. The others are history."""
        by_report = Q(report__isnull=False, report__settled_at=None)
        return self.filter(by_report | Q(hand__isnull=False, hand__lowered_at=None))


class Access(models.Model):
    """A facilitator reads a room that only its members read, because of a report or a raised hand."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="accesses")
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    report = models.ForeignKey(Report, models.CASCADE, null=True, blank=True, related_name="+")
    hand = models.ForeignKey(Hand, models.CASCADE, null=True, blank=True, related_name="accesses")

    objects = AccessQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["room", "-id"], name="accesses_newest_first")]
        constraints = [
            models.CheckConstraint(
                condition=Q(report=None, hand__isnull=False) | Q(report__isnull=False, hand=None),
                name="access_has_one_cause",
            ),
            models.UniqueConstraint(fields=["by", "report"], name="one_access_for_a_report"),
            models.UniqueConstraint(fields=["by", "hand"], name="one_access_for_a_hand"),
        ]
