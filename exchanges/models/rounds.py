"""Formats from course packs, and rounds: one pairing of an edition's delegates."""

import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from academy.models import Closable, Edition, Membership, Topic
from academy.pages.pages_above import round_page
from rooms.models.readers import CHOICES_OF_NAMED_MEMBERS, OF_NAMED_MEMBERS, Readers

WRITTEN_PACE = 1.5
"""Published methods give minutes of speech, and typing is slower."""


class Format(models.Model):
    """The stages of an exchange as the pack gives them: key, minutes, yields, title and prompt by language.

    ``stages`` have minutes of speech. Writing takes ``pace`` times as long (see ``exchanges.rounds.formats``).
    Rounds that use a closed format keep it (``closed_at``), and new rounds are not offered it.
    ``rules``: ``turns`` at tables, ``seats`` of an inner circle, ``rotate``: each member has the stages once,
    ``again``: for people who met before.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="formats")
    slug = models.SlugField(max_length=60)
    place = models.PositiveSmallIntegerField()
    titles = models.JSONField(default=dict)
    purposes = models.JSONField(default=dict)
    smallest_group = models.PositiveSmallIntegerField()
    largest_group = models.PositiveSmallIntegerField()
    stages = models.JSONField(default=list)
    pace = models.FloatField(default=WRITTEN_PACE)
    rules = models.JSONField(default=dict, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = Closable.as_manager()

    class Meta:
        ordering = ["edition", "place"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "slug"], name="one_format_per_slug"),
            models.CheckConstraint(condition=Q(pace__gt=0), name="a_format_takes_time"),
        ]

    def __str__(self) -> str:
        return self.slug


class TakesPart(models.TextChoices):
    COME = "come", _("delegates who have come")
    EVERYBODY = "everybody", _("all delegates on the roster")
    MONTHLY = "monthly", _("those who asked for a new partner each month")


class Round(models.Model):
    """A pairing for one topic, or for each group's best common topic when ``topic`` is None.

    Its exchanges take place from ``opens`` (included) to ``closes`` (excluded). ``proposal`` is the last result of the
    pairing (see ``exchanges.rounds.proposing``). Publishing turns it into exchanges and clears it, and sets
    ``published_at``.
    ``proposal_asked_at``: ``proposal_asked_by`` asked for another, which a worker is to compute (see ``computing``),
    and began at ``proposal_began_at``.
    ``proposal_fault``: why it found none, in their language.
    ``readers`` applies to the rooms of its exchanges.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, blank=True, related_name="rounds")
    format = models.ForeignKey(Format, models.PROTECT, related_name="rounds")
    readers = models.CharField(
        max_length=24, choices=CHOICES_OF_NAMED_MEMBERS, default=Readers.MEMBERS_AND_FACILITATORS
    )
    takes_part = models.CharField(max_length=10, choices=TakesPart.choices, default=TakesPart.COME)
    weights = models.JSONField(default=dict, blank=True)
    opens = models.DateTimeField(_("opens"))
    closes = models.DateTimeField(_("closes"))
    proposal = models.JSONField(null=True, blank=True)
    proposed_at = models.DateTimeField(null=True, blank=True)
    proposal_asked_at = models.DateTimeField(null=True, blank=True)
    proposal_began_at = models.DateTimeField(null=True, blank=True)
    proposal_asked_by = models.ForeignKey(Membership, models.SET_NULL, null=True, blank=True, related_name="+")
    proposal_fault = models.TextField(blank=True)
    made_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    published_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    sample = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ["edition", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "number"], name="one_round_per_number"),
            models.CheckConstraint(condition=Q(closes__gt=F("opens")), name="round_closes_after_it_opens"),
            models.CheckConstraint(condition=Q(readers__in=OF_NAMED_MEMBERS), name="round_says_who_reads_its_rooms"),
        ]

    def get_absolute_url(self) -> str:
        return round_page.path(self.edition.slug, self.number)

    @property
    def last_moment(self) -> datetime.datetime:
        """The last second inside the window, because ``closes`` itself lies outside."""
        return self.closes - datetime.timedelta(seconds=1)


class Attendance(models.Model):
    """A facilitator's decision that somebody takes part in a round, or does not, whatever ``takes_part`` says."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="attendances")
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    takes_part = models.BooleanField()
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "membership"], name="one_attendance_each")]


class Parting(models.Model):
    """A facilitator's decision that these two are never in one group of the edition. ``reason`` is in ``language``."""

    first = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    second = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    reason = models.TextField(blank=True)
    language = models.CharField(max_length=8, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["first", "second"], name="parted_once")]


class Pin(models.Model):
    """A facilitator's decision that these two of different blocs are in one group of the round."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="pins")
    first = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    second = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    reason = models.TextField(blank=True)
    language = models.CharField(max_length=8, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "first", "second"], name="pinned_once")]


class PartnerWish(models.Model):
    """A member asks, once in a round, for another partner, with ``sentence`` in ``language``.

    ``settled_at``: a facilitator has mended the round by it.
    """

    round = models.ForeignKey(Round, models.CASCADE, related_name="partner_wishes")
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    sentence = models.TextField()
    language = models.CharField(max_length=8, blank=True)
    at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "membership"], name="another_partner_once_a_round")]


class MonthlyWish(models.Model):
    """A delegate asks for a new partner in each month after the course, until the row is gone."""

    membership = models.OneToOneField(Membership, models.CASCADE, related_name="monthly_wish")
    at = models.DateTimeField(auto_now_add=True)
