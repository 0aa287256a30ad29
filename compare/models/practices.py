"""Practices: things done together across borders, and what each would need at home."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from academy.models import Edition, Membership, Topic
from academy.pages.addresses import address
from academy.pages.texts import language_of, localized
from compare.models.provisions import Confidence
from forum.models import Thread


class Analysis(models.Model):
    """The same questions for every practice. Texts are by language; a practice of a member has one language.

    ``asks`` are the open questions, each a text by language; ``references`` are as in a provision.
    """

    title = models.JSONField(default=dict)
    who = models.JSONField(default=dict)
    years = models.CharField(max_length=60, blank=True)
    done = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    possible = models.JSONField(default=dict)
    asks = models.JSONField(default=list)
    references = models.JSONField(default=list)

    class Meta:
        abstract = True


class Practice(Analysis):
    """One practice of a course. ``author`` is None for a practice of the pack. ``from_pack``: as in a provision."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="practices")
    topics = models.ManyToManyField(Topic, related_name="practices")
    slug = models.SlugField(max_length=60, blank=True)
    author = models.ForeignKey(Membership, models.CASCADE, null=True, blank=True, related_name="+")
    confidence = models.CharField(max_length=12, choices=Confidence.choices)
    from_pack = models.JSONField(default=dict)
    at = models.DateTimeField(null=True, blank=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    thread = models.OneToOneField(Thread, models.SET_NULL, null=True, blank=True, related_name="+")
    sample = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "slug"], condition=models.Q(author=None), name="one_practice_per_slug"
            )
        ]

    def __str__(self) -> str:
        return localized(self.title)

    def get_absolute_url(self) -> str:
        return address("practice", self.pk)

    @property
    def language(self) -> str:
        """The language of ``typed`` and ``excerpt`` for this reader."""
        return language_of(self.title)

    @property
    def stands_in(self) -> tuple[()]:
        return ()

    @property
    def typed(self) -> str:
        texts = [self.title, self.who, self.done, self.result, self.possible, *self.asks]
        return "\n\n".join(localized(text) for text in texts if text)

    @property
    def excerpt(self) -> str:
        return localized(self.title)


class PracticeVersion(Analysis):
    """A practice before an edit; ``by`` is who edited it."""

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="versions")
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]


class NeedKind(models.TextChoices):
    LAW = "law", _("law")
    INSTITUTION = "institution", _("institutions")
    MONEY = "money", _("money")
    PARTNERS = "partners", _("partners")
    DATA = "data", _("data")


class Need(models.Model):
    """A thing that a practice would need at home, in one sentence; a member says one of each kind."""

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="needs")
    author = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=NeedKind.choices)
    language = models.CharField(max_length=8, default="en")
    text = models.TextField()
    at = models.DateTimeField()
    hidden_at = models.DateTimeField(null=True, blank=True)
    sample = models.BooleanField(default=False, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["practice", "author", "kind"], name="one_need_of_a_kind")]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return f"{self.practice.get_absolute_url()}#needs"

    @property
    def edition(self) -> Edition:
        return self.practice.edition

    @property
    def stands_in(self) -> tuple[Practice]:
        return (self.practice,)

    @property
    def typed(self) -> str:
        return self.text

    @property
    def excerpt(self) -> str:
        return self.text[:160]


class SourceRequest(models.Model):
    """A facilitator asks where one can read about a practice, and somebody answers."""

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="source_requests")
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    language = models.CharField(max_length=8, default="en")
    text = models.TextField()
    at = models.DateTimeField()
    answered_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    answer_language = models.CharField(max_length=8, default="en")
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
