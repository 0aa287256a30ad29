"""What the roof keeps: when each background worker last said that it lives."""

import datetime

from django.db import models
from django.db.models.functions import Now

KEPT = datetime.timedelta(days=1)


class Heartbeat(models.Model):
    """By the database's clock, so that machines whose clocks differ agree."""

    worker = models.CharField(max_length=64, primary_key=True)
    at = models.DateTimeField(db_default=Now())

    @classmethod
    def say(cls, worker: str) -> None:
        """The worker lives now; those that fell silent long ago are forgotten."""
        cls.objects.update_or_create(worker=worker, defaults={"at": Now()})
        cls.objects.filter(at__lt=Now() - KEPT).delete()

    @classmethod
    def heard_within(cls, seconds: float) -> bool:
        return cls.objects.filter(at__gte=Now() - datetime.timedelta(seconds=seconds)).exists()
