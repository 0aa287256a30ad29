"""The version of what a topic's comparison shows to all its readers."""

import secrets

from django.db import models

from academy.models import Topic


def another() -> int:
    """Returns a number that no comparison has had, so that an undone act leaves none that another act takes."""
    return secrets.randbits(62)


class Comparison(models.Model):
    """The comparison of one topic. ``version`` is another number after each change of what the comparison shows
    (``compare.comparing.versions``).

    Loading a pack makes the row; without it nothing of the comparison is remembered.
    """

    topic = models.OneToOneField(Topic, models.CASCADE, primary_key=True, related_name="comparison")
    version = models.BigIntegerField(default=another)

    def __str__(self) -> str:
        return str(self.version)
