"""Aspects of a topic, and what each bloc and each member state has on them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from academy.models import Bloc, Closable, Edition, State, Topic
from academy.pages.addresses import address
from forum.models import Thread


class Status(models.TextChoices):
    IN_FORCE = "in_force", _("in force")
    ADOPTED = "adopted", _("adopted")
    PARTIAL = "partial", _("partly applied")
    POLICY = "policy", _("policy")
    CASE_LAW = "case_law", _("case law")


class Confidence(models.TextChoices):
    """The course's confidence in a text: a source was seen, it is well known, or somebody has to check it."""

    VERIFIED = "verified", _("source seen")
    KNOWN = "known", _("well established")
    DOUBTFUL = "doubtful", _("to be checked")


def words_of_articles(articles: str) -> str:
    """ "45, 46" -> "art. 45, 46"; a text that does not begin with a number stays as it is."""
    return gettext("art. %(articles)s") % {"articles": articles} if articles[:1].isdigit() else articles


class Aspect(models.Model):
    """One question asked of all blocs. ``place`` is its order in the topic, from 1. ``thread``: its comments.

    ``from_pack``: title, question and place as the pack last said them; {} for an aspect that people added.
    ``closed_at``: a facilitator took it out of the comparison (the log says who). Its page stays.
    """

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="aspects")
    slug = models.SlugField(max_length=60)
    place = models.PositiveSmallIntegerField()
    title = models.JSONField(default=dict)
    question = models.JSONField(default=dict)
    thread = models.OneToOneField(Thread, models.SET_NULL, null=True, blank=True, related_name="+")
    from_pack = models.JSONField(default=dict)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = Closable.as_manager()

    class Meta:
        ordering = ["topic", "place"]
        constraints = [models.UniqueConstraint(fields=["topic", "slug"], name="one_aspect_per_slug")]

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        return address("aspect", self.pk)

    @property
    def edition(self) -> Edition:
        return self.topic.edition


class Provision(models.Model):
    """A bloc's cell: its text on an aspect. With ``state``: the text on that member state, a row beneath the cell.

    Texts are by language. ``references`` are the published sources: ``[{"title", "publisher", "year", "url"}]``.
    A row has ``summary``, ``references`` and ``doubt`` alone. ``doubt``: what a lawyer should look at, {} for nothing.
    ``from_pack`` holds all this as the pack last said it, so that a pack which is loaded again changes nothing that
    people changed here. ``edited_at``: when they last did.
    """

    aspect = models.ForeignKey(Aspect, models.CASCADE, related_name="provisions")
    bloc = models.ForeignKey(Bloc, models.PROTECT, related_name="+")
    state = models.ForeignKey(State, models.PROTECT, null=True, blank=True, related_name="+")
    instrument = models.JSONField(default=dict)
    articles = models.CharField(max_length=120, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    status = models.CharField(max_length=12, choices=Status.choices, blank=True)
    is_gap = models.BooleanField(default=False, help_text=_("The bloc has nothing of its own."))
    summary = models.JSONField(default=dict)
    confidence = models.CharField(max_length=12, choices=Confidence.choices, blank=True)
    references = models.JSONField(default=list)
    doubt = models.JSONField(default=dict)
    from_pack = models.JSONField(default=dict)
    edited_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["aspect", "bloc"], condition=Q(state=None), name="one_cell_per_bloc"),
            models.UniqueConstraint(fields=["aspect", "bloc", "state"], name="one_row_per_state"),
            models.CheckConstraint(condition=Q(state__isnull=False) | ~Q(status=""), name="a_cell_has_a_status"),
        ]

    def __str__(self) -> str:
        return f"{self.bloc_id}, {self.aspect_id}"

    def get_absolute_url(self) -> str:
        return address("provision", self.pk)

    @property
    def edition(self) -> Edition:
        return self.aspect.topic.edition

    @property
    def articles_words(self) -> str:
        return words_of_articles(self.articles)
