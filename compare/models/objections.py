"""Disputes of a provision, and corrections proposed for it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from academy.models import Edition, Membership
from academy.voices import Voice
from compare.models.provisions import Provision


class Objection(models.Model):
    """A member says that a provision is not right, and where one can read it."""

    author = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    language = models.CharField(max_length=8, default="en")
    source = models.TextField(blank=True)
    at = models.DateTimeField()
    hidden_at = models.DateTimeField(null=True, blank=True)
    sample = models.BooleanField(default=False, editable=False)

    provision: models.ForeignKey[Provision, Provision]
    pk: int
    voice: Voice  # a page sets it

    class Meta:
        abstract = True

    def get_absolute_url(self) -> str:
        return f"{self.provision.get_absolute_url()}#{self._meta.model_name}-{self.pk}"

    @property
    def edition(self) -> Edition:
        return self.provision.aspect.topic.edition

    @property
    def stands_in(self) -> tuple[()]:
        return ()


class Dispute(Objection):
    """ "This is not right", or "no longer so". It is open until an answer settles it (``settled_at``)."""

    provision = models.ForeignKey(Provision, models.CASCADE, related_name="disputes")
    reason = models.TextField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["provision"], condition=models.Q(settled_at=None, hidden_at=None), name="open_disputes"
            )
        ]

    def __str__(self) -> str:
        return self.reason

    @property
    def typed(self) -> str:
        return "\n\n".join(part for part in (self.reason, self.source) if part)

    @property
    def excerpt(self) -> str:
        return self.reason[:160]


class DisputeAnswer(models.Model):
    """A facilitator's answer. ``settles``: with this answer the dispute was over."""

    dispute = models.ForeignKey(Dispute, models.CASCADE, related_name="answers")
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    language = models.CharField(max_length=8, default="en")
    text = models.TextField()
    settles = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]


class Decision(models.TextChoices):
    ACCEPTED = "accepted", _("accepted")
    REFUSED = "refused", _("refused")


class Correction(Objection):
    """A proposed text for some parts of a provision. Those that were accepted are the provision's history.

    ``changes`` maps a part ("summary.fr", "year") to ``[before, proposed]``. It waits while ``decision`` is empty.
    """

    provision = models.ForeignKey(Provision, models.CASCADE, related_name="corrections")
    changes = models.JSONField(default=dict)
    decision = models.CharField(max_length=10, choices=Decision.choices, blank=True)
    decided_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_language = models.CharField(max_length=8, default="en")
    decision_reason = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["provision"], condition=models.Q(decision="", hidden_at=None), name="waiting_corrections"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(decision="", decided_at=None) | ~models.Q(decision="") & ~models.Q(decided_at=None),
                name="a_decision_has_its_time",
            )
        ]

    def __str__(self) -> str:
        return ", ".join(self.changes)

    @property
    def typed(self) -> str:
        return "\n\n".join([*self._proposed(), self.source])

    @property
    def excerpt(self) -> str:
        return " · ".join(self._proposed())[:160]

    def _proposed(self) -> list[str]:
        """The sources of a provision are a list, which ``source`` says in words."""
        return [str(proposed) for _before, proposed in self.changes.values() if not isinstance(proposed, list)]
