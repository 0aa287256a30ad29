"""Resource persons whom a facilitator named to a delegation."""

from django.db import models

from academy.models import Edition, Membership

PRESENT = models.Q(ended_at=None)


class Adviser(models.Model):
    """A resource person advises a delegation. ``delegation`` is a key (see ``board.delegations``). It holds while
    ``ended_at`` is None; an ended one stays."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="advisers")
    delegation = models.SlugField(max_length=40)
    member = models.ForeignKey(Membership, models.CASCADE, related_name="advised")
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "delegation", "member"], condition=PRESENT, name="named_once_to_a_delegation"
            )
        ]
