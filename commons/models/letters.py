"""Mail of a demo installation, shown on a page instead of being sent."""

from django.db import models


class Letter(models.Model):
    sent_at = models.DateTimeField(auto_now_add=True)
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    reply_to = models.CharField(max_length=254, blank=True)

    class Meta:
        ordering = ["-id"]
