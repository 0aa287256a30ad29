"""Notices tell a member about an event that concerns them."""

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models

from academy.models import Membership


class Notice(models.Model):
    """One event that one member is told of. ``kind`` names the sentence (see ``commons.notices``), ``words`` fills it,
    ``path`` leads to the place.

    ``about`` is the text whose own words stand in the sentence; None when there is none. ``told_at``: when its mail was
    queued, or decided against.
    """

    to = models.ForeignKey(Membership, models.CASCADE, related_name="notices")
    by = models.ForeignKey(Membership, models.SET_NULL, null=True, blank=True, related_name="+")
    kind = models.SlugField(max_length=40)
    words = models.JSONField(default=dict)
    path = models.CharField(max_length=300)
    about_type = models.ForeignKey(ContentType, models.PROTECT, null=True, blank=True, related_name="+")
    about_id = models.BigIntegerField(null=True, blank=True)
    about = GenericForeignKey("about_type", "about_id")
    at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["to", "-id"], name="notices_newest_first"),
            # Every page asks whether there are any, for people who may have read thousands.
            models.Index(fields=["to"], condition=models.Q(read_at=None), name="notices_unread"),
            models.Index(fields=["path"], condition=models.Q(read_at=None), name="notices_unread_of_a_place"),
            models.Index(
                fields=["about_type", "about_id"], condition=models.Q(read_at=None), name="notices_unread_about"
            ),
            models.Index(fields=["at"], condition=models.Q(read_at=None, told_at=None), name="notices_untold"),
        ]
