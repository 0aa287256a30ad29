"""A delegate's reflection on a topic, and its readers on the other shore."""

from collections.abc import Sequence

from django.db import models
from django.db.models import Q

from academy.models import Edition, Membership, State, Topic
from academy.pages.addresses import address
from academy.voices import Voice


class Reflection(models.Model):
    """A member writes at most one per topic.

    Others read ``headline``, ``answers`` (prompt key -> Markdown) and ``answers_html`` (the same, as safe HTML).
    ``draft`` (``{"headline": ..., "answers": {...}, "language": ...}``) is the author's unpublished copy, saved as they
    type; None means no unpublished change. The reflection is unpublished while ``published_at`` is None.
    ``answered_at`` is the time of the first visible answer from another bloc; it is a column because every list
    shows it. ``nudged`` counts the steps of ``forum.reflecting.nudging`` that were taken. ``asked_again_at``: when
    its author was asked what an exchange has changed. Comments are the posts of ``thread``.
    """

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="reflections")
    author = models.ForeignKey(Membership, models.CASCADE, related_name="reflections")
    language = models.CharField(max_length=8, default="en")
    headline = models.CharField(max_length=160, blank=True)
    answers = models.JSONField(default=dict)
    answers_html = models.JSONField(default=dict)
    draft = models.JSONField(null=True, blank=True)
    draft_saved_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    nudged = models.PositiveSmallIntegerField(default=0, db_default=0)
    asked_again_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    sample = models.BooleanField(default=False, editable=False)

    voice: Voice  # a page sets it
    # The topic's page sets these: names of the states that answered, and of the blocs that may still answer.
    crossed: Sequence[str] = ()
    waits_for: Sequence[str] = ()
    button: tuple[int, bool] | None = None

    class Meta:
        constraints = [models.UniqueConstraint(fields=["topic", "author"], name="one_reflection_per_topic")]
        indexes = [
            models.Index(fields=["topic", "-published_at"], name="reflections_newest_first"),
            models.Index(fields=["topic", "published_at"], name="reflections_that_wait", condition=Q(answered_at=None)),
        ]

    def __str__(self) -> str:
        return self.headline

    def get_absolute_url(self) -> str:
        return address("reflection", self.pk)

    @property
    def edition(self) -> Edition:
        return self.topic.edition

    @property
    def excerpt(self) -> str:
        return self.headline

    @property
    def stands_in(self) -> tuple[()]:
        return ()

    @property
    def typed(self) -> str:
        return "\n\n".join(part for part in (self.headline, *self.answers.values()) if part)


class ReflectionVersion(models.Model):
    """The published text before an edit."""

    reflection = models.ForeignKey(Reflection, models.CASCADE, related_name="versions")
    headline = models.CharField(max_length=160)
    answers = models.JSONField(default=dict)
    answers_html = models.JSONField(default=dict)
    published_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]


class Crossing(models.Model):
    """A state from which somebody of another bloc answered the reflection visibly, because its card shows that."""

    reflection = models.ForeignKey(Reflection, models.CASCADE, related_name="crossings")
    state = models.ForeignKey(State, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reflection", "state"], name="a_state_crosses_once")]


class Reader(models.Model):
    """A delegate of another bloc who was asked to answer a reflection. ``declined_at``: when they said that they
    cannot."""

    reflection = models.ForeignKey(Reflection, models.CASCADE, related_name="readers")
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="readings")
    asked_at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reflection", "membership"], name="asked_once")]
        indexes = [
            models.Index(
                fields=["membership", "asked_at"],
                name="readings_that_wait",
                condition=Q(answered_at=None, declined_at=None),
            )
        ]
