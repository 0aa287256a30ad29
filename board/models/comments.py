"""Comments on a card."""

import uuid

from django.db import models

from academy.models import Edition, Membership
from academy.pages.addresses import address
from academy.voices import Voice
from board.models.cards import Card
from commons.texts.rendering import excerpt


class CardComment(models.Model):
    """A comment on a card. ``body`` is Markdown; ``html`` is safe HTML, rendered when it was saved. All who read the
    card read it."""

    card = models.ForeignKey(Card, models.CASCADE, related_name="comments")
    author = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    language = models.CharField(max_length=8, default="en")
    body = models.TextField()
    html = models.TextField()
    client_id = models.UUIDField(default=uuid.uuid4)
    at = models.DateTimeField()
    hidden_at = models.DateTimeField(null=True, blank=True)

    voice: Voice  # a page sets it

    class Meta:
        indexes = [models.Index(fields=["card", "id"], name="comments_of_a_card")]
        constraints = [models.UniqueConstraint(fields=["author", "client_id"], name="a_card_comment_is_sent_once")]

    def __str__(self) -> str:
        return self.excerpt

    def get_absolute_url(self) -> str:
        return f"{address('card', self.card_id)}#comment-{self.pk}"

    @property
    def edition(self) -> Edition:
        return self.card.edition

    @property
    def stands_in(self) -> tuple[Card]:
        return (self.card,)

    @property
    def typed(self) -> str:
        return self.body

    @property
    def excerpt(self) -> str:
        return excerpt(self.html)
