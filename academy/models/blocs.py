"""Regional communities and their states, with membership as dated facts."""

import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Shore(models.TextChoices):
    WEST = "west", _("west")
    EAST = "east", _("east")


class Bloc(models.Model):
    """A regional community; ``shore`` is the side of the page on which its people appear."""

    code = models.SlugField(max_length=20, unique=True)
    shore = models.CharField(max_length=4, choices=Shore.choices)
    names = models.JSONField(default=dict)
    short = models.JSONField(default=dict)

    class Meta:
        ordering = ["shore", "code"]  # gives east before west; the stylesheet puts west on the left

    def __str__(self) -> str:
        return self.code

    def states_on(self, day: datetime.date) -> models.QuerySet["State"]:
        """Returns the member states on that day, associates included."""
        current = Q(memberships__since__lte=day) & (Q(memberships__until=None) | Q(memberships__until__gt=day))
        return State.objects.filter(current, memberships__bloc=self).order_by("code")


class State(models.Model):
    """A country or territory. ``code`` is ISO 3166, ``languages`` are BCP 47, ``time_zones`` are IANA names.

    Both lists begin with the usual one.
    """

    code = models.CharField(max_length=2, unique=True)
    names = models.JSONField(default=dict)
    languages = models.JSONField(default=list)
    time_zones = models.JSONField(default=list)

    def __str__(self) -> str:
        return self.code


class BlocMembership(models.Model):
    """A state belongs to a bloc from ``since`` until the day before ``until`` (open while None)."""

    bloc = models.ForeignKey(Bloc, models.CASCADE, related_name="memberships")
    state = models.ForeignKey(State, models.CASCADE, related_name="memberships")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    associate = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bloc", "state", "since"], name="one_bloc_membership_per_start"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gt=models.F("since")), name="ends_after_start"),
        ]
