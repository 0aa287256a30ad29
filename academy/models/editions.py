"""Course packs and the editions opened from them."""

import datetime
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from academy.models.blocs import Bloc
from academy.pages.pages_above import front_page


class Pack(models.Model):
    """A loaded course pack; its whole content is stored so that an edition can be opened without the folder."""

    slug = models.SlugField(max_length=60, unique=True)
    content = models.JSONField()
    loaded_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.slug


class Phase(models.TextChoices):
    """``academy.courses.life`` says what each phase allows."""

    BEFORE = "before", _("before the course")
    SESSION = "session", _("in session")
    AFTER = "after", _("after the course")
    ARCHIVED = "archived", _("archived")


class Edition(models.Model):
    """One run of a course, between two or more blocs. ``starts`` and ``ends`` are days in ``time_zone``.

    ``chosen_phase`` is empty while the day decides; the log of the desk says who chose it and when.
    ``people_version`` is another number when the data of a member that pages show has changed (``academy.voices``).
    """

    slug = models.SlugField(max_length=60, unique=True)
    pack = models.ForeignKey(Pack, models.PROTECT, related_name="editions")
    titles = models.JSONField(default=dict)
    part_of = models.JSONField(default=dict)
    place = models.CharField(max_length=80, blank=True)
    time_zone = models.CharField(max_length=64)
    starts = models.DateField()
    ends = models.DateField()
    membership_date = models.DateField(help_text=_("The day whose bloc membership holds in this edition."))
    blocs = models.ManyToManyField(Bloc, related_name="editions")
    own_reflection_first = models.BooleanField(
        default=False, help_text=_("The other shore opens once one's own reflection is published.")
    )
    chosen_phase = models.CharField(max_length=8, choices=Phase.choices, blank=True)
    people_version = models.PositiveBigIntegerField(default=0, editable=False)
    demo_at = models.DateTimeField(null=True, blank=True, editable=False, help_text=_("When it was filled as a demo."))

    class Meta:
        ordering = ["-starts", "slug"]
        constraints = [models.CheckConstraint(condition=Q(ends__gte=F("starts")), name="edition_ends_after_start")]

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        """Returns the address of the page on which a member begins in this course."""
        return front_page.path(self.slug)

    def days(self) -> list[datetime.date]:
        return [self.starts + datetime.timedelta(n) for n in range((self.ends - self.starts).days + 1)]


class Closable(models.QuerySet[Any]):
    """Topics, prompts or formats of courses."""

    def standing(self) -> Self:
        """Those that facilitators have not closed: the ones that people may choose for something new."""
        return self.filter(closed_at=None)

    def standing_or(self, chosen: str) -> Self:
        """As ``standing``, with the topic of this slug, which something older may keep although it is closed."""
        return self.filter(Q(closed_at=None) | Q(slug=chosen))


class Topic(models.Model):
    """``place`` is the topic's order in the edition, counted from 1.

    ``subtopics``: by language, one on each line.
    ``closed_at``: a facilitator took it out of use after people wrote in it (the log says who). Their texts stay.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="topics")
    slug = models.SlugField(max_length=60)
    place = models.PositiveSmallIntegerField()
    titles = models.JSONField(default=dict)
    descriptions = models.JSONField(default=dict)
    focus = models.JSONField(default=dict)
    subtopics = models.JSONField(default=dict)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = Closable.as_manager()

    class Meta:
        ordering = ["edition", "place"]
        constraints = [models.UniqueConstraint(fields=["edition", "slug"], name="one_topic_per_slug")]

    def __str__(self) -> str:
        return self.slug


class Prompt(models.Model):
    """A question that every reflection of the edition answers.

    Once it is closed (``closed_at``), only those see it in their form who have answered it.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="prompts")
    key = models.SlugField(max_length=40)
    place = models.PositiveSmallIntegerField()
    texts = models.JSONField(default=dict)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = Closable.as_manager()

    class Meta:
        ordering = ["edition", "place"]
        constraints = [models.UniqueConstraint(fields=["edition", "key"], name="one_prompt_per_key")]

    def __str__(self) -> str:
        return self.key
