"""Reports and measures. A measure is in force while ``lifted_at`` is None; a lifted one stays as history."""

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from academy.models import Edition, Membership
from commons.texts.rendering import shortened

IN_FORCE = Q(lifted_at=None)


class Measure(models.Model):
    """A measure has an author, a time and a reason, and later the person who lifted it."""

    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    reason = models.TextField()
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        abstract = True


class OnTarget(models.Model):
    """Points at a text that somebody wrote: a reflection, a thread, a post, a message.

    A target has ``author`` (a membership), ``edition``, ``hidden_at``, ``get_absolute_url()`` and ``excerpt``;
    ``stands_in``: the texts whose hiding hides it too; ``typed``: all that its author wrote, as typed.
    """

    target_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    target_id = models.BigIntegerField()
    target = GenericForeignKey("target_type", "target_id")

    class Meta:
        abstract = True


def one_in_force(name: str, *fields: str) -> models.UniqueConstraint:
    return models.UniqueConstraint(fields=list(fields), condition=IN_FORCE, name=name)


class Hiding(Measure, OnTarget):
    """Only its author and those who run the course read a hidden text."""

    class Meta:
        constraints = [one_in_force("hidden_once", "target_type", "target_id")]


class Lock(Measure, OnTarget):
    """Everybody reads a locked thread; only those who run the course write in it."""

    class Meta:
        constraints = [one_in_force("locked_once", "target_type", "target_id")]


class Mute(Measure):
    """A muted member reads but does not write before ``until`` (UTC)."""

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="mutes")
    until = models.DateTimeField()

    class Meta:
        constraints = [one_in_force("muted_once", "membership")]


class Suspension(Measure):
    """A suspended member neither reads nor writes in the edition until the suspension is lifted."""

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="suspensions")

    class Meta:
        constraints = [one_in_force("suspended_once", "membership")]


class ReportReason(models.TextChoices):
    DISRESPECT = "disrespect", _("disrespectful or hurtful")
    PRIVATE = "private", _("gives away something private")
    WRONG = "wrong", _("wrong statement of law or fact")
    OFF_TOPIC = "off-topic", _("does not belong here")
    OTHER = "other", _("something else")


class Report(OnTarget):
    """A member asks the facilitators to look at a text. A report is open until it is settled.

    ``words`` are the member's own. ``reported`` is what the text said then, because its author can change it.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="reports")
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    reason = models.CharField(max_length=20, choices=ReportReason.choices)
    words = models.TextField(blank=True)
    reported = models.TextField(blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["edition", "-id"], name="reports_newest_first"),
            models.Index(fields=["edition", "id"], name="reports_open", condition=Q(settled_at=None)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["target_type", "target_id", "by"], condition=Q(settled_at=None), name="one_open_report_each"
            )
        ]

    @property
    def excerpt(self) -> str:
        return shortened(self.reported, 160)
