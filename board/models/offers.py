"""Offers and needs: what a member can show the other shore, what one looks for there, and which of them meet."""

import datetime
import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from academy.models import Bloc, Edition, Membership, Topic
from academy.pages.addresses import address
from academy.voices import Voice
from compare.models import Aspect, Practice


class OfferingKind(models.TextChoices):
    OFFER = "offer", _("we can show how")
    NEED = "need", _("we look for")


class Offering(models.Model):
    """An offer or a need, under a topic and perhaps an aspect of it or a practice.

    ``bloc`` is the side for which the author speaks. A withdrawn one stays for its author and the course team.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="offerings")
    kind = models.CharField(max_length=5, choices=OfferingKind.choices)
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="+")
    aspect = models.ForeignKey(Aspect, models.SET_NULL, null=True, blank=True, related_name="+")
    practice = models.ForeignKey(Practice, models.SET_NULL, null=True, blank=True, related_name="+")
    author = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    bloc = models.ForeignKey(Bloc, models.PROTECT, related_name="+")
    language = models.CharField(max_length=8, default="en")
    text = models.TextField()
    client_id = models.UUIDField(default=uuid.uuid4)
    at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    sample = models.BooleanField(default=False, editable=False)

    voice: Voice  # a page sets it

    class Meta:
        indexes = [
            models.Index(fields=["edition", "-id"], name="offerings_newest"),
            models.Index(fields=["topic", "-id"], name="offerings_of_a_topic"),
            models.Index(fields=["edition", "bloc", "-id"], name="offerings_of_a_bloc"),
            models.Index(fields=["topic", "bloc", "-id"], name="offerings_of_both"),
            models.Index(fields=["author", "-id"], name="offerings_of_an_author"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["author", "client_id"], name="one_offering_per_form"),
            models.CheckConstraint(condition=Q(aspect=None) | Q(practice=None), name="an_aspect_or_a_practice"),
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return address("offer", self.pk)

    @property
    def is_need(self) -> bool:
        return self.kind == OfferingKind.NEED

    @property
    def stands(self) -> bool:
        return self.withdrawn_at is None and self.hidden_at is None

    @property
    def changed_at(self) -> datetime.datetime:
        return self.edited_at or self.at

    @property
    def stands_in(self) -> tuple[()]:
        return ()

    @property
    def typed(self) -> str:
        return self.text

    @property
    def excerpt(self) -> str:
        return self.text[:160]


class Common(models.TextChoices):
    """A thing that a need and an offer have in common, the closest first."""

    ASPECT = "aspect", _("the same aspect")
    PRACTICE = "practice", _("the same practice")
    TOPIC = "topic", _("the same topic")
    WORDS = "words", _("the same words")


class Match(models.Model):
    """A need of one shore and an offer of another that met. Both authors were told when the row was made.

    ``ended_at``: when an edit ended it. ``opened_by`` began the conversation of the two from here first.
    """

    need = models.ForeignKey(Offering, models.CASCADE, related_name="offers_met", db_index=False)
    offer = models.ForeignKey(Offering, models.CASCADE, related_name="needs_met", db_index=False)
    common = models.CharField(max_length=8, choices=Common.choices)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey(Membership, models.SET_NULL, null=True, blank=True, related_name="+")
    opened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["need", "-id"], name="matches_of_a_need"),
            models.Index(fields=["offer", "-id"], name="matches_of_an_offer"),
            models.Index(fields=["need"], condition=Q(opened_at=None, ended_at=None), name="unopened_of_a_need"),
            models.Index(fields=["offer"], condition=Q(opened_at=None, ended_at=None), name="unopened_of_an_offer"),
        ]
        constraints = [models.UniqueConstraint(fields=["need", "offer"], name="matched_once")]
