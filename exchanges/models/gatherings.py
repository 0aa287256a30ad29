"""Gatherings of the whole course: their stages, tables and seats, and the chairs of an inner circle."""

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models import Q

from academy.models import Edition, Membership
from academy.pages.addresses import address
from academy.voices import Voice
from exchanges.models.rounds import Format
from exchanges.models.stages import StageActKind
from rooms.models import Room


class Gathering(models.Model):
    """Everybody who comes in, by the stages of a format, in the plenary (``room``) or at tables.

    ``stages`` are the agenda as it was at the opening, with whole minutes of writing, so that a format which changes
    later changes nothing here; a stage that happens once a turn stands there once for each of ``turns``. ``chairs`` are
    those of the inner circle. ``reached`` and ``bound``: new meetings of the seats that were computed (see
    ``exchanges.gatherings.seating``). ``question`` is in ``language``.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="gatherings")
    format = models.ForeignKey(Format, models.PROTECT, related_name="gatherings")
    room = models.ForeignKey(Room, models.CASCADE, related_name="gatherings")
    question = models.TextField()
    language = models.CharField(max_length=8, default="en")
    stages = models.JSONField(default=list)
    turns = models.PositiveSmallIntegerField(default=0)
    chairs = models.PositiveSmallIntegerField(default=0)
    reached = models.PositiveIntegerField(null=True, blank=True)
    bound = models.PositiveIntegerField(null=True, blank=True)
    opened_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    ended_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    sample = models.BooleanField(default=False, editable=False)

    class Meta:
        indexes = [models.Index(fields=["edition", "-id"], name="gatherings_newest_first")]
        constraints = [
            models.UniqueConstraint(fields=["room"], condition=Q(ended_at=None), name="one_gathering_at_a_time"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="an_ended_gathering_says_who_ended_it",
            ),
        ]

    def get_absolute_url(self) -> str:
        return address("gathering", self.pk)


class GatheringAct(models.Model):
    """An act on the stage clock of a gathering; append-only, as ``StageAct`` for an exchange."""

    gathering = models.ForeignKey(Gathering, models.CASCADE, related_name="acts")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=StageActKind.choices)
    by = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["gathering", "number"], name="one_gathering_act_per_number")]


class Table(models.Model):
    """A table with its question, in a room of its own. Its ``host`` stays when the others move on."""

    gathering = models.ForeignKey(Gathering, models.CASCADE, related_name="tables")
    number = models.PositiveSmallIntegerField()
    question = models.TextField()
    host = models.ForeignKey(Membership, models.SET_NULL, null=True, blank=True, related_name="+")
    room = models.OneToOneField(Room, models.CASCADE, related_name="table")

    here: Sequence[Voice]  # a page sets these
    voice: Voice | None
    harvest: Sequence[Any]

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["gathering", "number"], name="one_table_per_number"),
            models.UniqueConstraint(fields=["gathering", "host"], name="a_host_of_one_table"),
        ]


class Coming(models.Model):
    """A member has come in: themselves, or brought in ``by`` somebody of the course team. Others get no seat."""

    gathering = models.ForeignKey(Gathering, models.CASCADE, related_name="comings")
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    by = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["gathering", "membership"], name="one_comes_once")]


class Seat(models.Model):
    """The table at which a member sits in a ``turn``, counted from 1."""

    gathering = models.ForeignKey(Gathering, models.CASCADE, related_name="seats")
    table = models.ForeignKey(Table, models.CASCADE, related_name="seats")
    turn = models.PositiveSmallIntegerField()
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gathering", "turn", "membership"], name="one_seat_in_a_turn"),
        ]


class Chair(models.Model):
    """A member asks for a chair of the inner circle, sits on it, and leaves it."""

    gathering = models.ForeignKey(Gathering, models.CASCADE, related_name="seated")
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()
    sat_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)

    voice: Voice  # a page sets it

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["gathering", "membership"], condition=Q(left_at=None), name="one_chair_each"
            ),
        ]
