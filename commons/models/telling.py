"""Choices of people when to be told of what, and the timetable with its runs."""

from django.db import models

from academy.models import Person


class When(models.TextChoices):
    AT_ONCE = "once"
    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


class TellingChoice(models.Model):
    """A person's own choice for a group of notices (see ``commons.telling.groups``); without one its default holds."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="telling_choices")
    group = models.SlugField(max_length=20)
    when = models.CharField(max_length=8, choices=When.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "group"], name="one_choice_a_group")]


class Timetabled(models.Model):
    """An entry of the timetable (``commons.timetable``): when it is due next, and who is at it until when."""

    name = models.SlugField(max_length=40, unique=True)
    next_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True)


class TimetableRun(models.Model):
    """One run of an entry: ``done`` counts what it did; ``fault`` is empty when it went well."""

    entry = models.ForeignKey(Timetabled, models.CASCADE, related_name="runs")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    done = models.PositiveIntegerField(default=0)
    fault = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["entry", "-id"], name="runs_newest_first")]
