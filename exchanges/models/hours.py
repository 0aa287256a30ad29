"""Proposed and agreed beginnings of an exchange, and the answers of its members."""

from django.db import models
from django.db.models import Q

from academy.models import Membership
from exchanges.models.exchanges import Exchange


class HourEnd(models.TextChoices):
    """Why a beginning no longer stands: another replaced it, a member cannot make it, or it was called off."""

    REPLACED = "replaced"
    REFUSED = "refused"
    CALLED_OFF = "called_off"


class Hour(models.Model):
    """A beginning that a member proposed, or that the course team set.

    ``agreed_at`` is the time of the last acceptance; from then on ``Exchange.begins_at`` is a copy of ``begins_at``.
    ``sequence`` numbers the versions of the calendar entry: the invitation has it, its cancellation the next number.
    ``ended_by`` replaced it, refused it or called it off, with ``sentence`` in ``language``.
    """

    exchange = models.ForeignKey(Exchange, models.CASCADE, related_name="hours")
    begins_at = models.DateTimeField()
    by = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    agreed_at = models.DateTimeField(null=True, blank=True)
    sequence = models.PositiveSmallIntegerField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Membership, models.SET_NULL, null=True, blank=True, related_name="+")
    end = models.CharField(max_length=10, choices=HourEnd.choices, blank=True)
    sentence = models.TextField(blank=True)
    language = models.CharField(max_length=8, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["exchange", "-id"], name="hours_newest_first"),
            models.Index(fields=["exchange", "-sequence"], name="hours_by_version"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["exchange"], condition=Q(agreed_at=None, ended_at=None), name="one_open_proposal"
            ),
            models.UniqueConstraint(
                fields=["exchange"], condition=Q(agreed_at__isnull=False, ended_at=None), name="one_agreed_hour"
            ),
            models.CheckConstraint(
                condition=Q(agreed_at=None, sequence=None) | Q(agreed_at__isnull=False, sequence__isnull=False),
                name="an_agreed_hour_has_a_sequence",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, end="") | (Q(ended_at__isnull=False) & ~Q(end="")),
                name="an_ended_hour_says_why",
            ),
        ]

    @property
    def is_open(self) -> bool:
        return self.agreed_at is None and self.ended_at is None

    @property
    def stands(self) -> bool:
        return self.agreed_at is not None and self.ended_at is None


class Acceptance(models.Model):
    """A member's yes to a proposed beginning. Its author needs none."""

    hour = models.ForeignKey(Hour, models.CASCADE, related_name="acceptances")
    by = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hour", "by"], name="one_acceptance_each")]
