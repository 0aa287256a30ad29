"""Announcements of a whole course by those who run it, written by hand in its languages."""

import uuid
from typing import Any

from django.db import models
from django.db.models import Q

from academy.models import Edition, Membership
from academy.pages.addresses import address
from academy.pages.texts import language_of, localized


class Announcement(models.Model):
    """An announcement of the whole course. ``titles``, ``texts`` (Markdown) and ``html`` (safe, rendered when it was
    saved) have the same languages."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="announcements")
    author = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    titles = models.JSONField()
    texts = models.JSONField()
    html = models.JSONField()
    client_id = models.UUIDField(default=uuid.uuid4)
    at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["edition", "-id"], condition=Q(hidden_at=None), name="announcements_shown")]
        constraints = [models.UniqueConstraint(fields=["author", "client_id"], name="an_announcement_is_sent_once")]

    def __str__(self) -> str:
        return self.excerpt

    def get_absolute_url(self) -> str:
        return f"{address('announcements', self.edition.slug)}#announcement-{self.pk}"

    @property
    def language(self) -> str:
        """The one in which its reader sees it."""
        return language_of(self.titles)

    @property
    def excerpt(self) -> str:
        return localized(self.titles)

    @property
    def stands_in(self) -> tuple[Any, ...]:
        return ()

    @property
    def typed(self) -> str:
        return "\n\n".join(f"{title}\n\n{self.texts[code]}" for code, title in self.titles.items())
