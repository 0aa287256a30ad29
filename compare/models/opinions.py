"""Views of members: how the sides compare on an aspect."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from academy.models import Edition, Membership
from academy.pages.addresses import address
from academy.voices import Voice
from compare.models.provisions import Aspect


class Word(models.TextChoices):
    ALIKE = "alike", _("alike")
    FORM = "form", _("different in form")
    LEVEL = "level", _("different in level")
    ONE_SIDE = "one_side", _("only on one side")
    UNCLEAR = "unclear", _("unclear")


class Said(models.Model):
    """A word on the law, a word on the practice where that differs from the law, and a sentence on each."""

    law = models.CharField(max_length=10, choices=Word.choices)
    why = models.TextField(blank=True)
    practice = models.CharField(max_length=10, choices=Word.choices, blank=True)
    practice_why = models.TextField(blank=True)
    language = models.CharField(max_length=8, default="en")
    at = models.DateTimeField()

    class Meta:
        abstract = True


class View(Said):
    """A member has one view of an aspect. A delegate's counts for their bloc, a resource person's is only shown."""

    aspect = models.ForeignKey(Aspect, models.CASCADE, related_name="views")
    author = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    changed_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    sample = models.BooleanField(default=False, editable=False)

    voice: Voice  # a page sets it

    class Meta:
        constraints = [models.UniqueConstraint(fields=["aspect", "author"], name="one_view_per_aspect")]

    def __str__(self) -> str:
        return self.law

    def get_absolute_url(self) -> str:
        return address("view", self.pk)

    @property
    def edition(self) -> Edition:
        return self.aspect.topic.edition

    @property
    def stands_in(self) -> tuple[()]:
        return ()

    @property
    def typed(self) -> str:
        return "\n\n".join(part for part in (self.why, self.practice_why) if part)

    @property
    def excerpt(self) -> str:
        return " · ".join(part for part in (str(self.get_law_display()), self.why, self.practice_why) if part)[:160]


class ViewVersion(Said):
    """A view as it was before its author changed it; ``at`` is the time when it was said."""

    view = models.ForeignKey(View, models.CASCADE, related_name="versions")

    class Meta:
        ordering = ["-id"]
