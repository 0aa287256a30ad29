"""An exchange: one pair or small group of a round."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import models

from academy.models import Edition, Membership, Topic
from academy.pages.addresses import address
from academy.voices import Voice
from exchanges.models.rounds import Round
from rooms.models import Room


class Staged(NamedTuple):
    """The source of an agenda: stages with minutes of speech, and the pace of writing."""

    stages: list[dict[str, Any]]
    pace: float


class Exchange(models.Model):
    """The participants of an exchange are the members of its ``room``.

    ``begins_at`` is the agreed beginning, a copy of its ``Hour``. ``worth`` is the pairing's.
    ``asynchronous`` is True when the participants take turns in writing, because they share no free hour or all chose
    the relay. ``own_stages``: where roles go round, the format's stages once for each member (see
    ``exchanges.stages.roles``); None: the stages of the format.
    """

    round = models.ForeignKey(Round, models.CASCADE, related_name="exchanges")
    room = models.OneToOneField(Room, models.CASCADE, related_name="exchange")
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="exchanges")
    worth = models.FloatField(default=0)
    asynchronous = models.BooleanField(default=False)
    begins_at = models.DateTimeField(null=True, blank=True)
    own_stages = models.JSONField(null=True, blank=True)
    sample = models.BooleanField(default=False, editable=False)

    voices: Sequence[Voice]  # a list sets it: who takes part, west before east

    class Meta:
        indexes = [models.Index(fields=["begins_at"], name="exchanges_by_hour")]

    def get_absolute_url(self) -> str:
        return address("exchange", self.pk)

    @property
    def staged(self) -> Staged:
        return Staged(self.own_stages or self.round.format.stages, self.round.format.pace)

    @property
    def edition(self) -> Edition:
        return self.round.edition


class Participant(models.Model):
    """A member of an exchange. ``reasons`` holds the facts of the pairing (see ``exchanges.reasons``)."""

    exchange = models.ForeignKey(Exchange, models.CASCADE, related_name="participants")
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="participations")
    reasons = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["exchange", "membership"], name="one_seat_each")]
