"""Messages of a room. A message row is its own event log: ``seq`` is its place, ``rev`` its last change."""

import datetime

from django.db import models
from django.db.models import Q

from academy.models import Edition, Membership
from academy.pages.addresses import address
from commons.texts.rendering import excerpt
from rooms.models.rooms import Room


class MessageKind(models.TextChoices):
    SAID = "said"
    STAGE = "stage"
    FIELD = "field"


class Message(models.Model):
    """One message of a room. ``client_id`` is the sender's UUID: the same one from the same author in a room is the
    same message.

    ``first_rev`` is the revision of its sending, so that an ack can be repeated word for word at any time. ``stage`` is
    a member's act on the exchange's stage clock, and where the clock stood then (``kind`` "stage").

    A message of ``kind`` "field" is a version of the room's worksheet: ``field`` is written over the versions ``over``.
    It ``stands`` until somebody writes over it. Two that stand are a clash, which waits for somebody to join them.
    """

    # No index of its own, because the unique constraint on places begins with the room.
    room = models.ForeignKey(Room, models.CASCADE, related_name="messages", db_index=False)
    seq = models.BigIntegerField()
    rev = models.BigIntegerField()
    first_rev = models.BigIntegerField()
    author = models.ForeignKey(Membership, models.CASCADE, related_name="messages")
    client_id = models.UUIDField()
    kind = models.CharField(
        max_length=5, choices=MessageKind.choices, default=MessageKind.SAID, db_default=MessageKind.SAID
    )
    stage = models.JSONField(null=True, blank=True)
    field = models.CharField(max_length=40, blank=True, default="", db_default="")
    over = models.JSONField(null=True, blank=True)
    stands = models.BooleanField(default=False, db_default=False)
    body = models.TextField()
    html = models.TextField()
    language = models.CharField(max_length=8, default="en")
    reply_to = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    sent_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    sample = models.BooleanField(default=False, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["client_id", "author", "room"], name="a_message_is_sent_once"),
            models.UniqueConstraint(fields=["room", "seq"], name="one_message_per_place"),
            models.UniqueConstraint(fields=["room", "rev"], name="one_message_per_revision"),
            models.CheckConstraint(
                condition=~Q(kind=MessageKind.STAGE) & Q(stage__isnull=True)
                | Q(kind=MessageKind.STAGE, stage__isnull=False),
                name="only_a_stage_message_has_a_stage",
            ),
            models.CheckConstraint(
                condition=Q(kind=MessageKind.FIELD, over__isnull=False) & ~Q(field="")
                | ~Q(kind=MessageKind.FIELD) & Q(field="", over__isnull=True, stands=False),
                name="only_a_field_message_has_a_field",
            ),
        ]
        indexes = [
            models.Index(fields=["room", "field"], condition=Q(stands=True), name="versions_that_stand"),
            models.Index(fields=["room", "field", "seq"], condition=~Q(field=""), name="versions_of_a_field"),
        ]

    def get_absolute_url(self) -> str:
        part = f"field-{self.field}" if self.kind == MessageKind.FIELD else f"message-{self.pk}"
        return f"{address('room', self.room_id)}#{part}"

    @property
    def edition(self) -> Edition:
        return self.room.edition

    @property
    def is_said(self) -> bool:
        """True for a person's own words, which can be changed, deleted, reacted to and reported."""
        return self.kind == MessageKind.SAID

    @property
    def excerpt(self) -> str:
        return excerpt(self.html)

    @property
    def changed_at(self) -> datetime.datetime:
        return self.edited_at or self.sent_at

    @property
    def stands_in(self) -> tuple[()]:
        return ()

    @property
    def typed(self) -> str:
        return self.body


class MessageReaction(models.Model):
    message = models.ForeignKey(Message, models.CASCADE, related_name="reactions")
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    emoji = models.CharField(max_length=16)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "membership", "emoji"], name="one_emoji_each")]


class Receipt(models.Model):
    """The ack of an edit, deletion or reaction: the same frame sent again changes nothing and gets the same ack."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="+")
    author = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    client_id = models.UUIDField()
    message = models.ForeignKey(Message, models.CASCADE, related_name="+")
    rev = models.BigIntegerField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client_id", "author", "room"], name="an_act_is_done_once")]
