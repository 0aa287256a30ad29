"""The acts on an exchange's stage clock. Nothing else of the clock is stored."""

from django.db import models
from django.db.models import Q

from academy.models import Membership
from exchanges.models.exchanges import Exchange


class StageActKind(models.TextChoices):
    BEGUN = "begun"
    PAUSED = "paused"
    RESUMED = "resumed"
    EXTENDED = "extended"
    MOVED_ON = "moved_on"
    ENDED = "ended"


class StageAct(models.Model):
    """Append-only. ``number`` counts the acts of an exchange from 1, and ``at`` never decreases.

    ``minutes``: added by an extension, None for other kinds. ``exchanges.stages.clock`` computes the clock.
    """

    exchange = models.ForeignKey(Exchange, models.CASCADE, related_name="stage_acts")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=StageActKind.choices)
    by = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["at"], name="stage_acts_by_time")]
        constraints = [
            models.UniqueConstraint(fields=["exchange", "number"], name="one_stage_act_per_number"),
            models.CheckConstraint(
                condition=Q(kind=StageActKind.EXTENDED, minutes__isnull=False, minutes__gte=1)
                | (~Q(kind=StageActKind.EXTENDED) & Q(minutes=None)),
                name="only_an_extension_has_minutes",
            ),
        ]
