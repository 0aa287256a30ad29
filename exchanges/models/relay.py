"""The acts of a relay: an exchange whose members take turns in writing. Nothing else of the relay is stored."""

from django.db import models
from django.db.models import Q

from academy.models import Membership
from exchanges.models.exchanges import Exchange


class RelayActKind(models.TextChoices):
    """Acts of members: asked, begun, handed_on, extended. Acts of the clock, once the room was told: passed (the holder
    had written), silent (the holder had not), ended."""

    ASKED = "asked"
    BEGUN = "begun"
    HANDED_ON = "handed_on"
    EXTENDED = "extended"
    PASSED = "passed"
    SILENT = "silent"
    ENDED = "ended"


class RelayAct(models.Model):
    """Append-only. ``number`` counts the acts of an exchange from 1, and ``at`` never decreases.

    ``turn`` is the turn, from 1, that the act was done in. ``places`` says where each member is by then (see
    ``exchanges.relay.clock``), ``plan`` who holds the word in which turn: only what members did has places, and only
    the beginning has a plan.
    """

    exchange = models.ForeignKey(Exchange, models.CASCADE, related_name="relay_acts")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=9, choices=RelayActKind.choices)
    by = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    turn = models.PositiveSmallIntegerField(default=0)
    places = models.JSONField(default=dict)
    plan = models.JSONField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["exchange", "number"], name="one_relay_act_per_number"),
            models.UniqueConstraint(
                fields=["exchange"], condition=Q(kind=RelayActKind.BEGUN), name="a_relay_begins_once"
            ),
            models.UniqueConstraint(
                fields=["exchange"], condition=Q(kind=RelayActKind.ENDED), name="a_relay_ends_once"
            ),
            models.UniqueConstraint(
                fields=["exchange", "turn"],
                condition=Q(kind=RelayActKind.EXTENDED),
                name="a_turn_is_extended_once",
            ),
            models.CheckConstraint(
                condition=Q(kind=RelayActKind.BEGUN, plan__isnull=False)
                | (~Q(kind=RelayActKind.BEGUN) & Q(plan__isnull=True)),
                name="only_a_beginning_has_a_plan",
            ),
        ]
        indexes = [models.Index(fields=["kind", "exchange"], name="relay_acts_by_kind")]
