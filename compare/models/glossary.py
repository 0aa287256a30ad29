"""The terms of a course in its languages."""

from django.db import models

from academy.models import Edition


class Term(models.Model):
    """One term of the glossary. ``texts`` maps a language to the term; ``place`` is its order in the pack, from 1."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="terms")
    place = models.PositiveSmallIntegerField()
    texts = models.JSONField(default=dict)

    class Meta:
        ordering = ["edition", "place"]
        constraints = [models.UniqueConstraint(fields=["edition", "place"], name="one_term_per_place")]

    def __str__(self) -> str:
        return next(iter(self.texts.values()), "")
