"""The places that a member follows, by choice or because they take part, and those that they muted."""

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone

from academy.models import Membership


class Stance(models.TextChoices):
    """``PART``: the member takes part, and has chosen nothing."""

    PART = "part"
    FOLLOW = "follow"
    MUTE = "mute"


class Following(models.Model):
    """A member's stance to one place (see ``commons.telling.following``), and since when."""

    member = models.ForeignKey(Membership, models.CASCADE, related_name="followings")
    place_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    place_id = models.BigIntegerField()
    stance = models.CharField(max_length=6, choices=Stance.choices)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index(fields=["place_type", "place_id"], name="followings_of_a_place"),
            models.Index(fields=["member", "stance", "-id"], name="followings_newest_first"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["member", "place_type", "place_id"], name="one_stance_to_each_place")
        ]
