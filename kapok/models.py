"""The heartbeats of background workers."""

import datetime

from django.db import models
from django.db.models.functions import Now

KEPT = datetime.timedelta(days=1)


class Heartbeat(models.Model):
    """The time at which a worker was last alive, by the database's clock, because clocks of machines differ."""

    worker = models.CharField(max_length=64, primary_key=True)
    at = models.DateTimeField(db_default=Now())

    @classmethod
    def record(cls, worker: str) -> None:
        """Records that the worker is alive now, and deletes heartbeats older than KEPT."""
        cls.objects.update_or_create(worker=worker, defaults={"at": Now()})
        cls.objects.filter(at__lt=Now() - KEPT).delete()

    @classmethod
    def heard_within(cls, seconds: float) -> bool:
        return cls.objects.filter(at__gte=Now() - datetime.timedelta(seconds=seconds)).exists()

    @classmethod
    def alive(cls, seconds: float) -> set[str]:
        """Returns the workers that were heard within so many seconds."""
        heard = cls.objects.filter(at__gte=Now() - datetime.timedelta(seconds=seconds))
        return set(heard.values_list("worker", flat=True))
