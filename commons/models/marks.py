"""Marks: "this could serve us", said of a source of the other shore."""

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q

from academy.models import Membership

PRESENT = Q(removed_at=None)


class Mark(models.Model):
    """A member marked a source. The mark is present while ``removed_at`` is None; a removed one stays as history.

    ``why`` is the member's own sentence, "" without one.
    """

    member = models.ForeignKey(Membership, models.CASCADE, related_name="marks")
    source_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    source_id = models.BigIntegerField()
    why = models.TextField(blank=True)
    at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["source_type", "source_id"], name="marks_of_a_source", condition=PRESENT),
            models.Index(fields=["member", "-id"], name="marks_newest_first", condition=PRESENT),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "source_type", "source_id"], condition=PRESENT, name="one_present_mark"
            )
        ]
