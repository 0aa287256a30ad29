"""The version of what a topic's comparison shows to all its readers."""

from django.db import models

from academy.models import Topic
from academy.pages.numbers import another


class Comparison(models.Model):
    """The comparison of one topic. ``version`` is another number after each change of what the comparison shows
    (``compare.comparing.versions``).

    Loading a pack makes the row; without it nothing of the comparison is remembered.
    """

    topic = models.OneToOneField(Topic, models.CASCADE, primary_key=True, related_name="comparison")
    version = models.BigIntegerField(default=another)

    def __str__(self) -> str:
        return str(self.version)
