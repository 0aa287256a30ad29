"""The outcome of an exchange: each member's part, what they wrote together, and whether each confirms it."""

import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from academy.models import Edition, Membership, Topic
from academy.pages.addresses import address
from academy.voices import Voice
from board.models import TAKES, Card
from commons.texts.rendering import shortened
from exchanges.models.exchanges import Exchange
from forum.models import Thread

TEXTS = ("noticed", "could_adopt", "why", *TAKES, "first_step")


class OutcomeReaders(models.TextChoices):
    EDITION = "edition", _("everybody in the course")
    MEMBERS = "members", _("those who read the room")


class Quotes(models.TextChoices):
    NAME = "name", _("with my name")
    ROLE = "role", _("with my role and bloc")
    NONE = "none", _("without me: “a delegate of” my bloc")


class Outcome(models.Model):
    """``version`` grows with every change of what it says, so that a confirmation is of the text that somebody saw.

    ``author`` gathered it from the worksheet. ``together`` are the worksheet's texts of no side: {"field", "text",
    "language"}. Published, it has ``readers``; an outcome for the edition stands under its topic.
    """

    exchange = models.OneToOneField(Exchange, models.CASCADE, related_name="outcome")
    edition = models.ForeignKey(Edition, models.CASCADE, related_name="outcomes")
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="outcomes")
    version = models.PositiveIntegerField(default=1)
    together = models.JSONField(default=list)
    author = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    made_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    readers = models.CharField(max_length=8, choices=OutcomeReaders.choices, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    thread = models.OneToOneField(Thread, models.SET_NULL, null=True, blank=True, related_name="+")
    sample = models.BooleanField(default=False, editable=False)

    class Meta:
        indexes = [
            models.Index(fields=["topic", "-id"], condition=Q(readers="edition"), name="outcomes_of_a_topic"),
            models.Index(fields=["made_at"], condition=Q(published_at=None), name="outcomes_that_wait"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(published_at=None, readers="") | (Q(published_at__isnull=False) & ~Q(readers="")),
                name="a_published_outcome_has_readers",
            )
        ]

    def get_absolute_url(self) -> str:
        return address("outcome", self.pk)

    @property
    def stands_in(self) -> tuple[()]:
        return ()

    @property
    def title(self) -> dict[str, str]:
        titles: dict[str, str] = self.topic.titles
        return titles

    @property
    def said_together(self) -> list[dict[str, Any]]:
        """The texts written together, without those that a facilitator has hidden since in the worksheet."""
        return [entry for entry in self.together if not entry.get("is_hidden")]

    @property
    def typed(self) -> str:
        parts = [getattr(part, text) for part in self.parts.all() for text in TEXTS]
        return "\n\n".join(text for text in (*(entry["text"] for entry in self.said_together), *parts) if text)

    @property
    def excerpt(self) -> str:
        return shortened(" ".join(self.typed.split()), 160)

    @property
    def is_open(self) -> bool:
        return self.published_at is not None and self.readers == OutcomeReaders.EDITION


class OutcomePart(models.Model):
    """One member's part: what they noticed, could adopt and mean to do. ``card``: the card that they made of it."""

    outcome = models.ForeignKey(Outcome, models.CASCADE, related_name="parts")
    member = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    language = models.CharField(max_length=8, default="en")
    noticed = models.TextField(blank=True)
    could_adopt = models.TextField(blank=True)
    why = models.TextField(blank=True)
    law = models.TextField(blank=True)
    institution = models.TextField(blank=True)
    money = models.TextField(blank=True)
    partners = models.TextField(blank=True)
    data = models.TextField(blank=True)
    first_step = models.TextField(blank=True)
    due = models.DateField(null=True, blank=True)
    at = models.DateTimeField()
    card = models.ForeignKey(Card, models.SET_NULL, null=True, blank=True, related_name="+")

    voice: Voice  # a page sets it

    class Meta:
        constraints = [models.UniqueConstraint(fields=["outcome", "member"], name="one_part_each")]

    @property
    def changed_at(self) -> datetime.datetime:
        return self.at

    @property
    def is_empty(self) -> bool:
        return not any(getattr(self, text) for text in TEXTS)


class OutcomeAnswer(models.Model):
    """A member's answer to a ``version``; the newest one of each member counts.

    ``readers`` and ``quotes`` are the member's wishes; ``takes_home``: their part becomes a card on the board.
    """

    outcome = models.ForeignKey(Outcome, models.CASCADE, related_name="answers")
    member = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    version = models.PositiveIntegerField()
    confirms = models.BooleanField()
    readers = models.CharField(max_length=8, choices=OutcomeReaders.choices, default=OutcomeReaders.MEMBERS)
    quotes = models.CharField(max_length=4, choices=Quotes.choices, default=Quotes.NONE)
    takes_home = models.BooleanField(default=True)
    sentence = models.TextField(blank=True)
    language = models.CharField(max_length=8, default="en")
    at = models.DateTimeField()

    voice: Voice  # a page sets it

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["outcome", "member", "-id"], name="answers_to_an_outcome")]
