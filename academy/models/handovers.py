"""Letters that are handed to the mail server."""

from django.db import models
from django.db.models import Q


class Handover(models.Model):
    """One try of one ``job`` to hand one letter to the mail server. It is written just before the text leaves.

    ``settled_at``: the server took it, or the letter goes on in another job. ``fault``: it was given up, and the server
    said this. With neither, a worker was killed or the connection broke: the letter may have arrived, and is not sent
    again by itself.
    """

    job = models.CharField(max_length=36, unique=True)
    address = models.EmailField()
    message_id = models.CharField(max_length=250, blank=True)
    began_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    fault = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["address"], condition=Q(settled_at=None), name="handovers_in_doubt"),
            models.Index(fields=["began_at"], name="handovers_by_age"),
        ]
