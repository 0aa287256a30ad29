"""The append-only log of the acts of facilitators and administrators."""

from typing import Any, NoReturn

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models

from academy.models import Edition, Membership


class AuditEntry(models.Model):
    """One act. The model and the database (triggers, see the migrations) both refuse to change or delete a row.

    The target has no foreign key, because an entry outlives its target.
    """

    at = models.DateTimeField(auto_now_add=True)
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="audit_entries")
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    act = models.SlugField(max_length=40)
    subject = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    target_type = models.ForeignKey(ContentType, models.PROTECT, null=True, blank=True, related_name="+")
    target_id = models.BigIntegerField(null=True, blank=True)
    target = GenericForeignKey("target_type", "target_id")
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["edition", "-id"], name="audit_newest_first"),
            models.Index(fields=["edition", "act", "-id"], name="audit_of_an_act"),
            models.Index(fields=["edition", "subject", "-id"], name="audit_of_a_person"),
            models.Index(fields=["edition", "subject", "act", "-id"], name="audit_of_a_person_and_act"),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            self._refuse()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        self._refuse()

    @staticmethod
    def _refuse() -> NoReturn:
        raise TypeError("The audit log only grows.")
