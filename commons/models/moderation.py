"""Reports and measures. A measure stands while ``lifted_at`` is None; a lifted one stays as history."""

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from academy.models import Edition, Membership

STANDING = Q(lifted_at=None)


class Measure(models.Model):
    """Who did it, when and why; and who undid it."""

    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    reason = models.TextField()
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        abstract = True


class OnTarget(models.Model):
    """Points at something people wrote: a reflection, a thread, a post, a message.

    A target has ``author`` (a membership), ``edition``, ``hidden_at``, ``get_absolute_url()`` and ``excerpt``.
    """

    target_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    target_id = models.BigIntegerField()
    target = GenericForeignKey("target_type", "target_id")

    class Meta:
        abstract = True


def one_standing(name: str, *fields: str) -> models.UniqueConstraint:
    return models.UniqueConstraint(fields=list(fields), condition=STANDING, name=name)


class Hiding(Measure, OnTarget):
    """What is hidden is read only by its author and by those who run the course."""

    class Meta:
        constraints = [one_standing("hidden_once", "target_type", "target_id")]


class Lock(Measure, OnTarget):
    """A locked thread is read, and nobody but a facilitator writes in it."""

    class Meta:
        constraints = [one_standing("locked_once", "target_type", "target_id")]


class Mute(Measure):
    """A muted member reads and does not write, until ``until``."""

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="mutes")
    until = models.DateTimeField()

    class Meta:
        constraints = [one_standing("muted_once", "membership")]


class Suspension(Measure):
    """A suspended member neither reads nor writes in the edition until it is lifted."""

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="suspensions")

    class Meta:
        constraints = [one_standing("suspended_once", "membership")]


class ReportReason(models.TextChoices):
    DISRESPECT = "disrespect", _("disrespectful or hurtful")
    PRIVATE = "private", _("gives away something private")
    WRONG = "wrong", _("wrong statement of law or fact")
    OFF_TOPIC = "off-topic", _("does not belong here")
    OTHER = "other", _("something else")


class Report(OnTarget):
    """A member asks the facilitators to look. Open until settled."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="reports")
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    reason = models.CharField(max_length=20, choices=ReportReason.choices)
    words = models.TextField(blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["edition", "settled_at", "-id"], name="reports_open_first")]
        constraints = [
            models.UniqueConstraint(
                fields=["target_type", "target_id", "by"], condition=Q(settled_at=None), name="one_open_report_each"
            )
        ]
