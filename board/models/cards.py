"""Cards: what a delegation takes home, with its states, owners, sources and helpers from the other shore."""

import datetime

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _

from academy.models import Bloc, Edition, Membership, Topic
from academy.pages.addresses import address
from academy.voices import Voice


class State(models.TextChoices):
    NOTICED = "noticed", _("noticed")
    DISCUSSING = "discussing", _("discussing")
    PLANNED = "planned", _("planned")
    UNDER_WAY = "under_way", _("under way")
    DONE = "done", _("done")
    DROPPED = "dropped", _("dropped")


OPEN = (State.NOTICED, State.DISCUSSING, State.PLANNED, State.UNDER_WAY)


class Readers(models.TextChoices):
    EDITION = "edition", _("everybody in the course")
    DELEGATION = "delegation", _("only our delegation, and who is asked for help")


TAKES = ("law", "institution", "money", "partners", "data")
"""The things that a card takes at home; each is a line of its form, and none is demanded."""
TEXTS = ("what", "why", *TAKES, "next_step")


class Card(models.Model):
    """What a delegation takes home. ``delegation`` is the key of the delegation that owns it (see
    ``board.delegations``), ``bloc`` is the bloc of it.

    ``state`` and ``state_at`` copy the newest CardState, because every list shows them.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="cards")
    author = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    delegation = models.SlugField(max_length=40)
    bloc = models.ForeignKey(Bloc, models.PROTECT, related_name="+")
    topic = models.ForeignKey(Topic, models.SET_NULL, null=True, blank=True, related_name="+")
    language = models.CharField(max_length=8, default="en")
    what = models.TextField()
    why = models.TextField(blank=True)
    law = models.TextField(blank=True)
    institution = models.TextField(blank=True)
    money = models.TextField(blank=True)
    partners = models.TextField(blank=True)
    data = models.TextField(blank=True)
    next_step = models.TextField(blank=True)
    due = models.DateField(null=True, blank=True)
    readers = models.CharField(max_length=12, choices=Readers.choices, default=Readers.EDITION)
    state = models.CharField(max_length=12, choices=State.choices, default=State.NOTICED)
    state_at = models.DateTimeField()
    at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    edited_by = models.ForeignKey(Membership, models.SET_NULL, null=True, blank=True, related_name="+")
    hidden_at = models.DateTimeField(null=True, blank=True)
    sample = models.BooleanField(default=False, editable=False)

    class Meta:
        indexes = [
            models.Index(fields=["edition", "state", "-id"], name="cards_of_a_state"),
            models.Index(fields=["edition", "delegation", "state", "-id"], name="cards_of_a_delegation"),
            # All that the board's counts read of a card, so that they read no card.
            models.Index(
                fields=["edition", "state", "readers", "delegation", "hidden_at", "author"], name="cards_counted"
            ),
        ]

    def __str__(self) -> str:
        return self.what

    def get_absolute_url(self) -> str:
        return address("card", self.pk)

    @property
    def changed_at(self) -> datetime.datetime:
        return self.edited_at or self.at

    @property
    def stands_in(self) -> tuple[()]:
        return ()

    @property
    def typed(self) -> str:
        return "\n\n".join(text for field in TEXTS if (text := getattr(self, field)))

    @property
    def excerpt(self) -> str:
        return self.what[:160]


class Answer(models.TextChoices):
    """An owner's answer when the card asks how it goes."""

    MOVED = "moved", _("it moved")
    STUCK = "stuck", _("it is stuck")
    DONE = "done", _("it is done")
    DROPPED = "dropped", _("we let it go")
    LATER = "later", _("ask me later")


class CardState(models.Model):
    """The card came into this state, or stays in it; its newest row holds.

    ``answer``: what an owner said when the card asked ``asked_after`` so many days (0: on the card's own day); "" for a
    move.
    """

    card = models.ForeignKey(Card, models.CASCADE, related_name="states")
    state = models.CharField(max_length=12, choices=State.choices)
    author = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    language = models.CharField(max_length=8, default="en")
    sentence = models.TextField(blank=True)
    at = models.DateTimeField()
    answer = models.CharField(max_length=12, choices=Answer.choices, blank=True)
    asked_after = models.PositiveSmallIntegerField(null=True, blank=True)

    voice: Voice  # a page sets it

    class Meta:
        ordering = ["-id"]


class CardSource(models.Model):
    """A source from which the card came; ``bloc`` is the source's, None for what belongs to no bloc."""

    card = models.ForeignKey(Card, models.CASCADE, related_name="sources")
    source_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    source_id = models.BigIntegerField()
    bloc = models.ForeignKey(Bloc, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["card", "source_type", "source_id"], name="one_source_of_a_card")
        ]


class CardOwner(models.Model):
    card = models.ForeignKey(Card, models.CASCADE, related_name="owners")
    member = models.ForeignKey(Membership, models.CASCADE, related_name="owned_cards")
    by = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    voice: Voice  # a page sets it

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["card", "member"], name="owner_once")]


class Help(models.TextChoices):
    ASKED = "asked", _("asked")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")


class Helper(models.Model):
    """Somebody of the other shore was asked to help. Only owners see it until it is accepted."""

    card = models.ForeignKey(Card, models.CASCADE, related_name="helpers")
    member = models.ForeignKey(Membership, models.CASCADE, related_name="helped_cards")
    asked_by = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=Help.choices, default=Help.ASKED)
    answered_at = models.DateTimeField(null=True, blank=True)
    language = models.CharField(max_length=8, default="en")
    sentence = models.TextField(blank=True)

    voice: Voice  # a page sets both
    asker: Voice

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["member", "-id"], name="helpers_who_are_asked", condition=models.Q(state=Help.ASKED))
        ]
        constraints = [models.UniqueConstraint(fields=["card", "member"], name="helper_once")]
