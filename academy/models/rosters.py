"""A roster that a facilitator has looked at and not imported yet."""

from django.db import models

from academy.models.memberships import Membership


class RosterFile(models.Model):
    """One for each facilitator: the next file replaces it, the import deletes it. Nobody else reads it."""

    by = models.OneToOneField(Membership, models.CASCADE, related_name="roster_file")
    name = models.CharField(max_length=255)
    content = models.BinaryField()
    at = models.DateTimeField(auto_now_add=True)
